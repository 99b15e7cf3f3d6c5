"""Asks a set of Parquet files for Factfile, which starts this program and speaks with it in lines of JSON.

A request is a line on standard input, with a number of its own; what is said of it are lines on standard output with that number:

    {"id": 1, "do": "open", "set": 1, "place": "DIR"}          → {"id": 1, "done": {"manifest": "…"}}
    {"id": 2, "do": "rows", "set": 1, "sql": "SELECT …"}       → {"id": 2, "rows": [[…], …]} …, {"id": 2, "done": {}}
    {"id": 3, "do": "table", "set": 1, "name": "t1", "sql": "SELECT …"}
    {"id": 4, "do": "rounds", "set": 1, "tables": [{"name": "r", "columns": 2, "types": null, "base": ["SELECT …"], "steps": ["SELECT …"]}]}
    {"id": 5, "do": "drop", "set": 1, "names": ["t1", "r"]}
    {"id": 6, "do": "close", "set": 1}
    {"do": "cancel", "of": 4}

A request that takes its time is told of by {"id": 4, "progress": [tasks done, tasks known]}; one that fails ends with
{"id": 4, "failed": "kind", "detail": "…"}. The first line of all is {"ready": "…"}, or {"failed": …} and the end.
`table` is a table of a statement's rows, for the statements behind it. `rounds` are tables that grow together: `base` finds the rows of round 0,
`steps` those of each further one, whose number is their parameter `round`, until there is no new row for any of them; behind its columns, c0, c1, …,
each has the round in which a row was found first. What else is printed here goes to standard error.

It is run behind `factfile_functions.py`, as one program with it: the views and functions that statements speak of are there.
"""

import decimal
import itertools
import json
import math
import os
import re
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

# How many rows go into a line.
BATCH = 1000
# How often progress is told, in seconds.
BEAT = 0.5
# How many requests are worked on at once.
WORKERS = 8
# How many rows of a table that grows round by round stay here, where nothing is lost with an executor; beyond that they stay with the
# executors, or in the folder that spark.checkpoint.dir names.
KEPT_HERE = 20_000
# How long to wait for a cluster's master to answer at all, in seconds.
MASTER_PATIENCE = 10


class Failed(Exception):
    """A request that cannot be done: the kind of failure, and words of whoever refused."""

    def __init__(self, kind, detail=""):
        super().__init__(detail)
        self.kind, self.detail = kind, str(detail)


class Cancelled(Exception):
    """The request was cancelled."""


class Output:
    """Lines to whoever started this. Nothing else may be printed there: what is, goes to standard error."""

    def __init__(self):
        self.lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self.lock = threading.Lock()

    def say(self, line):
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        with self.lock:
            self.lines.write(text + "\n")
            self.lines.flush()


def value(found, exact):
    """A value as JSON has it. Unless it is wanted exactly, a number without decimals is a whole one."""
    if isinstance(found, bool):
        return int(found)
    if isinstance(found, decimal.Decimal):
        found = int(found) if found == found.to_integral_value() else float(found)
    if isinstance(found, float):
        if not math.isfinite(found):
            return None
        return int(found) if not exact and found.is_integer() and abs(found) < 2**63 else found
    if isinstance(found, (bytes, bytearray)):
        return found.decode("utf-8", "replace")
    return found


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def arguments(sql, mark, strings, number):
    """The parameters of a statement: the number of a round, where it speaks of that outside its strings."""
    return {"round": number} if number is not None and mark in strings.sub("", sql) else None


class Relation:
    """A table that grows round by round."""

    def __init__(self, wanted, kinds):
        self.name, self.base, self.steps = wanted["name"], wanted["base"], wanted["steps"]
        self.columns = [f"c{at}" for at in range(wanted["columns"])]
        self.kinds = kinds

    def novel(self, sql, number):
        """The rows of a statement that are not there yet, with the number of the round."""
        cast = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in zip(self.columns, self.kinds))
        same = " AND ".join(f"k.{column} IS NOT DISTINCT FROM n.{column}" for column in self.columns) or "TRUE"
        return (
            f"SELECT n.*, CAST({number} AS BIGINT) AS round FROM "
            f"(SELECT DISTINCT {cast} FROM ({sql}) AS f({', '.join(self.columns)})) AS n "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.name} AS k WHERE {same})"
        )

    def schema(self):
        """Its columns with their types, the round's behind them."""
        return ", ".join(f"{column} {kind}" for column, kind in zip(self.columns + ["round"], self.kinds + ["BIGINT"]))


