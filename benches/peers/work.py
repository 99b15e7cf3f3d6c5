#!/usr/bin/env python3
"""What Spark read, sent between its executors and computed for each request, out of its event logs.

  work.py LOG [LOG …]

Spark writes a log of an application where `spark.eventLog.enabled` is set (in spark-defaults.conf in the folder that SPARK_CONF_DIR names;
uncompressed, not rolled). A line per request that ran jobs: tasks, bytes of Parquet and rows read, bytes and rows shuffled, seconds of all tasks together.

Of files on a disk Spark does not count the bytes. They are counted here, from the plans: of each file of the partitions that a plan reads, the
columns that it reads, in the groups of rows whose subjects it may want. The set must still be where it was. Needs pyarrow.
"""
import collections, glob, json, os, re, sys

import pyarrow.parquet


def scans(plan):
    """What a plan reads of Parquet, in each place of it."""
    if "ReadSchema" in plan.get("metadata", {}):
        yield plan["metadata"]
    for child in plan["children"]:
        yield from scans(child)


def bytes_read(scan, known):
    """Bytes of the columns that a scan reads."""
    place = re.search(r"\[file:([^,\]]+)", scan["Location"])
    if not place:
        return 0
    table = re.sub(r"/(predicate=-?\d+/)?[^/]+$", "", place[1])
    columns = frozenset(re.findall(r"[<,](\w+):", scan["ReadSchema"]))
    filters = scan.get("PartitionFilters", "")
    wanted = re.search(r"predicate#\d+L? = (\d+)", filters) or re.search(r"predicate#\d+L? IN \(([\d,]+)\)", filters)
    predicates = tuple(wanted[1].split(",")) if wanted else None
    subject = re.search(r"EqualTo\(subject,(\d+)\)", scan.get("PushedFilters", ""))
    subject = int(subject[1]) if subject else None
    key = (table, columns, predicates, subject)
    if key not in known:
        patterns = [f"predicate={predicate}/*.parquet" for predicate in predicates] if predicates else ["*.parquet", "*/*.parquet"]
        files = [file for pattern in patterns for file in glob.glob(os.path.join(table, pattern))]
        known[key] = sum(of_file(file, columns, subject) for file in files)
    return known[key]


def of_file(file, columns, subject):
    metadata = pyarrow.parquet.read_metadata(file)
    total = 0
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        chunks = {group.column(of).path_in_schema: group.column(of) for of in range(group.num_columns)}
        range_of = chunks["subject"].statistics if subject is not None and "subject" in chunks else None
        if range_of is None or range_of.min <= subject <= range_of.max:
            total += sum(chunk.total_compressed_size for name, chunk in chunks.items() if name in columns)
    return total


def requests(path):
    """For each job group of a log, in the order in which they ran, the sums of its tasks' figures."""
    groups, found, plans, of_execution, known = {}, collections.OrderedDict(), {}, {}, {}
    for line in open(path, encoding="utf8"):
        event = json.loads(line)
        name = event["Event"].rsplit(".", 1)[-1]
        if name in ("SparkListenerSQLExecutionStart", "SparkListenerSQLAdaptiveExecutionUpdate"):
            # The last plan is the one that ran to its end.
            plans[event["executionId"]] = event["sparkPlanInfo"]
        elif name == "SparkListenerSQLExecutionEnd":
            plan, group = plans.pop(event["executionId"], None), of_execution.get(event["executionId"])
            if plan and group is not None:
                found[group]["read"] += sum(bytes_read(scan, known) for scan in scans(plan))
        elif name == "SparkListenerJobStart":
            properties = event.get("Properties", {})
            group = properties.get("spark.jobGroup.id", "")
            found.setdefault(group, collections.Counter())
            if "spark.sql.execution.id" in properties:
                of_execution[int(properties["spark.sql.execution.id"])] = group
            for stage in event["Stage IDs"]:
                groups[stage] = group
        elif name == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            metrics = event["Task Metrics"]
            shuffle = metrics["Shuffle Write Metrics"]
            of = found.setdefault(groups.get(event["Stage ID"], ""), collections.Counter())
            of.update(tasks=1, rows=metrics["Input Metrics"]["Records Read"], shuffled=shuffle["Shuffle Bytes Written"],
                      sent=shuffle["Shuffle Records Written"], seconds=metrics["Executor Run Time"] / 1000)
    return found


def main():
    for path in sys.argv[1:]:
        print(path)
        print("| request | tasks | MB read | rows read | MB shuffled | rows shuffled | task seconds |")
        for group, of in requests(path).items():
            print(f"| {group} | {of['tasks']} | {of['read'] / 1e6:.1f} | {of['rows']:,} | {of['shuffled'] / 1e6:.1f} | {of['sent']:,} | {of['seconds']:.1f} |")


if __name__ == "__main__":
    main()
