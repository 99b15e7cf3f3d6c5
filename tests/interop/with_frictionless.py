"""Validates the data package, reads tables by it, and validates a copy in which something is wrong."""

import json
import pathlib
import shutil

from frictionless import Package, validate

package = Package("tables/datapackage.json")


def errors(path):
    return sorted({error.type for task in validate(path).tasks for error in task.errors})


def rows(name):
    return package.get_resource(name).read_rows()


envoys = {row["key"] for row in rows("envoys")}
issues = {row["key"] for row in rows("issues")}
named = {row["key"] for view in ("persons", "organisations") for row in rows(view)}
attended = [row for row in rows("attended") if row["object"] == "UAE talks" and row["subject_key"] in envoys]
sides = {}
for row in attended:
    sides[row["representing"]] = sides.get(row["representing"], 0) + 1
unsettled = [row for row in rows("remains_unsettled") if row["object"] is True and row["subject_key"] in issues]
schema = package.get_resource("attended").schema

wrong = pathlib.Path("wrong")
shutil.copytree("tables", wrong)
text = (wrong / "attended.csv").read_text()
(wrong / "attended.csv").write_text(text.replace(",1,0,", ",one,0,", 1).replace("steve-witkoff", "nobody"))
print(json.dumps({
    "errors": errors("tables/datapackage.json"),
    "answers": {
        "envoys": sorted([row["subject"]] for row in attended),
        "sides": sorted([side, str(count)] for side, count in sides.items()),
        "unsettled": sorted([row["subject"]] for row in unsettled),
        "offices": sorted([row["subject"], row["object"]] for row in rows("serves_as") if row["subject_key"] in named),
    },
    "keys": {name: package.get_resource(name).schema.primary_key for name in ("attended", "entities", "quotes")},
    "references": sorted(key["reference"]["resource"] for key in schema.foreign_keys),
    "of_a_wrong_copy": errors("wrong/datapackage.json"),
}))
