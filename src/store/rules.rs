//! Rules kept in the store.

use rusqlite::{Connection, params};

use super::Store;
use super::vocabulary::optional_object_type;
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::value::RuleId;
use crate::vocabulary::Rule;

impl Store {
    /// Keeps rules; one whose name is known is replaced. It is one load.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn define(&mut self, rules: &[Rule]) -> Result<()> {
        let failed = self.failed("defining a rule");
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        let note = names.join(", ");
        self.as_load("define", &note, |connection, load| {
            for rule in rules {
                connection.execute(
                    "INSERT INTO rule (name, folded, object_type, text, load) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (folded) DO UPDATE SET name = ?1, object_type = ?3, text = ?4, load = ?5",
                    params![
                        rule.name,
                        fold_words(&rule.name),
                        rule.object_type.map(crate::value::ObjectType::name),
                        rule.text,
                        load
                    ],
                )?;
            }
            Ok(())
        })
        .map_err(failed)
    }

    /// Takes a rule away. It is one load.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn forget(&mut self, rule: &Rule) -> Result<()> {
        let failed = self.failed("forgetting a rule");
        self.as_load("forget", &rule.name, |connection, _| {
            connection.execute("DELETE FROM rule WHERE id = ?1", [rule.id.0]).map(|_| ())
        })
        .map_err(failed)
    }

    /// Runs a change in one transaction with its row in `load`.
    fn as_load(
        &mut self,
        action: &str,
        note: &str,
        change: impl FnOnce(&Connection, i64) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        transaction.execute("INSERT INTO load (at, action, note) VALUES (?1, ?2, ?3)", params![at, action, note])?;
        let load = transaction.last_insert_rowid();
        change(&transaction, load)?;
        transaction.commit()
    }
}

/// All rules, in the order of their names.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<Vec<Rule>> {
    let mut statement = connection.prepare_cached("SELECT id, name, object_type, text FROM rule ORDER BY folded")?;
    let rules = statement.query_map([], |row| {
        Ok(Rule {
            id: RuleId(row.get(0)?),
            name: row.get(1)?,
            object_type: optional_object_type(row, 2)?,
            text: row.get(3)?,
        })
    })?;
    rules.collect()
}
