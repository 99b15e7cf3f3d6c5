//! Writing facts and their qualifiers, and finding those that are known.

use rusqlite::{Row, params};

use super::alike::{ByQualifiers, MANY};
use super::{Writer, problem_of};
use crate::diagnostic::Result;
use crate::value::{EntityId, FactId, KindId, LiteralId, LoadId, PredicateId};

/// What a fact or qualifier says, as an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ObjectId {
    Entity(EntityId),
    Kind(KindId),
    Value(LiteralId),
}

impl ObjectId {
    fn kind(self) -> Option<i64> {
        if let ObjectId::Kind(id) = self { Some(id.0) } else { None }
    }

    fn value(self) -> Option<i64> {
        if let ObjectId::Value(id) = self { Some(id.0) } else { None }
    }
}

/// When a fact was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) literal: LiteralId,
    /// Julian day numbers.
    pub(crate) first_day: i64,
    pub(crate) last_day: i64,
}

/// A fact but for its qualifiers and what it rests on, all ids known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FactRow {
    pub(crate) subject: EntityId,
    pub(crate) predicate: PredicateId,
    pub(crate) object: ObjectId,
    pub(crate) time: Option<Time>,
}

/// A fact that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KnownFact {
    pub(crate) id: FactId,
    pub(crate) state: FactState,
    /// The first load that stated it without evidence.
    pub(crate) stated_by: Option<LoadId>,
    /// Nothing that was claimed of it counts any more.
    pub(crate) retracted: bool,
}

/// What is said of a fact itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct QualifierRow {
    pub(crate) key: PredicateId,
    pub(crate) object: ObjectId,
}

/// What a fact rests on, as its row sums it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FactState {
    /// Some record stated it without evidence.
    pub(crate) unsourced: bool,
    /// It is stated, or affirmed by evidence.
    pub(crate) holds: bool,
    /// Some evidence denies it.
    pub(crate) denied: bool,
}

impl FactState {
    /// Some record states it, and nothing denies it.
    const STATED: FactState = FactState { unsourced: true, holds: true, denied: false };

    /// What both together come to.
    pub(crate) fn with(self, other: FactState) -> FactState {
        FactState {
            unsourced: self.unsourced || other.unsourced,
            holds: self.holds || other.holds,
            denied: self.denied || other.denied,
        }
    }
}

/// Which columns of a fact are written: most facts of large files are of the same shape, of which less has to be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Stated between two entities of which neither was merged into another.
    Stated,
    /// All of them.
    Any,
}

impl Shape {
    fn insert(self) -> &'static str {
        match self {
            Shape::Stated => {
                "INSERT INTO fact (subject, predicate, object, time, first_day, last_day, unsourced, holds, denied,
                                   recorded, stated_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 1, 0, ?7, ?7)"
            }
            Shape::Any => {
                "INSERT INTO fact (subject, predicate, object, kind, value, time, first_day, last_day, unsourced,
                                   holds, denied, recorded, stated_by, subject_stated, object_stated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
            }
        }
    }
}

/// How facts with the same subject, predicate and object are found, by the index that leads there: the days, which
/// follow in it, tell apart facts that were so at many times. The qualifiers come as `recorded_as` writes them.
macro_rules! known_facts {
    ($index:literal, $object:literal) => {
        concat!(
            "SELECT id, unsourced, holds, denied, stated_by, retracted IS NOT NULL, subject_stated, object_stated,
                    (SELECT group_concat(
                                key || iif(value IS NULL, 'e', 'v') || coalesce(object_stated, object, value), ' '
                                ORDER BY key, value IS NOT NULL, coalesce(object_stated, object, value))
                     FROM qualifier WHERE fact = fact.id)
             FROM fact INDEXED BY ",
            $index,
            " WHERE predicate = ?1 AND subject = ?2 AND ",
            $object,
            " = ?3 AND holds IN (0, 1) AND first_day IS ?4 AND last_day IS ?5 AND time IS ?6"
        )
    };
}

/// The subject and the object of a fact as recorded, where these were merged into others.
type Stated = (Option<i64>, Option<i64>);

/// A fact that is like another but for its qualifiers.
struct LikeFact {
    known: KnownFact,
    stated: Stated,
    /// As `recorded_as` writes them.
    qualifiers: Option<String>,
}

