"""Reads the files of Parquet as frames and prints what they hold."""

import json
import pathlib

import pandas
import pyarrow.parquet
from pandas.api import types


def frame(view):
    return pandas.read_parquet(f"parquet/{view}.parquet")


def rows(frame):
    return sorted([str(value) for value in row] for row in frame.itertuples(index=False))


for path in pathlib.Path("parquet").glob("*.parquet"):
    frame(path.stem)
attended, envoys, issues = frame("attended"), frame("envoys"), frame("issues")
unsettled, offices, facts = frame("remains_unsettled"), frame("serves_as"), frame("facts")
named = pandas.concat([frame("persons"), frame("organisations")])["key"]
talks = attended[(attended["object"] == "UAE talks") & attended["subject_key"].isin(envoys["key"])]
sides = talks.groupby("representing").size().reset_index()
began = facts[(facts["subject"] == "Russia") & (facts["predicate"] == "carries out")]["since"].dropna()
day = pyarrow.parquet.read_schema("parquet/facts.parquet").field("since").type
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
        "since": "day" if pyarrow.types.is_date(day) else str(day),
        "object": "truth" if types.is_bool_dtype(unsettled["object"]) else str(unsettled["object"].dtype),
        "began": str(began.iloc[0]),
    },
}))
