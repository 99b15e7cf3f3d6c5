"""Reads views of the shipped file as frames and prints what they hold."""

import json
import sqlite3

import pandas
from pandas.api import types

file = sqlite3.connect("file:shipped.db?mode=ro", uri=True)


def frame(view):
    columns = [row[1] for row in file.execute(f'PRAGMA table_info("{view}")')]
    days = [column for column in ("since", "until") if column in columns]
    # A day that is none is an error here, and not silently nothing.
    return pandas.read_sql(f'SELECT * FROM "{view}"', file, parse_dates={day: {"format": "%Y-%m-%d"} for day in days})


def rows(frame):
    return sorted([str(value) for value in row] for row in frame.itertuples(index=False))


for (view,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
    frame(view)
attended, envoys, issues = frame("attended"), frame("envoys"), frame("issues")
unsettled, offices, facts = frame("remains_unsettled"), frame("serves_as"), frame("facts")
named = pandas.concat([frame("persons"), frame("organisations")])["key"]
talks = attended[(attended["object"] == "UAE talks") & attended["subject_key"].isin(envoys["key"])]
sides = talks.groupby("representing").size().reset_index()
began = facts[(facts["subject"] == "Russia") & (facts["predicate"] == "carries out")]["since"].dropna()
print(json.dumps({
    "answers": {
        "envoys": rows(talks[["subject"]]),
        "sides": rows(sides),
        "unsettled": rows(unsettled[unsettled["subject_key"].isin(issues["key"])][["subject"]]),
        "offices": rows(offices[offices["subject_key"].isin(named)][["subject", "object"]]),
    },
    "types": {
        "sources": "integer" if types.is_integer_dtype(attended["sources"]) else str(attended["sources"].dtype),
        "subject": "text" if types.is_string_dtype(attended["subject"]) else str(attended["subject"].dtype),
        "since": "day" if types.is_datetime64_any_dtype(facts["since"]) else str(facts["since"].dtype),
        "object": "truth" if set(unsettled["object"]) <= {0, 1} else str(unsettled["object"].dtype),
        "began": str(began.iloc[0].date()),
    },
}))