impl Writer<'_> {
    /// The fact that was recorded like a row with these qualifiers, retracted or not; they are sorted. One whose subject or
    /// object was merged into another is not one with what was recorded of that other.
    pub(super) fn known_fact(&mut self, row: &FactRow, qualifiers: &[QualifierRow]) -> Result<Option<KnownFact>> {
        if !self.added.may_have(row, qualifiers, self.survivor(row.subject)) {
            return Ok(None);
        }
        let wanted = recorded_as(qualifiers);
        if let Some(facts) = self.alike.of(row) {
            let fact = facts.get(&wanted).and_then(|facts| facts.first());
            return fact.map_or(Ok(None), |fact| self.fact(*fact));
        }
        let placed = self.placed_object(row.object);
        let stated = (self.placed(row.subject).stated, placed.and_then(|placed| placed.stated));
        let mut found = self.facts_like(row)?;
        found.retain(|like| like.stated == stated);
        let known = found.iter().find(|like| like.qualifiers == wanted).map(|like| like.known);
        if found.len() >= MANY {
            let mut alike = ByQualifiers::new();
            found.into_iter().for_each(|like| alike.entry(like.qualifiers).or_default().push(like.known.id));
            self.alike.keep(row, alike);
        }
        Ok(known)
    }

    /// A fact by its number.
    fn fact(&self, fact: FactId) -> Result<Option<KnownFact>> {
        let sql = "SELECT id, unsourced, holds, denied, stated_by, retracted IS NOT NULL FROM fact WHERE id = ?1";
        self.first("finding a fact", sql, [fact.0], known_fact)
    }

    /// The facts that now say what a row with these qualifiers says, recorded of whatever was merged since.
    pub(in crate::store) fn facts_saying(&self, row: &FactRow, qualifiers: &[QualifierRow]) -> Result<Vec<KnownFact>> {
        let mut wanted: Vec<QualifierRow> = qualifiers.iter().map(|qualifier| self.survived(*qualifier)).collect();
        wanted.sort_unstable();
        let mut found = Vec::new();
        for LikeFact { known, .. } in self.facts_like(row)? {
            let mut has: Vec<QualifierRow> =
                self.qualifiers(known.id)?.into_iter().map(|qualifier| self.survived(qualifier)).collect();
            has.sort_unstable();
            if has == wanted {
                found.push(known);
            }
        }
        Ok(found)
    }

    /// A qualifier with the entity that its value now is.
    fn survived(&self, qualifier: QualifierRow) -> QualifierRow {
        match qualifier.object {
            ObjectId::Entity(entity) => QualifierRow { object: ObjectId::Entity(self.survivor(entity)), ..qualifier },
            ObjectId::Kind(_) | ObjectId::Value(_) => qualifier,
        }
    }

    /// The facts with the subject, predicate, object and time of a row, as entities now are.
    fn facts_like(&self, row: &FactRow) -> Result<Vec<LikeFact>> {
        let placed = self.placed_object(row.object);
        let (sql, object) = match row.object {
            ObjectId::Entity(id) => {
                (known_facts!("fact_subject_object", "object"), placed.map_or(id.0, |placed| placed.now))
            }
            ObjectId::Kind(id) => (known_facts!("fact_subject_kind", "kind"), id.0),
            ObjectId::Value(id) => (known_facts!("fact_subject_value", "value"), id.0),
        };
        let (time, first_day, last_day) = time(row);
        let subject = self.placed(row.subject);
        let bound = params![row.predicate.0, subject.now, object, first_day, last_day, time];
        self.rows("finding a fact", sql, bound, |row| {
            Ok(LikeFact { known: known_fact(row)?, stated: (row.get(6)?, row.get(7)?), qualifiers: row.get(8)? })
        })
    }

    /// A fact's qualifiers as recorded, sorted.
    fn qualifiers(&self, fact: FactId) -> Result<Vec<QualifierRow>> {
        let sql = "SELECT key, coalesce(object_stated, object), value FROM qualifier WHERE fact = ?1";
        let mut found = self.rows("reading qualifiers", sql, [fact.0], qualifier)?;
        found.sort_unstable();
        Ok(found)
    }

    /// Adds a fact with its qualifiers, which are sorted.
    pub(super) fn add_fact(&mut self, row: &FactRow, qualifiers: &[QualifierRow], state: FactState) -> Result<FactId> {
        self.added.add(row, qualifiers);
        self.statistics.add(row, qualifiers.len());
        let fact = self.add_fact_row(row, state)?;
        self.alike.add(row, || recorded_as(qualifiers), fact);
        qualifiers.iter().try_for_each(|qualifier| self.add_qualifier(fact, *qualifier))?;
        Ok(fact)
    }

    fn add_fact_row(&mut self, row: &FactRow, state: FactState) -> Result<FactId> {
        let load = self.load.0;
        let (time, first_day, last_day) = time(row);
        let (subject, object) = (self.placed(row.subject), self.placed_object(row.object));
        if let Some(object) = object
            && state == FactState::STATED
            && (subject.stated, object.stated) == (None, None)
        {
            let bound = params![subject.now, row.predicate.0, object.now, time, first_day, last_day, load];
            return self.add_row(Shape::Stated, bound);
        }
        let bound = params![
            subject.now,
            row.predicate.0,
            object.map(|object| object.now),
            row.object.kind(),
            row.object.value(),
            time,
            first_day,
            last_day,
            state.unsourced,
            state.holds,
            state.denied,
            load,
            state.unsourced.then_some(load),
            subject.stated,
            object.and_then(|object| object.stated),
        ];
        self.add_row(Shape::Any, bound)
    }

    fn add_row(&mut self, shape: Shape, bound: impl rusqlite::Params) -> Result<FactId> {
        self.changed.set(true);
        let failed = problem_of(&self.path, "adding a fact");
        let held = &mut self.fact_statements[shape as usize];
        let statement = match held {
            Some(statement) => statement,
            None => held.insert(self.connection.prepare(shape.insert()).map_err(&failed)?),
        };
        statement.execute(bound).map_err(&failed)?;
        Ok(FactId(self.connection.last_insert_rowid()))
    }

    /// Writes what a fact now rests on; it is not retracted then.
    pub(crate) fn set_state(&mut self, fact: FactId, state: FactState) -> Result<()> {
        let sql = "UPDATE fact SET unsourced = ?2, holds = ?3, denied = ?4, retracted = NULL WHERE id = ?1";
        self.change("changing a fact", sql, params![fact.0, state.unsourced, state.holds, state.denied])
    }

    fn add_qualifier(&mut self, fact: FactId, row: QualifierRow) -> Result<()> {
        let sql = "INSERT INTO qualifier (fact, key, object, value, object_stated) VALUES (?1, ?2, ?3, ?4, ?5)";
        let object = self.placed_object(row.object);
        let (now, stated) = (object.map(|object| object.now), object.and_then(|object| object.stated));
        self.change("adding a qualifier", sql, params![fact.0, row.key.0, now, row.object.value(), stated])
    }

    /// Writes which load first stated a fact without evidence.
    pub(super) fn set_stated_by(&mut self, fact: FactId) -> Result<()> {
        let sql = "UPDATE fact SET stated_by = ?2 WHERE id = ?1";
        self.change("changing a fact", sql, params![fact.0, self.load.0])
    }
}

