//! The house's rules that the compiler does not know: imports run one way, only the store and shipping know SQLite,
//! and only the command line and the prompt print.

use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the library, each of which may use those before it.
const LAYERS: &[&str] = &[
    "source",
    "sequence",
    "sum",
    "fold",
    "unseen",
    "likeness",
    "edtf",
    "timescale",
    "matching",
    "identifier",
    "value",
    "form",
    "vocabulary",
    "marks",
    "quotes",
    "problem",
    "diagnostic",
    "answer",
    "order",
    "look",
    "fulltext",
    "syntax",
    "resolve",
    "plan",
    "sql",
    "remote",
    "store",
    "target",
    "dataset",
    "receipts",
    "engine",
    "session",
    "load",
    "ship",
    "verify",
    "export",
    "render",
    "draw",
    "report",
    "repl",
    "cli",
];
const KNOW_SQLITE: &[&str] = &["store", "ship"];
const PRINT: &[&str] = &["cli", "repl", "main"];

/// The source files, each with the part that it belongs to.
fn files() -> Vec<(PathBuf, String)> {
    fn visit(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    visit(&source, &mut found);
    let part = |path: &Path| {
        let first = path.strip_prefix(&source).unwrap().components().next().unwrap();
        first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    found.into_iter().map(|path| (path.clone(), part(&path))).collect()
}

/// The lines of code of a file, without comments.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.map(|(at, line)| (at + 1, line.to_owned())).collect()
}

/// Every place at which a line of code breaks a rule.
fn breaches(rule: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, part) in files() {
        for (line, code) in code(&path) {
            if let Some(breach) = rule(&part, &code) {
                found.push(format!("{}:{line}: {breach}", path.display()));
            }
        }
    }
    found
}

#[test]
fn every_part_has_its_layer() {
    for (path, part) in files() {
        let known = LAYERS.contains(&part.as_str()) || part == "lib" || part == "main";
        assert!(known, "{} belongs to no layer", path.display());
    }
}

#[test]
fn imports_run_one_way() {
    let rank = |part: &str| LAYERS.iter().position(|layer| *layer == part);
    let found = breaches(|part, code| {
        let here = rank(part)?;
        let used = code.split("crate::").skip(1).filter_map(|rest| {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rank(&name).map(|rank| (rank, name))
        });
        let upwards = used.filter(|(rank, _)| *rank > here).map(|(_, name)| name).next()?;
        Some(format!("`{part}` uses `{upwards}`, which stands above it"))
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_store_and_shipping_know_sqlite() {
    let found = breaches(|part, code| {
        (code.contains("rusqlite") && !KNOW_SQLITE.contains(&part)).then(|| format!("`{part}` knows rusqlite"))
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_command_line_and_the_prompt_print() {
    let found = breaches(|part, code| {
        let prints = ["println!", "print!", "eprintln!", "eprint!", "stdout()", "stderr()"];
        let printing = prints.iter().find(|print| code.contains(*print))?;
        (!PRINT.contains(&part)).then(|| format!("`{part}` has {printing}"))
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}
