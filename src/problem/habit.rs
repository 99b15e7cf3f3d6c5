//! What people type by habit from other tools, and what to write here.

/// Words that begin a line elsewhere, in small letters, and how the same is said here.
const HABITS: &[(&[&str], &str)] = &[
    (&["\\q", ":q", ":q!", ":wq", ":x", "exit", "quit", "bye", "logout"], "`.quit` or Ctrl-D leaves the prompt"),
    (&["\\?", "\\h", ".h", "man", "usage"], "`.help` lists the topics, `.help prompt` the commands"),
    (
        &[
            "\\d",
            "\\dt",
            "\\d+",
            "\\dv",
            "\\l",
            ".tables",
            ".schema",
            ".databases",
            ".indexes",
            "list",
            "desc",
            "tables",
            "databases",
            "schemas",
            "columns",
        ],
        "`vocabulary` shows the kinds and predicates, `which KINDS …?` the things of a kind, `describe NAME` all that is known of one",
    ),
    (
        &["select", "table", "match", "return", "from"],
        "write `find ?x where ?x is KIND`, or a question in plain words; `vocabulary` shows the words, `sql QUERY` the SQL",
    ),
    (&["insert", "values", "upsert", "add"], "`assert SUBJECT PREDICATE OBJECT` records a fact, `.load FILE` many"),
    (&["update", "set"], "`retract … and assert …` corrects a fact, `param $name = VALUE` sets a parameter"),
    (&["delete", "remove", "truncate"], "`retract` lets a fact count no more, `undo load N` all that a load gave"),
    (&["drop"], "`forget WORDS` takes a rule away, `undo load N` what a load gave"),
    (&["create", "alter"], "kinds and predicates come with the facts that use them; `define` makes a word of your own"),
    (&["start", "savepoint"], "`begin` begins a transaction, `commit` keeps its changes, `rollback` takes them back"),
    (&["abort"], "`rollback` takes back what was changed since `begin`"),
    (&["end"], "`commit` keeps what was changed since `begin`, `rollback` takes it back"),
    (&["\\i", "\\ir", "source", ".run"], "`include \"FILE\"` runs a script"),
    (&["\\copy", "copy", "import", ".import", "load"], "`.load FILE` loads records, tables and RDF"),
    (
        &["export", ".dump", "dump", ".backup", ".save"],
        "outside of the prompt, `factfile export` and `factfile ship` write a store",
    ),
    (&["use", "\\c", "connect", "attach", ".open"], "a prompt is of one store: leave it, and write `factfile STORE`"),
    (&["\\timing", ".timer"], "`.timing on` and `.timing off` say whether answers say how long they took"),
    (&["analyze", "pragma", "vacuum"], "`explain QUERY` shows how a query is read, planned and run"),
    (&["cls", "clear", "\\!", ".clear", ".cls"], "Ctrl-L clears the screen"),
    (&["history", "\\s"], "the Up key and Ctrl-R go through what was typed, `.log` shows what was changed"),
];

/// What is written here instead of a word that begins a line elsewhere.
pub fn instead(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    HABITS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::HABITS;

    #[test]
    fn each_word_has_one_meaning_here() {
        let mut words: Vec<&str> = HABITS.iter().flat_map(|(words, _)| *words).copied().collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        assert!(words.iter().all(|word| *word == word.to_lowercase()), "they are looked up in small letters");
    }
}
