//! The least that loading into SQLite can cost: `rsload FACTS.tsv DB MODE` prints one line of timings.
//! MODE parts, joined by '+': sort | nosort ; before | after (secondary orders made before / after the rows) | noidx ; off | wal | delete ; rowid | wr ; batch1000 ; page8k|page16k ; four (orders as tables) ; threads (2 sorter threads)
use rusqlite::{params, Connection};
use std::{collections::HashMap, fs, time::Instant};

fn day(s: &str) -> i64 {
    let y: i64 = s[0..4].parse().unwrap();
    let m: i64 = s[5..7].parse().unwrap();
    let d: i64 = s[8..10].parse().unwrap();
    let y2 = if m <= 2 { y - 1 } else { y };
    let era = y2.div_euclid(400);
    let yoe = y2 - era * 400;
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
    era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468
}

fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (tsv, db, mode) = (&a[1], &a[2], &a[3]);
    let has = |x: &str| mode.split('+').any(|m| m == x);
    for x in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(format!("{db}{x}"));
    }
    let t0 = Instant::now();
    let text = fs::read_to_string(tsv).unwrap();
    let mut ent: HashMap<&str, i64> = HashMap::new();
    let mut pred: HashMap<&str, i64> = HashMap::new();
    let mut names: Vec<&str> = vec![];
    let mut pnames: Vec<&str> = vec![];
    let mut rows: Vec<(i64, i64, i64, i64)> = vec![];
    for l in text.lines().skip(1) {
        let mut it = l.split('\t');
        let (s, p, o, d) = (it.next().unwrap(), it.next().unwrap(), it.next().unwrap(), it.next().unwrap());
        let mut id = |n| *ent.entry(n).or_insert_with(|| { names.push(n); names.len() as i64 });
        let (s, o) = (id(s), id(o));
        let p = *pred.entry(p).or_insert_with(|| { pnames.push(p); pnames.len() as i64 });
        rows.push((p, s, o, day(d)));
    }
    let t_parse = t0.elapsed();
    let t1 = Instant::now();
    if has("sort") { rows.sort_unstable(); }
    let t_sort = t1.elapsed();
    let t2 = Instant::now();
    let mut c = Connection::open(db).unwrap();
    let page = if has("page8k") { 8192 } else if has("page16k") { 16384 } else { 4096 };
    c.execute_batch(&format!("PRAGMA page_size={page}; PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;")).unwrap();
    if has("off") { c.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;").unwrap(); }
    else if has("wal") { c.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;").unwrap(); }
    else { c.execute_batch("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;").unwrap(); }
    let ddl = if has("rowid") { "CREATE TABLE f(id INTEGER PRIMARY KEY, p INT NOT NULL, s INT NOT NULL, o INT NOT NULL, d INT NOT NULL);" }
        else { "CREATE TABLE f(p INT NOT NULL, s INT NOT NULL, o INT NOT NULL, d INT NOT NULL, PRIMARY KEY(p,s,o,d)) WITHOUT ROWID;" };
    c.execute_batch(ddl).unwrap();
    c.execute_batch("CREATE TABLE e(id INTEGER PRIMARY KEY, name TEXT NOT NULL); CREATE TABLE pred(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);").unwrap();
    let idx = format!("{}CREATE INDEX pods ON f(p,o,d,s); CREATE INDEX spod ON f(s,p,o,d); CREATE INDEX opsd ON f(o,p,s,d);",
        if has("rowid") { "CREATE UNIQUE INDEX psod ON f(p,s,o,d);" } else { "" });
    if has("before") { c.execute_batch(&idx).unwrap(); }
    let batch = if has("batch1000") { 1000 } else { rows.len() };
    let mut t_ins = 0.0;
    for (k, chunk) in rows.chunks(batch).enumerate() {
        let tx = c.transaction().unwrap();
        if k == 0 {
            let mut st = tx.prepare("INSERT INTO e VALUES(?,?)").unwrap();
            for (i, n) in names.iter().enumerate() { st.execute(params![i as i64 + 1, n]).unwrap(); }
            tx.execute_batch("CREATE UNIQUE INDEX e_name ON e(name)").unwrap();
            let mut st = tx.prepare("INSERT INTO pred VALUES(?,?)").unwrap();
            for (i, n) in pnames.iter().enumerate() { st.execute(params![i as i64 + 1, n]).unwrap(); }
        }
        let t = Instant::now();
        {
            let mut st = tx.prepare_cached("INSERT OR IGNORE INTO f(p,s,o,d) VALUES(?,?,?,?)").unwrap();
            for r in chunk { st.execute(params![r.0, r.1, r.2, r.3]).unwrap(); }
        }
        t_ins += t.elapsed().as_secs_f64();
        tx.commit().unwrap();
    }
    let t_rows = t2.elapsed();
    let t3 = Instant::now();
    if has("four") {
        // every order is its own WITHOUT ROWID table, filled in its own sort order: no SQLite sorter, appends only
        for (name, cols, pk) in [("pods", "p INT,o INT,d INT,s INT", "p,o,d,s"), ("spod", "s INT,p INT,o INT,d INT", "s,p,o,d"), ("opsd", "o INT,p INT,s INT,d INT", "o,p,s,d")] {
            let mut v: Vec<(i64, i64, i64, i64)> = rows.iter().map(|r| match name { "pods" => (r.0, r.2, r.3, r.1), "spod" => (r.1, r.0, r.2, r.3), _ => (r.2, r.0, r.1, r.3) }).collect();
            v.sort_unstable();
            c.execute_batch(&format!("CREATE TABLE {name}({cols}, PRIMARY KEY({pk})) WITHOUT ROWID")).unwrap();
            let tx = c.transaction().unwrap();
            {
                let mut st = tx.prepare(&format!("INSERT INTO {name} VALUES(?,?,?,?)")).unwrap();
                for r in &v { st.execute(params![r.0, r.1, r.2, r.3]).unwrap(); }
            }
            tx.commit().unwrap();
        }
    }
    if has("threads") { c.execute_batch("PRAGMA threads=2").unwrap(); }
    if has("after") { c.execute_batch(&format!("BEGIN; {idx} COMMIT;")).unwrap(); }
    let t_idx = t3.elapsed();
    let t4 = Instant::now();
    if has("wal") { let _ = c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())); }
    drop(c);
    fs::OpenOptions::new().write(true).open(db).unwrap().sync_all().unwrap();
    let t_sync = t4.elapsed();
    let n = rows.len() as f64;
    let tot = t0.elapsed().as_secs_f64();
    println!("{mode:40} parse {:.2} sort {:.2} rows {:.2} (fact inserts {:.2} = {:.0}/s) index {:.2} sync {:.2} total {:.2} = {:.0} facts/s, {:.1} MiB, sqlite {}",
        t_parse.as_secs_f64(), t_sort.as_secs_f64(), t_rows.as_secs_f64(), t_ins, n / t_ins, t_idx.as_secs_f64(), t_sync.as_secs_f64(), tot, n / tot,
        fs::metadata(db).unwrap().len() as f64 / 1048576.0, rusqlite::version());
}
