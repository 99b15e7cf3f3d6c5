"""Reads the files of CSV by DuckDB, which finds out their types by itself, and prints what it finds."""

import pathlib

import duckdb
from duckdb_answers import told

connection = duckdb.connect()
for path in sorted(pathlib.Path("tables").glob("*.csv")):
    connection.execute(f"""CREATE VIEW "{path.stem}" AS SELECT * FROM read_csv('{path}', header = true)""")
print(told(connection, "since", "CAST(object AS BOOLEAN)"))
