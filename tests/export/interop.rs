//! Outside tools read what is written: an RDF store, networkx and Arrow, from Python. `FACTFILE_PYTHON` names a Python that
//! has `pyoxigraph`, `networkx` and `pyarrow`; a check whose package is not there says so and counts as skipped.

use std::path::Path;
use std::process::Command;

use factfile::export::{Format, Options, export};
use factfile::store::Store;

use crate::talks;

/// Runs a script over the fixture in each of some formats; none where Python lacks the package.
fn read_by(package: &str, formats: &[Format], script: &str) -> Option<String> {
    let python = std::env::var("FACTFILE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_package = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if !has_package.is_ok_and(|tried| tried.status.success()) {
        println!("skipped: {python} has no {package}");
        return None;
    }
    let (scratch, folder) = (talks(), tempfile::tempdir().unwrap());
    let store = Store::open(scratch.path()).unwrap();
    for format in formats {
        let to = folder.path().join(format!("{format:?}").to_lowercase());
        export(&store, &to, &Options { format: *format, ..Options::default() }).unwrap();
    }
    Some(run(&python, script, folder.path()))
}

fn run(python: &str, script: &str, folder: &Path) -> String {
    let run = Command::new(python).args(["-c", script]).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn an_rdf_store_finds_quotes_by_their_facts() {
    let script = "
import pyoxigraph as ox
for file, form in (('ttl', ox.RdfFormat.TURTLE), ('nq', ox.RdfFormat.N_QUADS)):
    store = ox.Store()
    store.load(path=file, format=form)
    found = list(store.query('''
        PREFIX ff: <urn:factfile:> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?quote WHERE {
            ?fact rdf:reifies <<( <urn:factfile:entity:steve-witkoff> <urn:factfile:predicate:attended> ?meeting )>> ;
                  ff:evidence / ff:quote ?quote }'''))
    print(len(found), found[0]['quote'].value[:13])
";
    let Some(shown) = read_by("pyoxigraph", &[Format::Ttl, Format::Nq], script) else { return };
    assert_eq!(shown, "1 Steve Witkoff\n".repeat(2));
}

#[test]
fn networkx_reads_the_graph() {
    let script = "
import networkx
graph = networkx.read_graphml('graphml')
print(len(graph), sum(1 for *_, edge in graph.edges(data=True) if edge['predicate'] == 'attended'))
";
    let Some(shown) = read_by("networkx", &[Format::Graphml], script) else { return };
    assert_eq!(shown, "55 8\n");
}

#[test]
fn arrow_reads_the_tables() {
    let script = "
import pyarrow.parquet
facts = pyarrow.parquet.read_table('parquettables/facts.parquet')
print(facts.num_rows, facts.schema.field('first_day').type, facts.schema.field('holds').type)
";
    let Some(shown) = read_by("pyarrow", &[Format::ParquetTables], script) else { return };
    assert_eq!(shown, "167 date32[day] bool\n");
}
