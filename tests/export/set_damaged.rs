//! Sets that are damaged, or made to do harm: what is wrong is told, with the file that it is in, and nothing is left behind.

use std::path::{Path, PathBuf};

use factfile::dataset::{MANIFEST, Manifest, restore};
use factfile::problem::{Problem, SetProblem};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::history::Random;
use crate::set::into_set;
use crate::{cases, talks};

/// The fixture's set, in a folder that goes with it.
struct Set(tempfile::TempDir);

impl Set {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        into_set(&talks().path(), &folder.path().join("set"));
        Set(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("set")
    }

    /// Its manifest with something changed.
    fn change(&self, change: impl FnOnce(&mut Value)) {
        let path = self.path().join(MANIFEST);
        let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut manifest);
        std::fs::write(path, manifest.to_string()).unwrap();
    }

    /// The first file of a table.
    fn file(&self, table: &str) -> PathBuf {
        let (folder, manifest) = Manifest::read(&self.path()).unwrap();
        folder.join(&manifest.table(table).unwrap().files[0].path)
    }

    /// Puts bytes in the place of the first file of a table, and their sum into the manifest.
    fn replace(&self, table: &str, bytes: &[u8]) {
        let path = self.file(table);
        std::fs::write(&path, bytes).unwrap();
        let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.change(|manifest| {
            let file = &mut in_table(manifest, table)["files"][0];
            file["sha256"] = sum.into();
            file["bytes"] = bytes.len().into();
        });
    }

    /// What is wrong with it.
    fn problem(&self) -> SetProblem {
        let to = self.0.path().join("restored.db");
        match restore(&self.path(), &to).map(drop) {
            Ok(()) => panic!("nothing is wrong"),
            Err(diagnostic) => {
                let there: Vec<_> =
                    std::fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
                assert_eq!(there, ["set"], "nothing is left behind");
                match diagnostic.problem {
                    Problem::Set(problem) => problem,
                    problem => panic!("{problem:?}"),
                }
            }
        }
    }
}

fn in_table<'m>(manifest: &'m mut Value, table: &str) -> &'m mut Value {
    let tables = manifest["tables"].as_array_mut().unwrap();
    tables.iter_mut().find(|found| found["name"] == table).unwrap()
}

#[test]
fn a_folder_without_a_manifest_is_no_set() {
    let folder = tempfile::tempdir().unwrap();
    let refused = restore(folder.path(), &folder.path().join("new.db")).unwrap_err().problem;
    assert_eq!(refused, Problem::Set(SetProblem::NoManifest { path: folder.path().display().to_string() }));
}

#[test]
fn manifests_that_are_none_are_told() {
    for (text, detail) in [
        ("", "EOF while parsing"),
        ("[]", "invalid"),
        ("{\"format\": \"factfile parquet set\"}", "missing field `version`"),
        ("{\"format\": \"other\", \"version\": 1, \"schema_version\": 8}", "its format is \"other\""),
        (
            "{\"format\": \"factfile parquet set\", \"version\": 1, \"schema_version\": 8, \"tables\": 7}",
            "invalid type",
        ),
    ] {
        let set = Set::new();
        std::fs::write(set.path().join(MANIFEST), text).unwrap();
        let SetProblem::BadManifest { path, detail: found } = set.problem() else { panic!("{text}") };
        assert!(path.ends_with(MANIFEST) && found.contains(detail), "{text}: {found}");
    }
}

#[test]
fn other_versions_are_told() {
    for (member, what) in [("version", "layout"), ("schema_version", "schema")] {
        let set = Set::new();
        set.change(|manifest| manifest[member] = 99.into());
        assert!(matches!(set.problem(), SetProblem::OtherVersion { what: found, found: 99, .. } if found == what));
    }
}

#[test]
fn files_elsewhere_are_never_read() {
    for named in [
        "../secret.parquet",
        "entity/../../secret.parquet",
        "/etc/passwd",
        "entity//x",
        "name/x.parquet",
        "entity",
        "C:/x",
        "entity\\..\\x",
    ] {
        let set = Set::new();
        set.change(|manifest| in_table(manifest, "entity")["files"][0]["path"] = named.into());
        let SetProblem::Outside { named: found, .. } = set.problem() else { panic!("{named}") };
        assert_eq!(found, named);
    }
}

