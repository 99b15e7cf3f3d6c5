//! Outside tools read what is written: an RDF store, networkx, DuckDB and Arrow, from Python. `FACTFILE_PYTHON` names a Python that
//! has `pyoxigraph`, `networkx`, `duckdb` and `pyarrow`; a check whose package is not there says so and counts as skipped.

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

/// What DuckDB and Arrow count in a set is what the store has.
#[test]
fn engines_read_the_files_of_a_set() {
    let counts = "
import json, PACKAGE
manifest = json.load(open('parquet/manifest.json'))
files = {table['name']: ['parquet/' + file['path'] for file in table['files']] for table in manifest['tables']}
COUNT
for name in sorted(files):
    print(name, count(name))
";
    let duckdb = "
def count(name):
    return duckdb.sql(f'SELECT count(*) FROM read_parquet({files[name]})').fetchall()[0][0]
facts = f\"read_parquet({files['fact']}, hive_partitioning=true)\"
print(duckdb.sql(f\"SELECT count(*) FROM {facts} AS f JOIN read_parquet({files['predicate']}) AS p ON p.id = f.predicate WHERE p.name = 'attended' AND f.holds = 1\").fetchall()[0][0])
print(duckdb.sql(f\"SELECT count(*) FROM read_parquet({files['name']}) WHERE contains(searched, 'witkoff')\").fetchall()[0][0])
print(duckdb.sql(f\"SELECT count(*) FROM read_parquet({files['literal']}) WHERE year = 2026 AND type = 'date'\").fetchall()[0][0])
";
    let arrow = "
import pyarrow.parquet
def count(name):
    return sum(pyarrow.parquet.read_table(file, partitioning=None).num_rows for file in files[name])
";
    let scratch = talks();
    let store = Store::open(scratch.path()).unwrap();
    let own = crate::loading::read_only(store.path());
    let count = |sql: &str| own.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let (_, manifest) = {
        let folder = tempfile::tempdir().unwrap();
        export(&store, folder.path(), &Options { format: Format::Parquet, ..Options::default() }).unwrap();
        factfile::dataset::Manifest::read(folder.path()).unwrap()
    };
    let mut names: Vec<&str> = manifest.tables.iter().map(|table| table.name.as_str()).collect();
    names.sort_unstable();
    let rows: String =
        names.iter().map(|name| format!("{name} {}\n", count(&format!("SELECT count(*) FROM {name}")))).collect();
    if let Some(shown) =
        read_by("pyarrow", &[Format::Parquet], &counts.replace("PACKAGE", "pyarrow").replace("COUNT", arrow))
    {
        assert_eq!(shown, rows);
    }
    let Some(shown) =
        read_by("duckdb", &[Format::Parquet], &counts.replace("PACKAGE", "duckdb").replace("COUNT", duckdb))
    else {
        return;
    };
    let asked = [
        "SELECT count(*) FROM fact WHERE holds = 1 AND predicate = (SELECT id FROM predicate WHERE name = 'attended')",
        "SELECT count(*) FROM name WHERE lower(text) LIKE '%witkoff%'",
        "SELECT count(*) FROM literal WHERE type = 'date' AND value LIKE '2026%'",
    ];
    let asked: String = asked.iter().map(|sql| format!("{}\n", count(sql))).collect();
    assert_eq!(shown, asked + &rows);
}