# What numbers of other types are kept as, so that all rows of a column are of one.
WIDE = {"int": "BIGINT", "integer": "BIGINT", "smallint": "BIGINT", "tinyint": "BIGINT", "void": "BIGINT", "null": "BIGINT", "float": "DOUBLE"}


def wide(kind):
    kind = str(kind)
    return "DOUBLE" if kind.lower().startswith("decimal") else WIDE.get(kind.strip('"').lower(), kind)


class DuckDb:
    """Sets asked by DuckDB, in this process: each has a connection of its own."""

    TYPES = {"integer": "BIGINT", "real": "DOUBLE", "text": "VARCHAR", "blob": "BLOB"}
    STRINGS = re.compile(r"'(?:[^']|'')*'")

    def __init__(self, _):
        try:
            import duckdb
        except ImportError as problem:
            raise Failed("module", "duckdb") from problem
        self.duckdb = duckdb
        self.ready = f"DuckDB {duckdb.__version__}"
        self.sets = {}

    def manifest(self, place):
        try:
            if "://" not in place:
                with open(os.path.join(place, "manifest.json"), encoding="utf-8") as file:
                    return file.read()
            path = place.rstrip("/") + "/manifest.json"
            return self.duckdb.connect().execute("SELECT content FROM read_text(?)", [path]).fetchone()[0]
        except (OSError, self.duckdb.Error) as problem:
            raise Failed("no set", problem) from problem

    def open(self, number, place, tables):
        connection = self.duckdb.connect()
        try:
            register_duckdb(connection)
        except self.duckdb.Error:
            # Without numpy there are no functions of ours, which few questions need: those say so.
            pass
        for table in tables:
            connection.execute(f"CREATE VIEW {quoted(table['name'])} AS {self.table(place, table)}")
        for name, select in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {select}")
        self.sets[number] = connection

    def table(self, place, table):
        columns = [(column["name"], self.TYPES[column["type"]]) for column in table["columns"]]
        parted = table.get("parted_by")
        if parted:
            columns.append((parted, "BIGINT"))
        if not table["files"]:
            return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in columns) + " WHERE FALSE"
        files = ", ".join("'" + f"{place}/{file['path']}".replace("'", "''") + "'" for file in table["files"])
        hive = f", hive_partitioning = true, hive_types = {{{quoted(parted)}: BIGINT}}" if parted else ", hive_partitioning = false"
        return f"SELECT {', '.join(quoted(name) for name, _ in columns)} FROM read_parquet([{files}]{hive})"

    def job(self, number, group):
        """A connection to the set for one request, which can be interrupted alone."""
        return self.sets[number].cursor()

    def cancel(self, job, group):
        job.interrupt()

    def progress(self, job, group):
        return None

    def is_cancelled(self, problem):
        return isinstance(problem, self.duckdb.InterruptException)

    def run(self, job, sql, round_number=None):
        return job.execute(sql, arguments(sql, "$round", self.STRINGS, round_number))

    def rows(self, job, sql, round_number):
        found = self.run(job, sql, round_number)
        while True:
            rows = found.fetchmany(BATCH)
            if not rows:
                return
            yield rows

    def make(self, job, name, sql):
        self.drop(job, [name])
        job.execute(f"CREATE TABLE {name} AS {sql}")

    def rounds(self, job, tables, check):
        relations = []
        for table in tables:
            kinds = table["types"]
            if kinds is None:
                described = job.execute(f"SELECT * FROM ({table['base'][0]}) LIMIT 0").description
                kinds = [wide(column[1]) for column in described]
            relations.append(Relation(table, kinds))
        for relation in relations:
            self.drop(job, [relation.name])
            job.execute(f"CREATE TABLE {relation.name} ({relation.schema()})")
        for number in itertools.count():
            added = 0
            for relation in relations:
                for sql in relation.steps if number else relation.base:
                    check()
                    insert = f"INSERT INTO {relation.name} {relation.novel(sql, number)}"
                    added += self.run(job, insert, number).fetchone()[0]
            if not added and number:
                return

    def drop(self, job, names):
        for name in names:
            job.execute(f"DROP TABLE IF EXISTS {name}")

    def close(self, number):
        self.sets.pop(number).close()

    def end(self):
        pass


