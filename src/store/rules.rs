//! Rules kept in the store.

use rusqlite::{Connection, params};

use super::vocabulary::optional_object_type;
use super::{Action, Store};
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
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        self.change(Action::Define, Some(&names.join(", ")), |writer| {
            rules.iter().try_for_each(|rule| {
                let object_type = rule.object_type.map(crate::value::ObjectType::name);
                writer.run(
                    "INSERT INTO rule (name, folded, object_type, text, load) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (folded) DO UPDATE SET name = ?1, object_type = ?3, text = ?4, load = ?5",
                    params![rule.name, fold_words(&rule.name), object_type, rule.text, writer.load().0],
                )
            })
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
