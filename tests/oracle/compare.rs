//! What the library answers, in the model's terms, compared with what the oracle answers.

use std::collections::{BTreeMap, BTreeSet};

use factfile::answer::{self, ColumnType, Derivation, FactRecord, Receipt, Receipts};
use factfile::receipts::MOST_DERIVATIONS;
use factfile::value::{FactId, Literal, ObjectType};

use crate::answer::{Answer, Cell, Derivations, Row, Verdict};
use crate::evaluate::Premise;
use crate::model::{DATES, Fact, Objects, Store, Value};
use crate::query::{Find, OutputValue, Query, Sort};
use crate::write::variable_name;

/// Says how the library's answer differs, if it does.
pub fn compare(store: &Store, query: &Query, expected: &Answer, found: &answer::Answer) -> Result<(), String> {
    let receipts = found.receipts.as_ref().ok_or("there are no receipts")?;
    let reader = Reader { store, facts: identities(store), receipts };
    match (expected, &query.find) {
        (Answer::Rows(rows), Some(find)) => {
            equal("columns", &columns(find), &found_columns(found))?;
            equal("verdict", &None, &found.verdict)?;
            reader.rows(rows, found)
        }
        (Answer::Verdict(verdict, derivations), None) => {
            equal("verdict", &Some(*verdict), &found.verdict.map(found_verdict))?;
            reader.verdict(*verdict, derivations)
        }
        _ => Err("the oracle answers another form of question".to_owned()),
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    match expected == found {
        true => Ok(()),
        false => Err(format!("{what} differ\nexpected: {expected:?}\n   found: {found:?}")),
    }
}

fn found_verdict(verdict: answer::Verdict) -> Verdict {
    match verdict {
        answer::Verdict::Yes => Verdict::Yes,
        answer::Verdict::No => Verdict::No,
        answer::Verdict::Denied => Verdict::Denied,
        answer::Verdict::Disputed => Verdict::Disputed,
    }
}

/// The headings of the columns and what is in them.
fn columns(find: &Find) -> Vec<(String, ColumnType)> {
    let columns = find.outputs.iter().map(|output| {
        let (plain, column_type) = match output.value {
            OutputValue::Variable(variable) => (variable_name(variable), column_type(variable.sort)),
            OutputValue::Count(variable) => (format!("count(?{})", variable_name(variable)), ColumnType::Count),
            OutputValue::CountAll(variable) => (format!("count(all ?{})", variable_name(variable)), ColumnType::Count),
        };
        (output.heading.clone().unwrap_or(plain), column_type)
    });
    columns.collect()
}

fn column_type(sort: Sort) -> ColumnType {
    match sort {
        Sort::Entity => ColumnType::Entity,
        Sort::Kind => ColumnType::Kind,
        Sort::When => ColumnType::When,
        Sort::Text => ColumnType::Literal(ObjectType::Text),
        Sort::Number => ColumnType::Literal(ObjectType::Number),
        Sort::Date => ColumnType::Literal(ObjectType::Date),
        Sort::Boolean => ColumnType::Literal(ObjectType::Boolean),
        Sort::Url => ColumnType::Literal(ObjectType::Url),
    }
}

fn found_columns(found: &answer::Answer) -> Vec<(String, ColumnType)> {
    found.columns.iter().map(|column| (column.name.clone(), column.column_type)).collect()
}

/// What a fact says, as text: no two facts of a store have the same.
type Identity = (String, String, String, String, BTreeSet<(String, String)>);

fn identities(store: &Store) -> BTreeMap<Identity, usize> {
    let identity = |fact: &Fact| {
        let qualifiers = fact.qualifiers.iter();
        (
            store.entities[fact.subject].key.to_owned(),
            fact.relation.map_or("is", |predicate| store.predicates[predicate].name).to_owned(),
            value_text(store, &fact.object),
            fact.time.map_or("", |time| DATES[time].text).to_owned(),
            qualifiers.map(|(key, value)| (store.predicates[*key].name.to_owned(), value_text(store, value))).collect(),
        )
    };
    let identities = store.facts.iter().enumerate().map(|(at, fact)| (identity(fact), at));
    let found: BTreeMap<Identity, usize> = identities.collect();
    assert_eq!(found.len(), store.facts.len(), "two facts of the model say the same");
    found
}

/// A value as text; entities by their keys, since two may share a name.
fn value_text(store: &Store, value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Entity(entity) => store.entities[*entity].key.to_owned(),
        Value::Kind(kind) => store.kinds[*kind].name.to_owned(),
        Value::Text(text) | Value::Url(text) => (*text).to_owned(),
        Value::Number(quarters) => (*quarters as f64 / 4.0).to_string(),
        Value::Date(date) => DATES[*date].text.to_owned(),
        Value::Boolean(truth) => truth.to_string(),
    }
}

fn found_text(value: &answer::Value) -> String {
    match value {
        answer::Value::Entity(entity) => entity.key.clone(),
        other => other.text(),
    }
}

struct Reader<'a> {
    store: &'a Store,
    facts: BTreeMap<Identity, usize>,
    receipts: &'a Receipts,
}

