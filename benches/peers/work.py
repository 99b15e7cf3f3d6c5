#!/usr/bin/env python3
"""What Spark read, sent between its executors and computed for each request, out of its event logs.

  work.py LOG [LOG …]

Spark writes a log of an application where `spark.eventLog.enabled` is set (in spark-defaults.conf in the folder that SPARK_CONF_DIR names;
uncompressed, not rolled). A line per request that ran jobs: tasks, bytes and rows read from Parquet, bytes and rows shuffled, seconds of all tasks together.
"""
import collections, json, sys

FIELDS = ("tasks", "read", "rows", "shuffled", "sent", "seconds")


def requests(path):
    """For each job group of a log, in the order in which they ran, the sums of its tasks' figures."""
    groups, found = {}, collections.OrderedDict()
    for line in open(path, encoding="utf8"):
        event = json.loads(line)
        if event["Event"] == "SparkListenerJobStart":
            group = event.get("Properties", {}).get("spark.jobGroup.id", "")
            for stage in event["Stage IDs"]:
                groups[stage] = group
        elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            metrics = event["Task Metrics"]
            shuffle = metrics["Shuffle Write Metrics"]
            of = found.setdefault(groups.get(event["Stage ID"], ""), collections.Counter())
            of.update(tasks=1, read=metrics["Input Metrics"]["Bytes Read"], rows=metrics["Input Metrics"]["Records Read"],
                      shuffled=shuffle["Shuffle Bytes Written"], sent=shuffle["Shuffle Records Written"],
                      seconds=metrics["Executor Run Time"] / 1000)
    return found


def main():
    for path in sys.argv[1:]:
        print(path)
        print("| request | tasks | MB read | rows read | MB shuffled | rows shuffled | task seconds |")
        for group, of in requests(path).items():
            print(f"| {group} | {of['tasks']} | {of['read'] / 1e6:.1f} | {of['rows']:,} | {of['shuffled'] / 1e6:.1f} | {of['sent']:,} | {of['seconds']:.1f} |")


if __name__ == "__main__":
    main()
