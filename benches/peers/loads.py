#!/usr/bin/env python3
"""How long loading takes, and what it comes to on disk, beside other stores, by turns in one run.

  loads.py [--facts N] [--runs R] [--engines A,B,…] [--work DIR] [--data FACTS.tsv]

Every load runs in a process of its own, waited for to its end; wall time, processor time and the most memory are those
of the whole process. A line per engine gives the medians of all runs, and the wall time as a multiple of that of the
bare loader (rsload), which only reads the rows, numbers the names and fills a table with its orders.
"""
import argparse, json, os, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ENGINES = "rsload,factfile:tsv,factfile:jsonl,sqlite,duckdb_,oxigraph,cozo,cozo:rocksdb,kuzu_:one,kuzu_:lbone"
# The bare loader's best durable way: one transaction with full durability, rows sorted first, orders made afterwards.
RSLOAD_MODE = "sort+delete+after+wr"


def command(engine, tsv, db):
    """The command that loads into db, a file or folder that is not there yet."""
    if engine == "rsload":
        return [os.path.join(HERE, "rsload/target/release/rsload"), tsv, db, RSLOAD_MODE]
    if engine.startswith("factfile"):
        program = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release/factfile")
        given = [jsonl(tsv)] if engine.endswith(":jsonl") else ["--map", "triples", tsv]
        return [program, "load", db, *given]
    return [sys.executable, os.path.abspath(__file__), "_load", engine, tsv, db]


def jsonl(tsv):
    """The same facts as native records, their ends by name and kind; written once."""
    path = os.path.splitext(tsv)[0] + ".jsonl"
    if not os.path.exists(path):
        with open(tsv, encoding="utf8") as rows, open(path + ".part", "w", encoding="utf8") as records:
            next(rows)
            for row in rows:
                subject, predicate, object_, date = row.rstrip("\n").split("\t")
                named = lambda name: {"name": name, "kind": "actor"}
                fact = {"subject": named(subject), "predicate": predicate, "object": named(object_), "time": date}
                records.write(json.dumps({"fact": fact}, ensure_ascii=False) + "\n")
        os.rename(path + ".part", path)
    return path


def remove(db):
    for name in [db + ending for ending in ("", "-wal", ".wal", "-shm", "-journal", ".csv")]:
        shutil.rmtree(name, ignore_errors=True) if os.path.isdir(name) else os.path.exists(name) and os.remove(name)


def size(db):
    names = [db + ending for ending in ("", "-wal", ".wal", "-journal")]
    files = [name for name in names if os.path.isfile(name)]
    folders = [os.path.join(at, name) for top in names if os.path.isdir(top) for at, _, found in os.walk(top) for name in found]
    return sum(map(os.path.getsize, files + folders))


def measure(engine, tsv, db):
    remove(db)
    started = time.perf_counter()
    child = subprocess.Popen(command(engine, tsv, db), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    if status != 0:
        return {"error": (said.decode(errors="replace").strip().splitlines() or [f"status {status}"])[-1][:120]}
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024, "bytes": size(db)}


def prepare(options):
    os.makedirs(options.work, exist_ok=True)
    if any(engine == "rsload" for engine in options.engines):
        subprocess.run(["cargo", "build", "--release", "--quiet", "--manifest-path", os.path.join(HERE, "rsload/Cargo.toml"),
                        "--target-dir", os.path.join(HERE, "rsload/target")], check=True)
    tsv = os.path.join(options.work, f"facts-{options.facts}.tsv")
    if not os.path.exists(tsv):
        subprocess.run([sys.executable, os.path.join(HERE, "data.py"), "scale", options.data, str(options.facts), tsv], check=True)
    return tsv


def main():
    if sys.argv[1:2] == ["_load"]:
        sys.path.insert(0, HERE)
        import engines
        engines.get(sys.argv[2]).load(*sys.argv[3:])
        return
    corpora = os.environ.get("FACTFILE_CORPORA", os.path.join(ROOT, "../shared/data"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES.split(","))
    parser.add_argument("--work", default="/tmp/factfile-peers")
    parser.add_argument("--data", default=os.path.join(corpora, "icews14/facts.tsv"))
    options = parser.parse_args()
    tsv = prepare(options)
    found = {engine: [] for engine in options.engines}
    for run in range(options.runs):
        for engine in options.engines:
            db = os.path.join(options.work, engine.replace(":", "-") + ".db")
            if run == 0 or "error" not in found[engine][0]:
                found[engine].append(measure(engine, tsv, db))
                print(run + 1, engine, found[engine][-1], file=sys.stderr, flush=True)
            remove(db) if run + 1 < options.runs else None
    report(options.facts, found)


def report(facts, found):
    bare = [run["wall"] for run in found.get("rsload", []) if "wall" in run]
    print(f"{facts:,} facts\n\n| engine | wall s | × rsload | facts/s | processor s | memory MiB | bytes a fact |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for engine, runs in found.items():
        if "error" in runs[0]:
            print(f"| {engine} | {runs[0]['error']} |")
            continue
        wall, cpu, mib, size_ = (statistics.median(run[key] for run in runs) for key in ("wall", "cpu", "mib", "bytes"))
        ratio = f"{wall / statistics.median(bare):.2f}" if bare else ""
        print(f"| {engine} | {wall:.2f} | {ratio} | {facts / wall:,.0f} | {cpu:.2f} | {mib:.0f} | {size_ / facts:.1f} |")


if __name__ == "__main__":
    main()
