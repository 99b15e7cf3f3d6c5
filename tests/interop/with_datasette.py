"""Starts Datasette on the loopback with the metadata, reads it by HTTP and prints what it shows."""

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

serve = [sys.executable, "-m", "datasette", "serve", "shipped.db", "--metadata", "shipped.db.metadata.json"]
version = subprocess.run(serve[:3] + ["--version"], capture_output=True, text=True).stdout.split()[-1]
if not version.startswith("0."):
    # From version 1 on what is offered is configuration, and the same file has it.
    serve += ["--config", "shipped.db.metadata.json"]
server = subprocess.Popen(serve + ["-h", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def page(path, **values):
    query = "?" + urllib.parse.urlencode(values) if values else ""
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}{query}", timeout=30)


def read(path, **values):
    return json.load(page(path, **values))


def canned(name, **values):
    # A query gives way to a table or view of its name.
    names = [query["name"] for query in read("shipped.json")["queries"]]
    return read(f"shipped/{name if name in names else name + '_query'}.json", _shape="array", **values)


def rows(sql):
    return [[str(value) for value in row.values()] for row in read("shipped.json", sql=sql, _shape="array")]


try:
    for _ in range(300):
        try:
            page("-/versions.json")
            break
        except OSError:
            if server.poll() is not None:
                sys.exit(server.stderr.read().decode())
            time.sleep(0.1)
    in_talks = "FROM attended JOIN envoys ON envoys.key = subject_key WHERE attended.object = 'UAE talks'"
    named = "(SELECT key FROM persons UNION SELECT key FROM organisations)"
    answers = {
        "envoys": rows(f"SELECT subject {in_talks} ORDER BY 1"),
        "sides": rows(f"SELECT representing, count(*) {in_talks} GROUP BY 1"),
        # A saved query that is offered as it is.
        "unsettled": [[row["issue"]] for row in canned("unsettled")],
        "offices": rows(f"SELECT subject, object FROM serves_as WHERE subject_key IN {named} ORDER BY 1, 2"),
    }
    table = read("shipped/attended.json", _facet="representing", _size=0)
    facets = table["facet_results"]
    facet = facets.get("results", facets)["representing"]["results"]
    witkoff = read("shipped/entity.json", key="steve-witkoff", _shape="array")[0]["id"]
    fact = read("shipped/fact.json", subject=witkoff, _labels="on", _shape="array", _size=1)[0]
    tables = {table["name"]: table["hidden"] for table in read("shipped.json")["tables"]}
    print(json.dumps({
        "answers": answers,
        "canned": [
            len(canned("envoys_in", place="UAE")),
            len(canned("envoys_in", place="nowhere")),
            canned("did", who="")[0]["verdict"],
        ],
        "facet": [[value["value"], value["count"]] for value in facet],
        "label": fact["subject"]["label"],
        "found": [row["title"] for row in read("shipped/document.json", _search="envoys", _shape="array")],
        "hidden": [tables["literal_typed"], tables["fact"]],
        "pages": [str(page(path).status) for path in ("shipped", "shipped/attended", "shipped/envoys_in")],
    }))
finally:
    server.terminate()
    server.wait()
