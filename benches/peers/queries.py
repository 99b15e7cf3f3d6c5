#!/usr/bin/env python3
"""How long nine questions take in Factfile and in other stores, over the same facts, and whether all find the same rows.

  queries.py [--facts N] [--runs R] [--engines A,B,…] [--queries Q1,Q2,…] [--work DIR] [--data FACTS.tsv]

Each store is filled once, in a process of its own. Each question is put in a fresh process: `cold` is opening the store and the
first answer (its file being in the system's cache), `warm` the median of the answers that follow, rows as Python tuples.
The first engine is what the others are compared with, its rows too: `≠` marks an answer that is another.
"""
import argparse, gc, hashlib, json, os, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import engines
from loads import remove

ENGINES = "sqlite,sqlite:pin,factfile,duckdb_,duckdb_:text,oxigraph,cozo,kuzu_:one,kuzu_:lbone"
QUERIES = [f"Q{number}" for number in range(1, 10)]


def digest(query, rows):
    rows = [tuple(map(str, row)) for row in rows]
    if query in ("Q2", "Q4"):
        # The two of a pair stand in either order.
        rows = [tuple(sorted(row[:2])) + row[2:] for row in rows]
    return hashlib.sha256("\n".join("\t".join(row) for row in sorted(rows)).encode()).hexdigest()


def answer(engine, db, query, runs):
    store = engines.get(engine)
    begun = time.perf_counter()
    try:
        store.open(db)
        rows = store.run(query)
    except engines.Unsupported as reason:
        return {"error": str(reason)}
    found = {"cold": time.perf_counter() - begun, "rows": len(rows), "digest": digest(query, rows)}
    gc.collect()
    gc.disable()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        rows = store.run(query)
        times.append(time.perf_counter() - begun)
    found["warm"] = statistics.median(times)
    if hasattr(store, "transport"):
        found["transport"] = store.transport(query)
    return found


def spawned(arguments, timeout):
    """What this script says when it is called so."""
    command = [sys.executable, os.path.abspath(__file__), *arguments]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {"error": f"over {timeout} s"}
    said = child.stdout.strip().splitlines()
    if child.returncode != 0 or not said:
        return {"error": (child.stderr.strip().splitlines() or ["it failed"])[-1][:120]}
    return json.loads(said[-1])


def main():
    if sys.argv[1:2] == ["_load"]:
        print(json.dumps(engines.get(sys.argv[2]).load(*sys.argv[3:])))
        return
    if sys.argv[1:2] == ["_answer"]:
        print(json.dumps(answer(*sys.argv[2:5], int(sys.argv[5]))), flush=True)
        # Some stores do not end with their process.
        os._exit(0)
    corpora = os.environ.get("FACTFILE_CORPORA", os.path.join(ROOT, "../shared/data"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, help="scaled up to so many; without it, the facts as they are")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES.split(","))
    parser.add_argument("--queries", type=lambda text: text.split(","), default=QUERIES)
    parser.add_argument("--work", default="/tmp/factfile-peers")
    parser.add_argument("--data", default=os.path.join(corpora, "icews14/facts.tsv"))
    parser.add_argument("--timeout", type=float, default=120, help="seconds for all answers of one engine to one question")
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    tsv = options.data
    if options.facts:
        tsv = os.path.join(options.work, f"facts-{options.facts}.tsv")
        if not os.path.exists(tsv):
            subprocess.run([sys.executable, os.path.join(HERE, "data.py"), "scale", options.data, str(options.facts), tsv], check=True)
    stores = {}
    for engine in options.engines:
        stores[engine] = os.path.join(options.work, f"{engine.replace(':', '-')}-{options.facts or 'all'}.q.db")
        remove(stores[engine])
        print(engine, spawned(["_load", engine, tsv, stores[engine]], 3600), file=sys.stderr, flush=True)
    found = {}
    for query in options.queries:
        for engine in options.engines:
            found[query, engine] = spawned(["_answer", engine, stores[engine], query, str(options.runs)], options.timeout)
            print(query, engine, found[query, engine], file=sys.stderr, flush=True)
    for when in ("warm", "cold"):
        report(when, options.engines, options.queries, found)


def report(when, names, queries, found):
    print(f"\n| {when}, ms | rows | " + " | ".join(names) + " |\n|" + " --- |" * (len(names) + 2))
    for query in queries:
        first = found[query, names[0]]
        cells = [cell(found[query, name], first, when) for name in names]
        print(f"| {query} | {first.get('rows', '?')} | " + " | ".join(cells) + " |")


def cell(answer, first, when):
    if when not in answer:
        return answer["error"]
    ratio = f" (×{answer[when] / first[when]:.2f})" if when in first and answer is not first else ""
    if when == "warm" and "transport" in answer:
        own = answer["warm"] - answer["transport"]
        ratio += f", without transport {own * 1000:.3g}" + (f" (×{own / first[when]:.2f})" if when in first else "")
    other = "" if answer["digest"] == first.get("digest") else " ≠"
    return f"{answer[when] * 1000:.3g}{ratio}{other}"


if __name__ == "__main__":
    main()
