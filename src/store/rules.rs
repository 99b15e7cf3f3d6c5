//! Rules kept in the store.

use rusqlite::{Connection, params};

use super::vocabulary::optional_object_type;
use super::write::Writer;
use super::{Action, Store};
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::value::{ObjectType, RuleId};
use crate::vocabulary::Rule;

impl Store {
    /// Keeps rules; one whose name is known is replaced. It is one load.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn define(&mut self, rules: &[Rule]) -> Result<()> {
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        self.change(Action::Define, Some(&names.join(", ")), |writer| {
            rules.iter().try_for_each(|rule| writer.define(&rule.name, rule.object_type, &rule.text))
        })
    }

    /// Takes a rule away. It is one load.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn forget(&mut self, rule: &Rule) -> Result<()> {
        self.change(Action::Forget, Some(&rule.name), |writer| {
            writer.run("DELETE FROM rule WHERE id = ?1", [rule.id.0])
        })
    }
}

impl Writer<'_> {
    /// Keeps a rule; one whose name is known is replaced.
    pub(crate) fn define(&self, name: &str, object_type: Option<ObjectType>, text: &str) -> Result<()> {
        let object_type = object_type.map(ObjectType::name);
        self.run(
            "INSERT INTO rule (name, folded, object_type, text, load) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (folded) DO UPDATE SET name = ?1, object_type = ?3, text = ?4, load = ?5",
            params![name, fold_words(name), object_type, text, self.load().0],
        )
    }

    /// The text of the rule of a name.
    pub(crate) fn rule(&self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT text FROM rule WHERE folded = ?1";
        self.first("finding a rule", sql, [fold_words(name)], |row| row.get(0))
    }

    /// Whether facts have a kind or predicate of that name.
    pub(crate) fn is_stated_word(&self, name: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM kind WHERE folded = ?1 UNION SELECT 1 FROM predicate WHERE folded = ?1";
        Ok(self.first("finding a word", sql, [fold_words(name)], |_| Ok(()))?.is_some())
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
