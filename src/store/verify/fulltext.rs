//! The full-text index, against the texts that it is of.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row, params};

use super::Check;
use crate::fulltext::indexed;
use crate::problem::Fault;
use crate::store::Store;
use crate::store::search::passage_sum;

/// How many texts are indexed again at once.
const COUNTED_AT_ONCE: usize = 1000;

/// A full-text table like the store's, by which the words of texts are counted.
const COUNTING: &str =
    "CREATE VIRTUAL TABLE counting USING fts5(a, b, content='', tokenize='unicode61 remove_diacritics 2')";

pub(super) fn check(store: &Store) -> rusqlite::Result<Check> {
    let mut check = Check::of("full text");
    let mut counting = Counting::new()?;
    let documents = "SELECT id, title, text FROM document";
    let names = "SELECT id, text FROM name";
    let quotes = "SELECT id, quote FROM evidence WHERE id IN (SELECT id FROM quote_search_docsize)";
    for (table, index, texts) in [
        ("document", "document_search", documents),
        ("name", "name_search", names),
        ("evidence", "quote_search", quotes),
    ] {
        compare(store, &mut counting, (table, index, texts), &mut check)?;
    }
    passages(store, &mut check)?;
    Ok(check)
}

/// Compares what is indexed of a table with its texts: which there are, and how many words each has.
fn compare(
    store: &Store,
    counting: &mut Counting,
    (table, index, texts): (&'static str, &str, &str),
    check: &mut Check,
) -> rusqlite::Result<()> {
    let mut sizes: HashMap<i64, Vec<u8>> = HashMap::new();
    store.visit(&format!("SELECT id, sz FROM {index}_docsize"), [], |row| {
        sizes.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    store.visit(texts, [], |row| {
        check.checked += 1;
        let id: i64 = row.get(0)?;
        match sizes.remove(&id) {
            None => check.add(Fault::Unindexed { table, row: id }),
            Some(size) => counting.add(row, size)?,
        }
        if counting.sizes.len() == COUNTED_AT_ONCE {
            counting.compare(table, check)?;
        }
        Ok(())
    })?;
    counting.compare(table, check)?;
    let mut left: Vec<i64> = sizes.into_keys().collect();
    left.sort_unstable();
    left.into_iter().for_each(|row| check.add(Fault::IndexedOnly { table, row }));
    Ok(())
}

/// Counts the words of texts as the store's own index does: by indexing them again, some at a time.
struct Counting {
    connection: Connection,
    /// For each text in it, its number, and how many words the store's index keeps it to have.
    sizes: Vec<(i64, Vec<u8>)>,
}

impl Counting {
    fn new() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(COUNTING)?;
        Ok(Counting { connection, sizes: Vec::with_capacity(COUNTED_AT_ONCE) })
    }

    /// Adds the texts in a row, behind its first column.
    fn add(&mut self, row: &Row<'_>, size: Vec<u8>) -> rusqlite::Result<()> {
        if self.sizes.is_empty() {
            self.connection.execute_batch("BEGIN")?;
        }
        let words = |column| row.get_ref(column).ok().and_then(|value| value.as_str().ok()).map(indexed);
        let id: i64 = row.get(0)?;
        let sql = "INSERT INTO counting (rowid, a, b) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![id, words(1), words(2)])?;
        self.sizes.push((id, size));
        Ok(())
    }

    /// Compares the numbers of words, and begins anew. FTS5 keeps them as a number of variable length for each column,
    /// of which the store's table may have fewer.
    fn compare(&mut self, table: &'static str, check: &mut Check) -> rusqlite::Result<()> {
        if self.sizes.is_empty() {
            return Ok(());
        }
        self.connection.execute_batch("COMMIT")?;
        for (id, kept) in self.sizes.drain(..) {
            let mut statement = self.connection.prepare_cached("SELECT sz FROM counting_docsize WHERE id = ?1")?;
            let counted: Vec<u8> = statement.query_row([id], |row| row.get(0))?;
            if !counted.starts_with(&kept) {
                check.add(Fault::OtherWords { table, row: id });
            }
        }
        self.connection.execute_batch("INSERT INTO counting (counting) VALUES ('delete-all')")
    }
}

/// Checks that each passage is indexed, by one piece of evidence or another that has it.
fn passages(store: &Store, check: &mut Check) -> rusqlite::Result<()> {
    let mut indexed = HashSet::new();
    let of_indexed = "SELECT quote, document FROM evidence
                      WHERE quote IS NOT NULL AND id IN (SELECT id FROM quote_search_docsize)";
    store.visit(of_indexed, [], |row| {
        indexed.insert(passage_sum(row.get_ref(0)?.as_str()?, row.get(1)?));
        Ok(())
    })?;
    store.visit("SELECT quote, document, id FROM evidence WHERE quote IS NOT NULL", [], |row| {
        check.checked += 1;
        if !indexed.contains(&passage_sum(row.get_ref(0)?.as_str()?, row.get(1)?)) {
            check.add(Fault::Unindexed { table: "evidence", row: row.get(2)? });
        }
        Ok(())
    })
}
