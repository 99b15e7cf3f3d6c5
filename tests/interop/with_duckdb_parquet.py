"""Reads the files of Parquet by DuckDB, whose types are those of the files, and prints what it finds."""

import pathlib

import duckdb
from duckdb_answers import told

connection = duckdb.connect()
for path in sorted(pathlib.Path("parquet").glob("*.parquet")):
    connection.execute(f"""CREATE VIEW "{path.stem}" AS SELECT * FROM read_parquet('{path}')""")
print(told(connection, "since", "object"))