fn known_fact(row: &Row<'_>) -> rusqlite::Result<KnownFact> {
    Ok(KnownFact {
        id: FactId(row.get(0)?),
        state: FactState { unsourced: row.get(1)?, holds: row.get(2)?, denied: row.get(3)? },
        stated_by: row.get::<_, Option<i64>>(4)?.map(LoadId),
        retracted: row.get(5)?,
    })
}

/// Sorted qualifiers, written for comparing; none where there are none.
fn recorded_as(qualifiers: &[QualifierRow]) -> Option<String> {
    let written = qualifiers.iter().map(|qualifier| {
        let key = qualifier.key.0;
        match qualifier.object {
            ObjectId::Entity(id) => format!("{key}e{}", id.0),
            // No predicate that qualifies has kinds for objects: nothing is recorded like that.
            ObjectId::Kind(KindId(id)) => format!("{key}k{id}"),
            ObjectId::Value(LiteralId(id)) => format!("{key}v{id}"),
        }
    });
    (!qualifiers.is_empty()).then(|| written.collect::<Vec<_>>().join(" "))
}

fn time(row: &FactRow) -> (Option<i64>, Option<i64>, Option<i64>) {
    match row.time {
        Some(time) => (Some(time.literal.0), Some(time.first_day), Some(time.last_day)),
        None => (None, None, None),
    }
}

fn qualifier(row: &Row<'_>) -> rusqlite::Result<QualifierRow> {
    let object = match row.get(1)? {
        Some(entity) => ObjectId::Entity(EntityId(entity)),
        // The schema's CHECK sees to it that there is a value where there is no object.
        None => ObjectId::Value(LiteralId(row.get(2)?)),
    };
    Ok(QualifierRow { key: PredicateId(row.get(0)?), object })
}
