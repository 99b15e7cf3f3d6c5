"""Reads the shipped file by sqlite-utils and prints what it finds."""

import json

import sqlite_utils

file = sqlite_utils.Database("shipped.db")
attended = [row for row in file["attended"].rows_where("object = ?", ["UAE talks"])]
envoys = {row["key"] for row in file["envoys"].rows}
sides = {}
for row in attended:
    if row["subject_key"] in envoys:
        sides[row["representing"]] = sides.get(row["representing"], 0) + 1
issues = {row["key"] for row in file["issues"].rows}
named = {row["key"] for view in ("persons", "organisations") for row in file[view].rows}
print(json.dumps({
    "answers": {
        "envoys": sorted([row["subject"]] for row in attended if row["subject_key"] in envoys),
        "sides": sorted([side, str(count)] for side, count in sides.items()),
        "unsettled": sorted([row["subject"]] for row in file["remains_unsettled"].rows if row["subject_key"] in issues),
        "offices": sorted([row["subject"], row["object"]] for row in file["serves_as"].rows if row["subject_key"] in named),
    },
    "search": [file[table].detect_fts() for table in ("document", "evidence", "name")],
    "found": [file["entity"].get(row["entity"])["name"] for row in file["name"].search("Witkoff", limit=1)],
    "references": sorted(
        [key.column, key.other_table]
        for key in file["fact"].foreign_keys
        if key.column in ("subject", "predicate", "object")
    ),
}))
