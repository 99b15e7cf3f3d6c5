//! Facts, what is said of them, and who says so.

use super::lowering::{Body, Form, Lowering, Premise, exists, literal_value, text};
use super::time::TIME;
use super::tree::{Expr, Source, Table};
use crate::plan::{Fact, Narrowing, Slot};
use crate::resolve::tree::Recorded;
use crate::value::{Modality, ObjectType};

impl Lowering<'_> {
    pub(super) fn fact(&mut self, fact: &Fact, body: &mut Body) -> Premise {
        let alias = self.alias('f');
        let source = if fact.symmetric { Source::FactsBothWays } else { Source::Table("fact") };
        body.from.push(Table { alias: alias.clone(), source, left_join: None });
        self.tell_facts_apart(&alias, fact, body);
        let predicates = match fact.predicates.as_slice() {
            // The facts of a set lie apart by their predicates: only those of kinds are looked through. A store has an index of kinds.
            [] if !self.dialect.is_sqlite() => self.kind_predicates,
            predicates => predicates,
        };
        let predicate = || Expr::column(&alias, "predicate");
        match predicates {
            [] => {}
            [only] => body.filter.push(predicate().equals(Expr::Integer(only.0))),
            several => {
                let several = several.iter().map(|predicate| predicate.0).collect();
                body.filter.push(Expr::In(Box::new(predicate()), several));
            }
        }
        let is_of_known = fact.subject.as_variable().is_some_and(|subject| body.bindings.contains_key(&subject));
        let needs_object = fact.object.as_variable().is_some_and(|object| !body.bindings.contains_key(&object));
        self.unify(&fact.subject, Expr::column(&alias, "subject"), Form::Id, body);
        let object = Expr::column(&alias, object_column(fact.object_type));
        let object = match &fact.object {
            // A thing is of few kinds, of which there may be many narrower ones: those that it is of are read, and not each looked for.
            Slot::Kinds(kinds) if is_of_known && kinds.len() > 1 => object.computed(),
            _ => object,
        };
        self.unify(&fact.object, object.clone(), Form::Id, body);
        let is_of_any = !is_of_known && matches!(fact.subject, Slot::Variable(_) | Slot::Any);
        if needs_object
            && !fact.predicates.is_empty()
            && !fact.symmetric
            && (is_of_any || fact.object_type.is_literal())
        {
            // It always has one. The indexes that begin with objects, or have literals, are of facts that do, and SQLite takes them where that
            // is said.
            body.filter.push(object.is_known());
        }
        if fact.predicates.is_empty() && !matches!(fact.object, Slot::Kinds(_)) {
            // Facts of every other predicate have no kind.
            body.filter.push(Expr::column(&alias, "kind").is_known());
        }
        body.filter.extend(self.stands(&alias, &fact.narrowing));
        if fact.narrowing.disputed {
            body.filter.push(self.disputed(&alias, fact.functional, fact.symmetric, fact.object_type));
        }
        self.claims(&alias, &fact.narrowing, body);
        for (key, object_type, value) in &fact.qualifiers {
            self.qualifier(&alias, key.0, *object_type, value, body);
        }
        if let Some(variable) = fact.narrowing.at {
            let time = Expr::column(&alias, TIME);
            body.filter.push(time.clone().is_known());
            if let Some(Expr::Column(other, TIME)) = body.bindings.get(&variable).cloned() {
                // The same time has the same days, which stand before it in the indexes.
                for column in ["first_day", "last_day"] {
                    body.filter.push(Expr::column(&alias, column).equals(Expr::column(&other, column)));
                }
            }
            self.unify(&Slot::Variable(variable), time, Form::Id, body);
        }
        Premise::Fact(Expr::column(&alias, "id"))
    }

    /// Facts of one predicate differ in an end or in their times, but where they have qualifiers or things were merged.
    fn tell_facts_apart(&self, alias: &str, fact: &Fact, body: &mut Body) {
        let [predicate] = fact.predicates.as_slice() else { return };
        let of = self.statistics.of(*predicate);
        if !self.statistics.known || self.statistics.merged || of.qualified > 0 || fact.symmetric {
            return;
        }
        let time = (of.dated > 0).then_some(TIME);
        let by = ["subject", object_column(fact.object_type)].into_iter().chain(time);
        body.tell_apart(alias, by.map(|column| Expr::column(alias, column)).collect());
    }

    /// Whether two facts may have the same ends.
    pub(super) fn may_be_alike(&self, fact: &Fact) -> bool {
        let of = self.statistics.of_any(&fact.predicates);
        fact.predicates.len() != 1 || self.statistics.merged || of.qualified > 0 || of.dated > 0
    }

    fn qualifier(&mut self, fact: &str, key: i64, object_type: ObjectType, value: &Slot, body: &mut Body) {
        let alias = self.alias('q');
        body.from.push(Table { alias: alias.clone(), source: Source::Table("qualifier"), left_join: None });
        body.filter.push(Expr::column(&alias, "fact").equals(Expr::column(fact, "id")));
        body.filter.push(Expr::column(&alias, "key").equals(Expr::Integer(key)));
        self.unify(value, Expr::column(&alias, object_column(object_type)), Form::Id, body);
    }

    /// That a fact holds, or is only denied; and, where the whole is read as of a time, that it may have been so then.
    pub(super) fn stands(&mut self, alias: &str, narrowing: &Narrowing) -> Vec<Expr> {
        let mut filter = match &self.view.recorded {
            Some(recorded) => self.stood(alias, narrowing, &recorded.clone()),
            None => self.stands_now(alias, narrowing),
        };
        if let Some(valid) = &self.view.valid {
            let (first, last) = (Expr::column(alias, "first_day"), Expr::column(alias, "last_day"));
            let overlaps = Expr::All(vec![
                first.clone().binary("<=", Expr::Integer(valid.last_day)),
                last.binary(">=", Expr::Integer(valid.first_day)),
            ]);
            filter.push(Expr::Any(vec![Expr::IsNull(Box::new(first)), overlaps]));
        }
        filter
    }

    fn stands_now(&self, alias: &str, narrowing: &Narrowing) -> Vec<Expr> {
        let is = |column: &'static str, truth: i64| Expr::column(alias, column).equals(Expr::Integer(truth));
        // Where it is asked what somebody says, others may say what they like.
        let by_all = narrowing.source.is_none();
        let mut filter = match (narrowing.denied, by_all) {
            (false, _) => vec![is("holds", 1)],
            (true, true) => vec![is("holds", 0), is("denied", 1)],
            (true, false) => vec![is("denied", 1)],
        };
        if self.undisputed && !narrowing.denied && by_all {
            filter.push(is("denied", 0));
        }
        filter
    }

    /// The same as it was recorded: by the loads of facts and evidence.
    fn stood(&mut self, alias: &str, narrowing: &Narrowing, recorded: &Recorded) -> Vec<Expr> {
        let id = Expr::column(alias, "id");
        let mut filter = vec![self.known_by(alias, recorded)];
        let affirmed = self.claimed_by(id.clone(), "+", recorded);
        let denied = self.claimed_by(id, "-", recorded);
        let by_all = narrowing.source.is_none();
        match narrowing.denied {
            false => {
                filter.push(affirmed);
                if self.undisputed && by_all {
                    filter.push(denied.negated());
                }
            }
            true if by_all => filter.extend([affirmed.negated(), denied]),
            true => filter.push(denied),
        }
        filter
    }

    /// Denied too, or with a rival: another object of a functional predicate at a time that may be the same. Where it is
    /// symmetric as well, what it says of either end may have one.
    pub(super) fn disputed(&mut self, alias: &str, functional: bool, symmetric: bool, objects: ObjectType) -> Expr {
        let denied = match &self.view.recorded {
            Some(recorded) => self.claimed_by(Expr::column(alias, "id"), "-", &recorded.clone()),
            None => Expr::column(alias, "denied").equals(Expr::Integer(1)),
        };
        let mut any = vec![denied];
        if functional {
            let (subject, object) = (("subject", object_column(objects)), (object_column(objects), "subject"));
            any.push(self.has_rival(alias, subject, symmetric, objects));
            if symmetric {
                any.push(self.has_rival(alias, object, symmetric, objects));
            }
        }
        Expr::Any(any)
    }

    /// That another fact gives the one end of a fact another value than its other end.
    fn has_rival(
        &mut self,
        alias: &str,
        (of, value): (&'static str, &'static str),
        symmetric: bool,
        objects: ObjectType,
    ) -> Expr {
        let rival = self.alias('f');
        let source = if symmetric { Source::FactsBothWays } else { Source::Table("fact") };
        let from = vec![Table { alias: rival.clone(), source, left_join: None }];
        let mine = |column| Expr::column(alias, column);
        let other = |column| Expr::column(&rival, column);
        let mut filter = vec![
            other("predicate").equals(mine("predicate")),
            other("subject").equals(mine(of)),
            other(object_column(objects)).binary("<>", mine(value)),
            Expr::Any(vec![
                Expr::IsNull(Box::new(other("first_day"))),
                Expr::IsNull(Box::new(mine("first_day"))),
                Expr::All(vec![
                    other("first_day").binary("<=", mine("last_day")),
                    other("last_day").binary(">=", mine("first_day")),
                ]),
            ]),
        ];
        filter.extend(self.stands(&rival, &Narrowing::default()));
        exists(from, filter)
    }

    /// Who says so, where, in which words and how surely. Where a variable stands for something of that, each claim is a
    /// row of its own; otherwise it is enough that there is one.
    pub(super) fn claims(&mut self, fact: &str, narrowing: &Narrowing, body: &mut Body) {
        if !narrowing.asks_for_claims() {
            return;
        }
        let mut claims = Body { bindings: body.bindings.clone(), ..Body::default() };
        let claim = self.claim_table(&mut claims);
        claims.filter.push(Expr::column(&claim, "fact").equals(Expr::column(fact, "id")));
        claims.filter.push(Expr::column(&claim, "polarity").equals(text(if narrowing.denied { "-" } else { "+" })));
        claims.filter.extend(narrowing.at_least.and_then(|modality| at_least(&claim, modality)));
        if let Some((comparator, number)) = &narrowing.confidence {
            claims.filter.push(Expr::column(&claim, "confidence").binary(comparator.sign(), literal_value(number)));
        }
        self.claim_slots(&claim, narrowing, &mut claims);
        if narrowing.source.is_some() && (narrowing.denied || self.undisputed) {
            let other = self.contradicted(fact, &claim, narrowing.denied);
            claims.filter.push(other.negated());
        }
        if let Some(variable) = narrowing.when {
            let time = vec![Expr::column(fact, TIME), Expr::column(&claim, "time_phrase")];
            self.unify(&Slot::Variable(variable), Expr::Call("coalesce", time), Form::Id, &mut claims);
        }
        match narrowing.binds_claims() {
            true => {
                body.from.extend(claims.from);
                body.filter.extend(claims.filter);
                body.bindings = claims.bindings;
            }
            false => body.filter.push(exists(claims.from, claims.filter)),
        }
    }

    /// Whether who makes a claim of a fact says the opposite of it too.
    fn contradicted(&mut self, fact: &str, claim: &str, denied: bool) -> Expr {
        let mut others = Body::default();
        let other = self.claim_table(&mut others);
        others.filter.push(Expr::column(&other, "fact").equals(Expr::column(fact, "id")));
        others.filter.push(Expr::column(&other, "polarity").equals(text(if denied { "+" } else { "-" })));
        let speaker = Expr::column(claim, "source");
        others.filter.push(Expr::column(&other, "source").binary("IS NOT DISTINCT FROM", speaker));
        exists(others.from, others.filter)
    }

    /// The claims that count: those that stand, or that counted behind the load that the whole is read as of.
    pub(super) fn claim_table(&mut self, claims: &mut Body) -> String {
        let alias = self.alias('c');
        let table = match &self.view.recorded {
            Some(recorded) => {
                let counted = self.counted(&alias, &recorded.clone());
                claims.filter.push(counted);
                "claim_history"
            }
            None => "claim",
        };
        claims.from.push(Table { alias: alias.clone(), source: Source::Table(table), left_join: None });
        alias
    }

    fn claim_slots(&mut self, claim: &str, narrowing: &Narrowing, claims: &mut Body) {
        match &narrowing.source {
            Some(Slot::Any) => claims.filter.push(Expr::column(claim, "source").is_known()),
            Some(slot) => self.unify(slot, Expr::column(claim, "source"), Form::Id, claims),
            None => {}
        }
        if let Some(slot) = &narrowing.document {
            claims.filter.push(Expr::column(claim, "document").is_known());
            self.unify(slot, Expr::column(claim, "document"), Form::Id, claims);
        }
        match &narrowing.quote {
            Some(Slot::Literal(quote)) => {
                let folded = |expr| Expr::Call("factfile_spaces", vec![expr]);
                claims.filter.push(folded(Expr::column(claim, "quote")).equals(folded(literal_value(quote))));
            }
            Some(slot) => {
                claims.filter.push(Expr::column(claim, "quote").is_known());
                self.unify(slot, Expr::column(claim, "quote"), Form::Bare, claims);
            }
            None => {}
        }
    }
}

/// The column of `fact` and `qualifier` in which objects of a type stand.
pub fn object_column(object_type: ObjectType) -> &'static str {
    match object_type {
        ObjectType::Entity => "object",
        ObjectType::Kind => "kind",
        _ => "value",
    }
}

fn at_least(claim: &str, modality: Modality) -> Option<Expr> {
    let enough: Vec<Expr> = Modality::ALL
        .into_iter()
        .filter(|other| *other >= modality)
        .map(|other| Expr::column(claim, "modality").equals(text(other.name())))
        .collect();
    (enough.len() < Modality::ALL.len()).then_some(Expr::Any(enough))
}
