//! Fetching rows of a set by their numbers, into temporary tables that stand before those of the replica.

use std::cell::RefCell;
use std::collections::HashSet;

use rusqlite::{Connection, params_from_iter};

use super::Remote;
use crate::diagnostic::Result;
use crate::identifier::quoted;
use crate::remote::{Asked, Cell};
use crate::store::Store;
use crate::value::{FactId, PredicateId};

/// How many numbers stand in one statement.
const AT_ONCE: usize = 5_000;

/// The tables whose rows are fetched, with what is looked up in each beside its number.
const TABLES: [(&str, &[&str]); 4] = [
    ("fact", &["subject", "object", "kind"]),
    ("qualifier", &["fact", "object"]),
    ("evidence", &["fact", "source"]),
    ("literal", &[]),
];

/// What of a set was fetched, by numbers.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// Facts with all that is said of them.
    facts: RefCell<HashSet<i64>>,
    literals: RefCell<HashSet<i64>>,
    /// Things whose kinds are known.
    kinds: RefCell<HashSet<i64>>,
}

/// Columns of a table: of the set's, and of the table that they are fetched into.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// The schema and the table.
    into: (&'static str, String),
    names: Vec<String>,
    /// Columns of bytes, which are not fetched.
    left_out: Vec<String>,
}

impl Columns {
    /// The columns of a store's table that a set's has too.
    pub(super) fn of(
        connection: &Connection,
        schema: &'static str,
        table: &str,
        is_there: impl Fn(&str) -> bool,
    ) -> rusqlite::Result<Self> {
        let mut statement =
            connection.prepare_cached("SELECT name, type = 'BLOB' FROM pragma_table_info(?1, 'main')")?;
        let columns = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let columns: Vec<(String, bool)> = columns.collect::<rusqlite::Result<_>>()?;
        let (left_out, names): (Vec<_>, Vec<_>) =
            columns.into_iter().filter(|(name, _)| is_there(name)).partition(|(_, is_bytes)| *is_bytes);
        let only_names = |columns: Vec<(String, bool)>| columns.into_iter().map(|(name, _)| name).collect();
        Ok(Columns { into: (schema, table.to_owned()), names: only_names(names), left_out: only_names(left_out) })
    }

    /// The statement for rows of the set. No name of a column needs quotes but `into`, which engines quote each in their own way.
    pub(super) fn select(&self, which: &str) -> String {
        let columns: Vec<String> = match self.into.1.as_str() {
            // SQLite keeps values in one column.
            "literal" => vec!["id, type, text, integer, real, first_day, last_day".to_owned()],
            _ => self.names.iter().map(|name| format!("t.{name}")).collect(),
        };
        format!("SELECT {} FROM {} AS t WHERE {which}", columns.join(", "), self.into.1)
    }
}

/// The statement that takes a row which [`Columns::select`] gives.
pub(super) fn insert(columns: &Columns) -> String {
    let (schema, table) = &columns.into;
    if table == "literal" {
        return format!(
            "INSERT OR IGNORE INTO {schema}.literal (id, type, value, first_day, last_day)
             VALUES (?1, ?2, coalesce(?3, ?4, ?5), ?6, ?7)"
        );
    }
    let names: Vec<String> = columns.names.iter().chain(&columns.left_out).map(|name| quoted(name)).collect();
    let mut places: Vec<String> = (1..=columns.names.len()).map(|at| format!("?{at}")).collect();
    places.extend(columns.left_out.iter().map(|_| "x''".to_owned()));
    format!("INSERT OR IGNORE INTO {schema}.{} ({}) VALUES ({})", quoted(table), names.join(", "), places.join(", "))
}

/// Numbers in parts that each fit into a statement: `1, 2, 3`.
pub(super) fn parts(ids: &[i64]) -> impl Iterator<Item = String> {
    ids.chunks(AT_ONCE).map(|ids| ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", "))
}

