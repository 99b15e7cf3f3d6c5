"""The questions and the types, asked of whatever DuckDB knows as the views."""

import json


def told(connection, since, truth):
    def rows(sql):
        return sorted([str(value) for value in row] for row in connection.execute(sql).fetchall())

    def type_of(view, column):
        return connection.execute(f"SELECT typeof({column}) FROM {view} WHERE {column} IS NOT NULL LIMIT 1").fetchone()[0]

    in_talks = "FROM attended JOIN envoys ON envoys.key = attended.subject_key WHERE attended.object = 'UAE talks'"
    named = "(SELECT key FROM persons UNION SELECT key FROM organisations)"
    began = f"SELECT {since} FROM facts WHERE subject = 'Russia' AND predicate = 'carries out' AND since IS NOT NULL"
    names = {"BIGINT": "integer", "VARCHAR": "text", "DATE": "day", "BOOLEAN": "truth"}
    kinds = {
        "sources": type_of("attended", "sources"),
        "subject": type_of("attended", "subject"),
        "since": type_of("facts", since),
        "object": type_of("remains_unsettled", truth),
    }
    return json.dumps({
        "answers": {
            "envoys": rows(f"SELECT subject {in_talks}"),
            "sides": rows(f"SELECT representing, count(*) {in_talks} GROUP BY 1"),
            "unsettled": rows("SELECT subject FROM remains_unsettled JOIN issues ON issues.key = subject_key"),
            "offices": rows(f"SELECT subject, object FROM serves_as WHERE subject_key IN {named}"),
        },
        "types": {name: names.get(kind, kind) for name, kind in kinds.items()}
        | {"began": str(connection.execute(began).fetchone()[0])},
    })
