#!/usr/bin/env python3
"""What each index of a store is for: how much room it takes, and how much longer questions take without it.

  indexes.py STORE QUESTIONS

QUESTIONS has one question a line. The store is copied, each index taken away from a copy in its turn, and every question asked there and in the
whole store by turns, the median of several times; one that takes longer than a minute is stopped. Nothing is written to the store itself.
"""
import os, shutil, sqlite3, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release/factfile")
TIMES = 5
LONGEST = 60


class Asked:
    """A store that is kept open, and asked."""

    def __init__(self, store):
        command = [PROGRAM, "ask", store, "-", "--format", "csv", "--timeout", str(LONGEST)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def seconds(self, question):
        begun = time.perf_counter()
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        for line in iter(self.process.stdout.readline, "\n"):
            if not line:
                break
        return time.perf_counter() - begun

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def indexes(store):
    """The indexes that were made by a statement, on tables of facts and what is said of them, with their sizes."""
    connection = sqlite3.connect(store)
    sql = """SELECT name, (SELECT sum(pgsize) FROM dbstat WHERE dbstat.name = made.name) FROM sqlite_master AS made
             WHERE type = 'index' AND sql IS NOT NULL ORDER BY 2 DESC"""
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def without(store, index, folder):
    copy = os.path.join(folder, "copy.db")
    shutil.copyfile(store, copy)
    connection = sqlite3.connect(copy)
    connection.execute(f'DROP INDEX "{index}"')
    connection.commit()
    connection.close()
    return copy


def compared(whole, copy, question):
    """How many times as long the copy takes."""
    times = ([], [])
    for _ in range(TIMES):
        for asked, seconds in zip((whole, copy), times):
            seconds.append(asked.seconds(question))
        if times[1][-1] >= LONGEST:
            break
    return statistics.median(times[1]) / statistics.median(times[0])


def main():
    store, questions = sys.argv[1:]
    with open(questions, encoding="utf8") as file:
        questions = [line.strip() for line in file if line.strip()]
    print("| index | MB | without it |", "| --- | --- | --- |", sep="\n")
    whole = Asked(store)
    for question in questions:
        whole.seconds(question)
    with tempfile.TemporaryDirectory() as folder:
        for index, size in indexes(store):
            copy = Asked(without(store, index, folder))
            for question in questions:
                copy.seconds(question)
            slower = [(compared(whole, copy, question), at + 1) for at, question in enumerate(questions)]
            copy.close()
            worst = sorted(slower, reverse=True)[:4]
            told = ", ".join(f"{at}: × {ratio:.1f}" for ratio, at in worst if ratio > 1.3) or "nothing takes 1.3 times as long"
            print(f"| `{index}` | {size / 1e6:.2f} | {told} |", flush=True)
    whole.close()


main()
