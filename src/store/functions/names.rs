//! Names of entities, compared as they were told before.

use std::cmp::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use rusqlite::Connection;
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;

use super::FLAGS;

const NAME: &str = "factfile_compare_names";

/// How much is remembered, about, in bytes.
const MOST: usize = 32 << 20;

/// What remembering one name takes beside its text, about, in bytes.
const EACH: usize = 64;

/// What entities are called, by their ids.
#[derive(Debug, Default)]
pub(in crate::store) struct Names(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    names: HashMap<i64, Box<str>>,
    bytes: usize,
}

impl Names {
    /// Forgets all of them.
    pub(in crate::store) fn forget(&self) {
        *self.known() = Known::default();
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn compare(&self, one: i64, other: i64) -> Option<Ordering> {
        Some(self.names.get(&one)?.cmp(self.names.get(&other)?))
    }

    fn remember(&mut self, id: i64, name: &str) {
        if self.bytes > MOST {
            *self = Self::default();
        }
        self.bytes += EACH + name.len();
        self.names.insert(id, name.into());
    }
}

/// Makes it known to a connection: of two ids, how their names stand to each other, nothing where one was not told; of an id,
/// its name, another id and its name the same, remembered.
pub(super) fn register(connection: &Connection, names: &Arc<Names>) -> rusqlite::Result<()> {
    let (asked, told) = (Arc::clone(names), Arc::clone(names));
    connection.create_scalar_function(NAME, 2, FLAGS, move |context| Ok(remembered(context, &asked)))?;
    connection.create_scalar_function(NAME, 4, FLAGS, move |context| Ok(looked_up(context, &told)))
}

fn remembered(context: &Context<'_>, names: &Names) -> Option<i64> {
    let (ValueRef::Integer(one), ValueRef::Integer(other)) = (context.get_raw(0), context.get_raw(1)) else {
        return None;
    };
    names.known().compare(one, other).map(|order| order as i64)
}

fn looked_up(context: &Context<'_>, names: &Names) -> Option<i64> {
    let told = |at: usize| Some((context.get_raw(at).as_i64().ok()?, context.get_raw(at + 1).as_str().ok()?));
    let ((one, name), (other, other_name)) = (told(0)?, told(2)?);
    let mut known = names.known();
    known.remember(one, name);
    known.remember(other, other_name);
    Some(name.cmp(other_name) as i64)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::Names;

    #[test]
    fn names_are_compared_once_they_were_told() {
        let connection = Connection::open_in_memory().unwrap();
        let names = std::sync::Arc::<Names>::default();
        super::register(&connection, &names).unwrap();
        let value = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).unwrap();
        let asked = "SELECT factfile_compare_names(1, 2)";
        assert_eq!(value(asked), None);
        assert_eq!(value("SELECT factfile_compare_names(1, 'Berg', 2, 'Ahlund')"), Some(1));
        assert_eq!((value(asked), value("SELECT factfile_compare_names(2, 1)")), (Some(1), Some(-1)));
        assert_eq!(value("SELECT factfile_compare_names(1, 1)"), Some(0));
        assert_eq!(value("SELECT factfile_compare_names(1, NULL)"), None);
        assert_eq!(value("SELECT factfile_compare_names(1, 'Berg', NULL, NULL)"), None);
        names.forget();
        assert_eq!(value(asked), None);
    }
}