impl Reader<'_> {
    fn rows(&self, expected: &[Row], found: &answer::Answer) -> Result<(), String> {
        let shown = |row: &Row| row.values.iter().map(|cell| self.cell_text(cell)).collect();
        let expected_rows: Vec<Vec<String>> = expected.iter().map(shown).collect();
        let found_rows: Vec<Vec<String>> = found.rows.iter().map(|row| row.iter().map(typed_text).collect()).collect();
        equal("rows", &expected_rows, &found_rows)?;
        equal("numbers of receipts", &expected.len(), &self.receipts.rows.len())?;
        for (at, (expected, found)) in expected.iter().zip(&self.receipts.rows).enumerate() {
            equal("rows of receipts", &at, &found.row)?;
            let about = format!("receipts of row {}", at + 1);
            self.receipt(&about, &expected.derivations, expected.most_alike > MOST_DERIVATIONS, found)?;
        }
        Ok(())
    }

    fn verdict(&self, verdict: Verdict, expected: &Derivations) -> Result<(), String> {
        match self.receipts.rows.as_slice() {
            [] if verdict == Verdict::No => Ok(()),
            [only] if verdict != Verdict::No => {
                self.receipt("receipts", expected, expected.len() > MOST_DERIVATIONS, only)
            }
            other => Err(format!("{} receipts for {verdict:?}", other.len())),
        }
    }

    fn receipt(&self, about: &str, expected: &Derivations, more: bool, found: &Receipt) -> Result<(), String> {
        if !found.derivations.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(format!("{about} are not sorted, or one stands twice"));
        }
        let premises = found.derivations.iter().map(|derivation| self.derivation(derivation));
        let found_set = premises.collect::<Result<Derivations, String>>()?;
        if more || found.more {
            // Not all are shown: those that are must be among those that there are.
            return match found_set.is_subset(expected) && found.more && expected.len() >= MOST_DERIVATIONS {
                true => Ok(()),
                false => Err(format!("{about} are cut short wrongly")),
            };
        }
        equal(about, expected, &found_set)
    }

    fn derivation(&self, derivation: &Derivation) -> Result<Vec<Premise>, String> {
        let premises = derivation.premises.iter().map(|premise| {
            Ok(match premise {
                answer::Premise::Fact(fact) => Premise::Fact(self.fact(*fact)?),
                answer::Premise::Chain(chain) => {
                    let fact = |link: &answer::Premise| match link {
                        answer::Premise::Fact(fact) => self.fact(*fact),
                        other => Err(format!("no fact: {other:?}")),
                    };
                    Premise::Chain(chain.iter().map(fact).collect::<Result<_, String>>()?)
                }
                answer::Premise::Derived(derived) => return Err(format!("no rule was asked: {derived:?}")),
                answer::Premise::Absent(_) => Premise::Absent,
            })
        });
        premises.collect()
    }

    /// The fact of the model that an id names.
    fn fact(&self, id: FactId) -> Result<usize, String> {
        let record = self.receipts.facts.get(&id).ok_or(format!("fact {} is not told", id.0))?;
        let at = *self.facts.get(&found_identity(record)).ok_or(format!("no fact of the model is {record:?}"))?;
        self.same_claims(&self.store.facts[at], record)?;
        Ok(at)
    }

    /// The evidence of a receipt is all that was ever said of the fact.
    fn same_claims(&self, fact: &Fact, record: &FactRecord) -> Result<(), String> {
        type Said = (Option<String>, &'static str, bool, Option<String>);
        let expected: BTreeSet<Said> = (fact.claims.iter().filter(|claim| **claim != crate::model::UNSOURCED))
            .map(|claim| {
                let source = claim.source.map(|source| self.store.entities[source].key.to_owned());
                (source, claim.modality.name(), claim.affirms, claim.phrase.map(str::to_owned))
            })
            .collect();
        let found = record.evidence.iter().map(|evidence| {
            let source = evidence.source.as_ref().map(|source| source.key.clone());
            (source, evidence.modality.name(), evidence.polarity.sign() == "+", evidence.time_phrase.clone())
        });
        // A plain claim of the document itself looks like a statement without evidence: it is told apart elsewhere.
        let plain: Said = (None, "certain", true, None);
        let found: BTreeSet<Said> = found.filter(|said| *said != plain).collect();
        equal("evidence", &expected, &found)
    }

    fn cell_text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Count(count) => format!("number {count}"),
            Cell::Value(Value::Nothing) => "nothing".to_owned(),
            Cell::Value(value) => format!("{} {}", type_name(value), value_text(self.store, value)),
        }
    }
}

fn found_identity(record: &FactRecord) -> Identity {
    (
        record.subject.key.clone(),
        record.predicate.clone(),
        found_text(&record.object),
        record.time.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.qualifiers.iter().map(|(key, value)| (key.clone(), found_text(value))).collect(),
    )
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Nothing => "nothing",
        Value::Entity(_) => Objects::Entity.name(),
        Value::Kind(_) => "kind",
        Value::Text(_) => Objects::Text.name(),
        Value::Url(_) => Objects::Url.name(),
        Value::Number(_) => Objects::Number.name(),
        Value::Date(_) => Objects::Date.name(),
        Value::Boolean(_) => Objects::Boolean.name(),
    }
}

/// A value that was found, as text with its type.
fn typed_text(value: &answer::Value) -> String {
    let name = match value {
        answer::Value::Nothing => return "nothing".to_owned(),
        answer::Value::Entity(_) => "entity",
        answer::Value::Kind(..) => "kind",
        answer::Value::Document(_) => "document",
        answer::Value::Literal(literal) => Literal::object_type(literal).name(),
    };
    format!("{name} {}", found_text(value))
}