def backquoted(name):
    return "`" + name.replace("`", "``") + "`"


class SparkRelation(Relation):
    """The same in Spark: rows that are here, and frames that executors have."""

    def __init__(self, wanted, kinds):
        super().__init__(wanted, kinds)
        self.here, self.frames = [], []

    def show(self, session):
        """Lets statements read what is there."""
        frame = session.createDataFrame(self.here, self.schema()).coalesce(1)
        for other in self.frames:
            frame = frame.union(other)
        frame.createOrReplaceTempView(self.name)


class Spark:
    """Sets asked by Spark: one application, a session for each set."""

    TYPES = {"integer": "BIGINT", "real": "DOUBLE", "text": "STRING", "blob": "BINARY"}
    STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)

    def __init__(self, options):
        home = os.environ.get("SPARK_HOME")
        if home:
            # A Spark that was unpacked brings its own pyspark.
            libraries = os.path.join(home, "python", "lib")
            archives = [name for name in os.listdir(libraries) if name.endswith("-src.zip")] if os.path.isdir(libraries) else []
            sys.path[:0] = [os.path.join(home, "python")] + [os.path.join(libraries, name) for name in archives]
        try:
            import pyspark
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as problem:
            raise Failed("module", "pyspark") from problem
        java_home = os.environ.get("JAVA_HOME")
        java = os.path.join(java_home, "bin", "java") if java_home else "java"
        if not any(os.access(os.path.join(folder, java), os.X_OK) for folder in os.environ.get("PATH", "").split(os.pathsep)):
            raise Failed("java", java)
        master = options.get("master")
        if master:
            is_reachable(master)
        self.problem = PySparkException
        # Executors run the same Python.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("factfile").config("spark.ui.showConsoleProgress", "false")
        builder = builder.config("spark.sql.session.timeZone", "UTC")
        if master:
            builder = builder.master(master)
        try:
            self.session = builder.getOrCreate()
        except Exception as problem:
            raise Failed("start", problem) from problem
        self.context = self.session.sparkContext
        self.context.setLogLevel("ERROR")
        self.tracker = self.context.statusTracker()
        self.ready = f"Spark {pyspark.__version__} at {self.context.master}"
        self.sets = {}
        # What is kept of tables, by their sessions and names.
        self.frames = {}

    @staticmethod
    def located(place):
        """A path of this machine, where there is one; else as Spark's own file systems have it."""
        if "://" not in place and os.path.exists(os.path.join(place, "manifest.json")):
            return "file://" + os.path.abspath(place)
        return place.rstrip("/")

    def manifest(self, place):
        try:
            return self.session.read.text(self.located(place) + "/manifest.json", wholetext=True).first()[0]
        except self.problem as problem:
            raise Failed("no set", first_line(problem)) from problem
        except Exception as problem:
            raise Failed("no set", first_line(problem)) from problem

    def open(self, number, place, tables):
        session = self.session.newSession()
        register_spark(session)
        place = self.located(place)
        for table in tables:
            self.table(session, place, table).createOrReplaceTempView(table["name"])
        for name, select in VIEWS.items():
            session.sql(select).createOrReplaceTempView(name)
        self.sets[number] = session

    def table(self, session, place, table):
        # Given the types, Spark opens no file before it is asked.
        columns = [f"{backquoted(column['name'])} {self.TYPES[column['type']]}" for column in table["columns"]]
        parted = table.get("parted_by")
        if parted:
            columns.append(f"{backquoted(parted)} BIGINT")
        schema = ", ".join(columns)
        if not table["files"]:
            nothing = ", ".join("CAST(NULL AS {1}) AS {0}".format(*column.rsplit(" ", 1)) for column in columns)
            return session.sql(f"SELECT {nothing} WHERE FALSE")
        reader = session.read.schema(schema).option("basePath", f"{place}/{table['name']}")
        return reader.parquet(*[f"{place}/{file['path']}" for file in table["files"]])

    def job(self, number, group):
        # Of this thread: Spark's jobs know by it which request they are of.
        self.context.setJobGroup(group, "factfile", True)
        return self.sets[number]

    def cancel(self, job, group):
        self.context.cancelJobGroup(group)

    def progress(self, job, group):
        done = known = 0
        for job_id in self.tracker.getJobIdsForGroup(group):
            info = self.tracker.getJobInfo(job_id)
            for stage_id in info.stageIds if info else []:
                stage = self.tracker.getStageInfo(stage_id)
                if stage:
                    done += stage.numCompletedTasks
                    known += stage.numTasks
        return [done, known]

    def is_cancelled(self, problem):
        return "cancelled" in str(problem).lower() and "job" in str(problem).lower()

    def rows(self, job, sql, round_number):
        rows = job.sql(sql, args=arguments(sql, ":round", self.STRINGS, round_number)).collect()
        for at in range(0, len(rows), BATCH):
            yield rows[at : at + BATCH]

    def make(self, job, name, sql):
        # Kept as far as there is room, and found again where an executor was lost.
        frame = job.sql(sql).persist()
        frame.createOrReplaceTempView(name)
        self.frames[id(job), name] = [frame]

    def rounds(self, job, tables, check):
        relations = []
        for table in tables:
            kinds = table["types"]
            if kinds is None:
                kinds = [wide(field.dataType.simpleString()) for field in job.sql(table["base"][0]).schema.fields]
            relations.append(SparkRelation(table, kinds))
        for relation in relations:
            relation.show(job)
        for number in itertools.count():
            added = 0
            for relation in relations:
                for sql in relation.steps if number else relation.base:
                    check()
                    found = self.add(job, relation, relation.novel(sql, number), number)
                    if found:
                        relation.show(job)
                    added += found
            if not added and number:
                break
        for relation in relations:
            self.frames[id(job), relation.name] = relation.frames

    def add(self, job, relation, sql, number):
        """Adds the rows of a statement; how many there are."""
        frame = job.sql(sql, args=arguments(sql, ":round", self.STRINGS, number))
        if not relation.frames:
            rows = frame.limit(KEPT_HERE + 1).collect()
            if len(rows) + len(relation.here) <= KEPT_HERE:
                relation.here.extend(tuple(row) for row in rows)
                return len(rows)
        # What was found is cut off from how, which would grow from round to round.
        frame = frame.checkpoint() if self.context.getCheckpointDir() else frame.localCheckpoint()
        relation.frames.append(frame)
        return frame.count()

    def drop(self, job, names):
        for name in names:
            job.catalog.dropTempView(name)
            for frame in self.frames.pop((id(job), name), []):
                frame.unpersist()

    def close(self, number):
        self.sets.pop(number)

    def end(self):
        self.session.stop()