#[test]
fn missing_and_other_files_are_told() {
    let set = Set::new();
    std::fs::remove_file(set.file("entity")).unwrap();
    assert_eq!(set.problem(), SetProblem::MissingFile { path: set.file("entity").display().to_string() });

    let set = Set::new();
    let mut bytes = std::fs::read(set.file("fact")).unwrap();
    bytes[100] ^= 1;
    std::fs::write(set.file("fact"), bytes).unwrap();
    assert!(
        matches!(set.problem(), SetProblem::OtherFile { what: "SHA-256", path, .. } if path.contains("predicate="))
    );

    let set = Set::new();
    let bytes = std::fs::read(set.file("name")).unwrap();
    std::fs::write(set.file("name"), &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(set.problem(), SetProblem::OtherFile { what: "size in bytes", .. }));

    let set = Set::new();
    set.change(|manifest| in_table(manifest, "name")["files"][0]["rows"] = 7.into());
    assert!(matches!(set.problem(), SetProblem::OtherFile { what: "number of rows", said, .. } if said == "7"));
}

#[test]
fn columns_of_other_types_and_rows_of_no_store_are_told() {
    let set = Set::new();
    let entities = std::fs::read(set.file("entity")).unwrap();
    set.replace("name", &entities);
    assert!(matches!(set.problem(), SetProblem::Column { column, found: None, .. } if column == "entity"));

    let set = Set::new();
    let literals = std::fs::read(set.file("literal")).unwrap();
    set.replace("rule", &literals);
    assert!(matches!(set.problem(), SetProblem::Column { .. }));

    let set = Set::new();
    set.change(|manifest| {
        let file = in_table(manifest, "entity")["files"][0].clone();
        in_table(manifest, "entity")["files"].as_array_mut().unwrap().push(file);
    });
    assert!(
        matches!(set.problem(), SetProblem::Row { detail, .. } if detail.contains("UNIQUE")),
        "the same rows twice"
    );

    let set = Set::new();
    set.change(|manifest| in_table(manifest, "document")["files"] = Value::Array(Vec::new()));
    assert!(matches!(set.problem(), SetProblem::Dangling { table, .. } if table == "evidence"));
}

#[test]
fn a_predicate_that_is_not_there_is_told() {
    let set = Set::new();
    set.change(|manifest| in_table(manifest, "fact")["files"][0]["predicate"] = 4_000.into());
    assert!(matches!(set.problem(), SetProblem::Dangling { .. }));
    let set = Set::new();
    set.change(|manifest| _ = in_table(manifest, "fact")["files"][0].as_object_mut().unwrap().remove("predicate"));
    assert!(matches!(set.problem(), SetProblem::Row { .. }));
}

/// Whatever bytes a file has, reading it comes to a store or to an error, never to a panic: also where their sum is right.
#[test]
fn any_bytes_are_read_or_refused() {
    let set = Set::new();
    let mut refused = 0;
    for seed in 0..u64::from(cases()) * 4 {
        let mut random = Random(seed);
        let table = random.of(&["fact", "entity", "literal", "evidence", "predicate_statistics"]);
        let whole = std::fs::read(set.file(table)).unwrap();
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            match random.below(4) {
                0 => bytes.truncate(random.below(bytes.len().max(1))),
                1 => bytes.extend_from_slice(&whole[random.below(whole.len())..]),
                // Most of what is read at first stands at the end.
                2 if bytes.len() > 600 => {
                    let at = bytes.len() - 1 - random.below(600);
                    bytes[at] = u8::try_from(random.below(256)).unwrap();
                }
                _ if bytes.is_empty() => {}
                _ => {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
            }
        }
        set.replace(table, &bytes);
        let to = set.0.path().join("restored.db");
        match std::panic::catch_unwind(|| restore(&set.path(), &to).map(drop)) {
            Ok(Ok(())) => std::fs::remove_file(&to).unwrap(),
            Ok(Err(diagnostic)) => {
                refused += 1;
                assert!(is_of_set(&diagnostic.problem), "seed {seed}, {table}: {diagnostic}");
            }
            Err(_) => panic!("seed {seed}: reading {table} panicked"),
        }
        set.replace(table, &whole);
    }
    assert!(refused > cases(), "{refused} were refused");
}

fn is_of_set(problem: &Problem) -> bool {
    matches!(problem, Problem::Set(_))
}

#[test]
fn a_set_is_never_put_over_a_store() {
    let (set, store) = (Set::new(), talks());
    let refused = restore(&set.path(), &store.path()).unwrap_err().problem;
    assert_eq!(refused, Problem::Set(SetProblem::StoreThere { path: store.path().display().to_string() }));
    assert!(Path::new(&store.path()).exists());
}