impl Store {
    /// Makes the tables for what is fetched, where they are not there: then nothing is known to be.
    pub(in crate::store) fn make_fetched(&self) -> rusqlite::Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let sql = "SELECT count(*) FROM temp.sqlite_schema WHERE type = 'table' AND name = 'fact'";
        if self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))? > 0 {
            return Ok(());
        }
        for (table, looked_up) in TABLES {
            let columns = Columns::of(&self.connection, "temp", table, |_| true)?;
            let columns: Vec<String> = columns.names.iter().map(|name| quoted(name)).collect();
            let columns = columns.join(", ").replacen("\"id\"", "id INTEGER PRIMARY KEY", 1);
            self.connection.execute_batch(&format!("CREATE TABLE temp.{table} ({columns})"))?;
            for column in looked_up {
                let index = format!("CREATE INDEX temp.{table}_{column} ON {table} ({column})");
                self.connection.execute_batch(&index)?;
            }
            self.connection.execute_batch(&format!("INSERT INTO temp.{table} SELECT * FROM main.{table}"))?;
        }
        let Fetched { facts, literals, kinds } = &remote.fetched;
        [facts, literals, kinds].into_iter().for_each(|known| known.borrow_mut().clear());
        Ok(())
    }

    /// Fetches rows of a table.
    pub(super) fn fetch(&self, remote: &Remote, table: &'static str, which: &str) -> Result<()> {
        self.fetch_all(remote, &[(table, which)])
    }

    /// Fetches rows of several tables, which are asked for at once.
    fn fetch_all(&self, remote: &Remote, tables: &[(&'static str, &str)]) -> Result<()> {
        let ask = |(table, which): &(&'static str, &str)| {
            let columns = Columns::of(&self.connection, "temp", table, |_| true);
            let columns = columns.map_err(self.failed("fetching facts"))?;
            let asked = remote.set.ask((&columns.select(which), None), true)?;
            Ok((columns, asked))
        };
        let asked = tables.iter().map(ask).collect::<Result<Vec<(Columns, Asked)>>>()?;
        asked.into_iter().try_for_each(|(columns, asked)| self.put_fetched(remote, &columns, asked))
    }

    fn put_fetched(&self, remote: &Remote, columns: &Columns, asked: Asked) -> Result<()> {
        let mut fetched: Vec<Vec<Cell>> = Vec::new();
        let mut kept = self.kept();
        remote.set.received(asked, &|| self.is_stopped(), &mut |rows| {
            kept.add(rows.iter().map(|row| row.len() * size_of::<Cell>()).sum())?;
            fetched.extend(rows);
            Ok(())
        })?;
        let put = || {
            let mut statement = self.connection.prepare_cached(&insert(columns))?;
            fetched.iter().try_for_each(|row| statement.execute(params_from_iter(row)).map(|_| ()))
        };
        self.writing_temporary(put).map_err(self.failed("fetching facts"))
    }

    /// Fetches literals by their numbers.
    pub(in crate::store) fn fetch_literals(&self, ids: impl IntoIterator<Item = i64>) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let wanted = unknown(&remote.fetched.literals, ids);
        for part in parts(&wanted) {
            self.fetch(remote, "literal", &format!("id IN ({part})"))?;
        }
        remote.fetched.literals.borrow_mut().extend(wanted);
        Ok(())
    }

    /// Fetches facts by their numbers, with all that is said of them. Where their predicates are known, those of kinds apart, the set is
    /// looked through for these only.
    pub(crate) fn fetch_facts(
        &self,
        ids: impl IntoIterator<Item = FactId>,
        predicates: Option<&[PredicateId]>,
    ) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let wanted = unknown(&remote.fetched.facts, ids.into_iter().map(|id| id.0));
        let among = match predicates {
            Some(predicates) => {
                let known = self.kind_predicates()?.into_iter().chain(predicates.iter().map(|predicate| predicate.0));
                format!("{} AND ", among("predicate", known))
            }
            None => String::new(),
        };
        for part in parts(&wanted) {
            let (facts, of_facts) = (format!("{among}id IN ({part})"), format!("fact IN ({part})"));
            self.fetch_all(remote, &[("fact", &facts), ("qualifier", &of_facts), ("evidence", &of_facts)])?;
        }
        remote.fetched.facts.borrow_mut().extend(wanted);
        self.fetch_named_literals()
    }

    /// Fetches the literals that fetched rows name.
    fn fetch_named_literals(&self) -> Result<()> {
        let sql = "SELECT value FROM fact UNION SELECT time FROM fact UNION SELECT value FROM qualifier
                   UNION SELECT time_phrase FROM evidence EXCEPT SELECT id FROM literal";
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let ids = statement.query_map([], |row| row.get::<_, Option<i64>>(0))?;
            ids.collect::<rusqlite::Result<Vec<Option<i64>>>>()
        };
        let ids = read().map_err(self.failed("fetching facts"))?;
        self.fetch_literals(ids.into_iter().flatten())
    }

    /// Fetches which kinds things are of.
    pub(in crate::store) fn fetch_kinds(&self, ids: &[i64]) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let wanted = unknown(&remote.fetched.kinds, ids.iter().copied());
        if wanted.is_empty() {
            return Ok(());
        }
        let of_kinds = among("predicate", self.kind_predicates()?);
        for part in parts(&wanted) {
            self.fetch(remote, "fact", &format!("{of_kinds} AND subject IN ({part})"))?;
        }
        remote.fetched.kinds.borrow_mut().extend(wanted);
        Ok(())
    }

    /// The predicates by which facts say of what kinds things are.
    fn kind_predicates(&self) -> Result<Vec<i64>> {
        self.numbers("SELECT id FROM predicate WHERE object_type = 'kind'")
    }

    /// The numbers that a query of the replica gives.
    pub(super) fn numbers(&self, sql: &str) -> Result<Vec<i64>> {
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let numbers = statement.query_map([], |row| row.get(0))?;
            numbers.collect::<rusqlite::Result<Vec<i64>>>()
        };
        read().map_err(self.failed("fetching facts"))
    }
}

/// That a column has one of some numbers.
pub(super) fn among(column: &str, numbers: impl IntoIterator<Item = i64>) -> String {
    let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    match numbers.as_slice() {
        [] => "1 = 0".to_owned(),
        numbers => format!("{column} IN ({})", numbers.join(", ")),
    }
}

/// Those that are not known, each once, in their order.
fn unknown(known: &RefCell<HashSet<i64>>, ids: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let known = known.borrow();
    let mut wanted: Vec<i64> = ids.into_iter().filter(|id| !known.contains(id)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}
