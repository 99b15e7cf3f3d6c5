"""Factfile, through its command: one process that answers the questions on its standard input (factfile ask STORE -).

The nine queries are in its language, unordered where the others' are. What comes back is CSV; an answer's time includes writing and reading it, which
`transport` measures apart: the same rows written and read, with nothing looked up.
"""
import csv, os, statistics, subprocess, sys, tempfile, time
from . import *

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release/factfile")

LATER = " or ".join(f'{a} "{p}" {b} after ?t' for a, b in (("?a", "?b"), ("?b", "?a")) for p in (CONSULT, VISIT, NEG))
MEETS = lambda who: f'({who} "{THIRD}" ?c at ?t or {who} "{NEG}" ?c at ?t)'
QUERIES = {
    "Q1": f'find ?o, ?t where "{START}" "{VISIT}" ?o between 2014-04-01 and 2014-06-30 at ?t unordered',
    "Q2": f'find ?a, ?b where {MEETS("?a")} and {MEETS("?b")} and name(?a) < name(?b) unordered',
    "Q3": f'find ?a, ?b, ?t where ?a "{CONSULT}" ?b between 2014-02-15 and 2014-03-14 at ?t'
          f' and name(?a) contains "{Q3_A}" and name(?b) contains "{Q3_B}" unordered',
    "Q4": f'find ?a, ?b, count(facts) where (?a "{CONSULT}" ?b or ?b "{CONSULT}" ?a) and name(?a) < name(?b)'
          " order by count(facts) desc limit 20",
    "Q5": f'find ?a, ?b, ?t where ?a "{INTENT}" ?b at ?t and not ({LATER}) unordered',
    "Q6": f'find ?x where "{START}" "{VISIT}"+ ?x unordered',
    "Q7": f'find ?a, ?b, ?c where ?a "{CONSULT}" ?b and ?b "{CONSULT}" ?c and ?c "{CONSULT}" ?a'
          " and name(?a) < name(?b) and name(?b) < name(?c) unordered",
    "Q8": 'find name(?x) where ?x known as ?n and ?n contains "envoy" unordered',
    "Q9": f'find ?a, ?b, ?t, ?v where ?a "{INTENT}" ?b at ?t and ?a "{VISIT}" ?b at ?v and days(?t, ?v) between 0 and 7 unordered',
}


COPIER = """
import sys
text = open(sys.argv[1], "rb").read()
for _ in sys.stdin:
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
"""


class Engine:
    """A store in SQLite."""

    def __init__(self):
        self.name = "factfile"

    def load(self, tsv, db):
        subprocess.run([PROGRAM, "load", db, "--map", "triples", tsv], check=True, stdout=subprocess.DEVNULL)
        return {"prep_s": 0.0, "load_s": 0.0}

    def place(self, db):
        return [db]

    def open(self, db):
        self.process = subprocess.Popen([PROGRAM, "ask", *self.place(db), "-", "--format", "csv"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf8")

    def run(self, q):
        self.process.stdin.write(QUERIES[q] + "\n")
        self.process.stdin.flush()
        return self.read(q, self.process)

    def read(self, q, process):
        # No name in these facts has an empty line in it, so that one ends the answer.
        rows = list(csv.reader(iter(process.stdout.readline, "\n")))
        return [tuple(int(cell) if q == "Q4" and at == 2 else cell for at, cell in enumerate(row)) for row in rows[1:]]

    def transport(self, q):
        """Has the same text come out of a process that only copies what comes in, and reads it as an answer."""
        self.process.stdin.write(QUERIES[q] + "\n")
        self.process.stdin.flush()
        answer = "".join(iter(self.process.stdout.readline, "\n")) + "\n"
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf8") as file:
            file.write(answer)
            file.flush()
            copier = [sys.executable, "-c", COPIER, file.name]
            process = subprocess.Popen(copier, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf8")
            times = []
            for _ in range(7):
                begun = time.perf_counter()
                process.stdin.write("again\n")
                process.stdin.flush()
                self.read(q, process)
                times.append(time.perf_counter() - begun)
            process.stdin.close()
            process.wait()
        return statistics.median(times)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class OnSet(Engine):
    """The same store as a set of Parquet files, asked through DuckDB, or through a Spark of so many executors with a core each."""

    def __init__(self, variant):
        self.name = f"factfile:{variant}"
        self.engine, self.executors = variant.rstrip("0123456789"), variant.lstrip("abcdefghijklmnopqrstuvwxyz")

    def load(self, tsv, db):
        store = db + ".store"
        super().load(tsv, store)
        subprocess.run([PROGRAM, "export", store, "--format", "parquet", "--to", db], check=True, stdout=subprocess.DEVNULL)
        os.remove(store)
        return {"prep_s": 0.0, "load_s": 0.0}

    def place(self, db):
        # The python that runs this has the engines' packages.
        master = ["--master", f"local-cluster[{self.executors},1,{MEMORY}]"] if self.engine == "spark" else []
        return [f"{self.engine}:{db}", "--python", sys.executable, *master]


# MiB of memory of an executor of Spark.
MEMORY = os.environ.get("BENCH_EXECUTOR_MEMORY", "4096")


def make(variant):
    return OnSet(variant) if variant else Engine()
