//! What the schema says of itself: the comments of its tables, views and columns.
//!
//! It reads the layout of the files in `schema/` and no other SQL: a comment above a `CREATE` belongs to the table or
//! view; each column has its own line, and its comment stands behind it or on the line above. A column that is added
//! and a table that is dropped have their statement on one line.

/// A table or view of the schema with what its comments say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Described {
    /// Its name.
    pub name: String,
    /// What it is; empty without a comment.
    pub comment: String,
    /// Its columns that have a comment, with that.
    pub columns: Vec<(String, String)>,
}

impl Described {
    /// The comment of a column.
    pub fn column(&self, name: &str) -> Option<&str> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, comment)| comment.as_str())
    }
}

/// The tables and views that a schema comes to whose files follow each other, in their order.
pub(super) fn described(sql: &str) -> Vec<Described> {
    let mut found: Vec<Described> = Vec::new();
    let mut open: Option<Described> = None;
    let mut above: Vec<&str> = Vec::new();
    for line in sql.lines() {
        let (code, comment) = split(line);
        if code.is_empty() && !comment.is_empty() {
            above.push(comment);
            continue;
        }
        let comment = if comment.is_empty() { above.join(" ") } else { comment.to_owned() };
        above.clear();
        if let Some(name) = dropped(code) {
            found.retain(|object| object.name != name);
        } else if let Some((table, column)) = added(code) {
            let object = found.iter_mut().find(|object| object.name == table);
            object.into_iter().for_each(|object| object.columns.push((column.to_owned(), comment.clone())));
        } else if let Some(name) = created(code) {
            open = Some(Described { name: name.to_owned(), comment, columns: Vec::new() });
        } else if let (Some(object), Some(column)) = (&mut open, column(code))
            && !comment.is_empty()
        {
            object.columns.push((column.to_owned(), comment));
        }
        if code.ends_with(';') {
            found.extend(open.take());
        }
    }
    found
}

/// A line's code and its comment, each trimmed. (No text in the schema has two hyphens.)
fn split(line: &str) -> (&str, &str) {
    let (code, comment) = line.split_once("--").unwrap_or((line, ""));
    (code.trim(), comment.trim())
}

/// The name of the table or view that a line begins to create.
fn created(code: &str) -> Option<&str> {
    let creations = ["CREATE TABLE ", "CREATE VIRTUAL TABLE ", "CREATE VIEW "];
    let rest = creations.iter().find_map(|creation| code.strip_prefix(creation))?;
    rest.split([' ', '(']).next()
}

/// The name of the table or view that a line drops.
fn dropped(code: &str) -> Option<&str> {
    let rest = code.strip_prefix("DROP TABLE ").or_else(|| code.strip_prefix("DROP VIEW "))?;
    Some(rest.trim_end_matches(';'))
}

/// The table that a line adds a column to, and the column.
fn added(code: &str) -> Option<(&str, &str)> {
    let (table, rest) = code.strip_prefix("ALTER TABLE ")?.split_once(" ADD COLUMN ")?;
    Some((table, rest.split(' ').next()?))
}

/// The column that a line of a table or view declares: in a table its first word, in a view what follows `AS`.
fn column(code: &str) -> Option<&str> {
    let name = match code.trim_end_matches(',').rsplit_once(" AS ") {
        Some((_, alias)) => alias,
        None => code.trim_end_matches(',').split(' ').next()?,
    };
    let name = name.trim_matches('"');
    // Constraints and clauses are written in capitals.
    name.starts_with(|c: char| c.is_ascii_lowercase()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::described;

    #[test]
    fn comments_above_and_behind_are_found() {
        let found = described(
            "-- Of no object.\n\n-- What is so:\n-- all of it.\nCREATE TABLE fact (\n    id INTEGER, -- its number\n    \
             -- the very\n    -- one\n    \"column\" TEXT CHECK (x IN ('+', '-')),\n    silent TEXT,\n    \
             UNIQUE (id) -- none twice\n) STRICT;\nCREATE VIEW seen AS\nSELECT\n    id AS number -- the number\n\
             FROM fact;\n",
        );
        assert_eq!((found[0].name.as_str(), found[0].comment.as_str()), ("fact", "What is so: all of it."));
        assert_eq!(found[0].column("id"), Some("its number"));
        assert_eq!(found[0].column("column"), Some("the very one"));
        assert_eq!(found[0].column("silent"), None);
        assert_eq!(found[0].columns.len(), 2);
        assert_eq!(found[1].name, "seen");
        assert_eq!(found[1].column("number"), Some("the number"));
    }

    #[test]
    fn columns_are_added_and_tables_made_anew() {
        let found = described(
            "CREATE TABLE load (\n    id INTEGER -- its number\n) STRICT;\nCREATE TABLE load_before AS SELECT * FROM load;\n\
             DROP TABLE load;\n-- Every change.\nCREATE TABLE load (\n    id INTEGER -- the very number\n) STRICT;\n\
             DROP TABLE load_before;\nALTER TABLE load ADD COLUMN note TEXT; -- why\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].comment.as_str(), found[0].column("id")), ("Every change.", Some("the very number")));
        assert_eq!(found[0].column("note"), Some("why"));
    }
}
