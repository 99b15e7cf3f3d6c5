"""Reads the shipped file by DuckDB's reader of SQLite and prints what it finds."""

import importlib.util
import json
import pathlib
import sqlite3

import duckdb
from duckdb_answers import told



def load_reader(connection):
    """Loads DuckDB's reader of SQLite: as it is installed, as a package has it, or from DuckDB's own place. It is signed."""
    packaged = importlib.util.find_spec("duckdb_extension_sqlite_scanner")
    places = ["sqlite"]
    if packaged:
        places += sorted(str(path) for path in pathlib.Path(packaged.origin).parent.rglob("*.duckdb_extension"))
    for place in places:
        try:
            return connection.execute(f"LOAD '{place}'")
        except duckdb.Error:
            pass
    connection.execute("INSTALL sqlite")
    connection.execute("LOAD sqlite")


connection = duckdb.connect()
try:
    load_reader(connection)
except duckdb.Error as error:
    print(json.dumps({"skipped": f"DuckDB cannot have its reader of SQLite: {str(error).splitlines()[0]}"}))
    raise SystemExit
connection.execute("ATTACH 'shipped.db' AS shipped (TYPE sqlite, READ_ONLY)")
connection.execute("USE shipped")
with sqlite3.connect("file:shipped.db?mode=ro", uri=True) as file:
    views = [name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
loose = duckdb.connect()
load_reader(loose)
loose.execute("SET sqlite_all_varchar = true")
loose.execute("ATTACH 'shipped.db' AS shipped (TYPE sqlite, READ_ONLY)")
loose.execute("USE shipped")
for view in views:
    try:
        connection.execute(f'SELECT * FROM "{view}"').fetchall()
    except duckdb.TypeMismatchException:
        # A view that compares with a value reads the table whose values are of mixed types. An error here is one of a view that
        # DuckDB cannot read.
        loose.execute(f'SELECT * FROM "{view}"').fetchall()
print(told(connection, "CAST(since AS DATE)", "CAST(object AS BOOLEAN)"))