def first_line(problem):
    return said(problem).split("\n")[0]


def said(problem):
    """An engine's words for a problem, without the plans and traces that it adds."""
    text = str(problem).strip()
    for end in [";\n'", "\n\tat ", "\n\nJVM stacktrace", "\n\nDriver stacktrace"]:
        text = text.split(end)[0]
    if "Function with name factfile_" in text:
        text = "it needs a function of Factfile, for which DuckDB needs numpy: pip install numpy"
    return text[:2000]


def is_reachable(master):
    """Tells a standalone master that nobody is at, before Spark tries for a minute.

    Raises Failed where none of them answers.
    """
    if not master.startswith("spark://"):
        return
    detail = ""
    for host in master[len("spark://") :].split(","):
        name, _, port = host.rpartition(":")
        try:
            socket.create_connection((name.strip("[]"), int(port)), timeout=MASTER_PATIENCE).close()
            return
        except (OSError, ValueError) as problem:
            detail = str(problem)
    raise Failed("master", detail)


ENGINES = {"duckdb": DuckDb, "spark": Spark}


class Driver:
    """Takes requests and does them, several at once."""

    def __init__(self, engine, output):
        self.engine, self.output = engine, output
        self.workers = ThreadPoolExecutor(WORKERS)
        # What waits for a worker or is worked on, by its number; what of that the engine runs, and what is to end.
        self.futures = {}
        self.running = {}
        self.cancelled = set()
        self.lock = threading.Lock()

    def listen(self):
        """Until nobody asks any more."""
        threading.Thread(target=self.tell_progress, daemon=True).start()
        for line in sys.stdin:
            request = json.loads(line)
            if request["do"] == "cancel":
                self.cancel(request["of"])
            else:
                with self.lock:
                    self.futures[request["id"]] = self.workers.submit(self.answer, request)

    def cancel(self, number):
        with self.lock:
            future = self.futures.get(number)
            if future is None:
                return
            has_not_begun = future.cancel()
            if has_not_begun:
                self.futures.pop(number)
            else:
                self.cancelled.add(number)
            running = self.running.get(number)
        if has_not_begun:
            self.output.say({"id": number, "failed": "cancelled", "detail": ""})
        elif running:
            self.engine.cancel(*running)

    def tell_progress(self):
        beat = threading.Event()
        while not beat.wait(BEAT):
            with self.lock:
                running = list(self.running.items())
            for number, (job, group) in running:
                try:
                    progress = self.engine.progress(job, group)
                except Exception:
                    continue
                if progress and progress[1]:
                    self.output.say({"id": number, "progress": progress})

    def answer(self, request):
        number = request["id"]
        try:
            done = self.do(request)
            self.output.say({"id": number, "done": done or {}})
        except Failed as failed:
            self.output.say({"id": number, "failed": failed.kind, "detail": failed.detail})
        except Cancelled:
            self.output.say({"id": number, "failed": "cancelled", "detail": ""})
        except BaseException as problem:
            kind = "cancelled" if number in self.cancelled or self.engine.is_cancelled(problem) else "statement"
            self.output.say({"id": number, "failed": kind, "detail": said(problem)})
        finally:
            with self.lock:
                self.futures.pop(number, None)
                self.running.pop(number, None)
                self.cancelled.discard(number)

    def check(self, number):
        """Raises Cancelled where a request was cancelled between two statements."""
        if number in self.cancelled:
            raise Cancelled()

    def do(self, request):
        engine, number, wanted = self.engine, request["set"], request["do"]
        if wanted == "open":
            manifest = engine.manifest(request["place"])
            try:
                tables = json.loads(manifest)["tables"]
            except (ValueError, KeyError, TypeError) as problem:
                raise Failed("no set", f"manifest.json: {problem}") from problem
            engine.open(number, request["place"].rstrip("/"), tables)
            return {"manifest": manifest}
        if wanted == "close":
            return engine.close(number)
        group = f"factfile-{request['id']}"
        job = engine.job(number, group)
        with self.lock:
            if request["id"] in self.cancelled:
                raise Cancelled()
            self.running[request["id"]] = (job, group)
        if wanted == "rows":
            exact = request.get("exact", False)
            for rows in engine.rows(job, request["sql"], request.get("round")):
                self.output.say({"id": request["id"], "rows": [[value(cell, exact) for cell in row] for row in rows]})
            return None
        if wanted == "table":
            return engine.make(job, request["name"], request["sql"])
        if wanted == "rounds":
            return engine.rounds(job, request["tables"], lambda: self.check(request["id"]))
        if wanted == "drop":
            return engine.drop(job, request["names"])
        raise Failed("statement", f"unknown request {wanted}")


def main():
    output = Output()
    options = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    try:
        engine = ENGINES[sys.argv[1]](options)
    except Failed as failed:
        output.say({"failed": failed.kind, "detail": failed.detail})
        return
    output.say({"ready": engine.ready})
    Driver(engine, output).listen()
    # Whoever asked has gone: what still runs is of no use to anybody.
    threading.Timer(10, os._exit, [0]).start()
    try:
        engine.end()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
