"""Runs statements for DuckDB over the tables of a store, as a Parquet set has them: standard input has the store's path, the queries as
parts, and how their columns are read. Prints the rows of each, as texts."""

import json
import math
import sqlite3
import sys

import duckdb

asked = json.load(sys.stdin)
sys.path.insert(0, asked["drivers"])
import factfile_functions as functions  # noqa: E402

TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "REAL": "DOUBLE", "BLOB": "BLOB", "ANY": "VARCHAR"}
# What the set has beside the store's columns.
FOLDED = {"name": ("text", "searched"), "document": ("title", "searched_title"), "evidence": ("quote", "searched_quote")}
PARTS = ["inner_first", "inner_last", "year", "month", "day", "start", "end"]

store = sqlite3.connect(f"file:{asked['store']}?mode=ro", uri=True)
engine = duckdb.connect()


def literals():
    for number, kind, value, first, last in store.execute("SELECT id, type, value, first_day, last_day FROM literal"):
        is_text = kind in ("text", "url", "date")
        whole = value if isinstance(value, int) else None
        text, real = (value, None) if is_text else (None, None if isinstance(value, int) else value)
        parts = [functions.FUNCTIONS["factfile_" + part][0](value) if kind == "date" else None for part in PARTS]
        found = float(value) if kind == "number" else None
        yield [number, kind, text, whole, real, first, last, found, functions.fold_letters(text), *parts]


def table(name, columns, rows):
    engine.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
    rows = list(rows)
    if rows:
        engine.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', rows)


def tables():
    for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'").fetchall():
        info = store.execute(f'PRAGMA table_info("{name}")').fetchall()
        columns = [f'"{column[1]}" {TYPES[column[2]]}' for column in info]
        rows = store.execute(f'SELECT * FROM "{name}"').fetchall()
        if name in FOLDED:
            at = [column[1] for column in info].index(FOLDED[name][0])
            columns.append(f"{FOLDED[name][1]} VARCHAR")
            rows = [[*row, functions.fold_letters(row[at])] for row in rows]
        if name == "literal":
            whole = ["id", "first_day", "last_day", "integer", "inner_first", "inner_last", "year", "month", "day"]
            names = ["id", "type", "text", "integer", "real", "first_day", "last_day", "number", "folded", *PARTS]
            kind = lambda one: "BIGINT" if one in whole else "DOUBLE" if one in ("real", "number") else "VARCHAR"  # noqa: E731
            columns, rows = [f'"{one}" {kind(one)}' for one in names], literals()
        table(name, columns, rows)


def rounds(found):
    for one in found:
        columns = ", ".join(f"c{at}" for at in range(one["columns"]))
        base = " UNION ".join(f"SELECT * FROM ({text}) AS b({columns})" for text in one["base"])
        engine.execute(f"CREATE OR REPLACE TABLE {one['name']} AS SELECT *, CAST(0 AS BIGINT) AS round FROM ({base})")
    number, added = 0, 1
    while added:
        number, added = number + 1, 0
        for one in found:
            columns = ", ".join(f"c{at}" for at in range(one["columns"]))
            for text in one["steps"]:
                new = f"SELECT * FROM ({text}) AS s({columns}) EXCEPT SELECT {columns} FROM {one['name']}"
                given = {"round": number} if "$round" in text else None
                rows = engine.execute(new, given).fetchall()
                added += len(rows)
                if rows:
                    marks = ", ".join("?" * (one["columns"] + 1))
                    engine.executemany(f"INSERT INTO {one['name']} VALUES ({marks})", [[*row, number] for row in rows])


def run(parts):
    for part in parts:
        if "rounds" in part:
            rounds(part["rounds"])
        elif "table" in part:
            engine.execute(f"CREATE OR REPLACE TEMP TABLE {part['table']} AS {part['text']}")
        else:
            return engine.execute(part["rows"]).fetchall()


def shown(value):
    if isinstance(value, float) and math.isfinite(value) and value == math.floor(value):
        value = int(value)
    return str(value)


def cell(reader, row, at):
    value = row[at]
    if value is None:
        return ""
    if reader == "Entity":
        return store.execute("SELECT name FROM entity WHERE id = ?", [value]).fetchone()[0]
    if reader == "Literal":
        kind, value = store.execute("SELECT type, value FROM literal WHERE id = ?", [value]).fetchone()
        return ("true" if value else "false") if kind == "boolean" else shown(value)
    if reader == "Kind":
        return row[at + 1]
    if reader == "Document":
        return row[at + 2] or row[at + 1]
    return shown(value)


def texts(query):
    widths = {"Kind": 2, "Document": 6}
    found = []
    for row in run(query["parts"]):
        at, cells = 0, []
        for reader in query["readers"]:
            cells.append(cell(reader, row, at))
            at += widths.get(reader, 1)
        found.append(cells)
    return found


def verdict(query):
    holds = lambda alternatives: any(run(parts) for parts in alternatives)  # noqa: E731
    if holds(query["holds"]):
        return "yes" if holds(query["undisputed"]) else "disputed"
    return "denied" if holds(query["denied"]) else "no"


tables()
for name, text in functions.VIEWS.items():
    engine.execute(f'CREATE VIEW "{name}" AS {text}')
functions.register_duckdb(engine)
print(json.dumps([texts(query) if "parts" in query else verdict(query) for query in asked["queries"]]))
