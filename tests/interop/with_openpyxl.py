"""Reads the workbook by openpyxl and prints what it finds."""

import datetime
import json

import openpyxl

book = openpyxl.load_workbook("talks.xlsx")


def records(name):
    heading, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heading, row)) for row in rows]


facts, entities = records("facts"), records("entities")
kinds = {row["key"]: (row["kinds"] or "").split("; ") for row in entities}


def are(row, *wanted):
    return any(kind in wanted for kind in kinds[row["subject_key"]])


attended = [row for row in records("attended") if row["object"] == "UAE talks" and are(row, "envoy")]
sides = {}
for row in attended:
    sides[row["representing"]] = sides.get(row["representing"], 0) + 1
said_to_be = [row for row in facts if row["predicate"] == "remains unsettled" and row["object"] == "true"]
offices = [row for row in facts if row["predicate"] == "serves as"]
dated = [row for row in facts if row["since"] is not None]
began = next(row["since"] for row in dated if row["subject"] == "Russia" and row["predicate"] == "carries out")
print(json.dumps({
    "answers": {
        "envoys": sorted([row["subject"]] for row in attended),
        "sides": sorted([side, str(count)] for side, count in sides.items()),
        "unsettled": sorted([row["subject"]] for row in said_to_be if are(row, "issue")),
        "offices": sorted([row["subject"], row["object"]] for row in offices),
    },
    "types": {
        "sources": "integer" if all(type(row["sources"]) is int for row in attended) else "other",
        "subject": "text" if all(type(row["subject"]) is str for row in attended) else "other",
        "since": "day" if all(type(row["since"]) is datetime.datetime for row in dated) else "other",
        "object": "truth" if all(type(row["object"]) is bool for row in records("remains_unsettled")) else "other",
        "began": str(began.date()),
    },
    "query": {
        "rows": len(records("envoys_in(UAE)")),
        "cited": len({row["row"] for row in records("sources of envoys_in(UAE)") if row["quote"]}),
    },
    "unframed": [
        sheet.title for sheet in book if sheet.freeze_panes != "A2" or sheet.auto_filter.ref != sheet.dimensions
    ],
    "ends": [book.sheetnames[0], *book.sheetnames[-2:]],
}))
