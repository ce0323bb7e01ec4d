#!/usr/bin/python3
"""
Measures pillarbox beside the floor and whichever peers there are: make bench.

Each work is run against all of them in turn, in several short rounds, so that whatever else this
machine does hits all alike. Each round begins from the same state, whoever ran before. The medians
go into a table and charts in tests/bench/results.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boxes
import counts
import databases
import growth
import machine
import peers
import report
import results
import runs
import subjects
import tlsservers  # as subjects found it
import works
from subjects import BENCH, TOP

DYNAMIC = TOP / "build" / "dynamic"


# Ways of running pillarbox that need more than pillarbox.
MAY_FAIL = (boxes.Systemd, databases.Postgresql)


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="about nine minutes, and rough; without growth")
    parser.add_argument("--full", action="store_true", help="also a database of 10 GiB")
    parser.add_argument("--works", default="", help="only works whose names begin with this")
    parser.add_argument("--subjects", default="", help="only these, with commas between them")
    parser.add_argument("--rounds", type=int, help="how often everything is run")
    parser.add_argument("--seconds", type=int, help="how long each run takes at most")
    parser.add_argument("--results", type=Path, help="where table and charts go")
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (2 if arguments.quick else 4)
    arguments.seconds = arguments.seconds or (1 if arguments.quick else 2)
    # A quick run does not replace the figures that README.md, beside this file, shows.
    if not arguments.results:
        quick = arguments.quick or arguments.works or arguments.subjects
        arguments.results = BENCH / "results" if quick else TOP / "tests" / "bench" / "results"
    return arguments


def make_certificates(folder):
    """One with each type of key, or None."""
    missing = tlsservers.missing()
    if missing:
        say(f"SKIP TLS: not installed: {', '.join(missing)}")
        return None
    return {key: tlsservers.Certificate(folder / key, 1, key) for key in tlsservers.KEYS}


def make_slow(folder, missing):
    """Two with slow syncs; one of them holds the lock while it waits."""
    slow = {"LD_PRELOAD": str(BENCH / "slow_sync.so")}
    for name, smtpd in (
        ("slow", DYNAMIC / "smtpd.run"),
        ("slow-inside", DYNAMIC / "variants" / "sync-inside" / "smtpd.run"),
    ):
        if smtpd.exists():
            box = boxes.Exec(folder, smtpd=smtpd, environment=slow, name=name)
            box.special = True
            yield box
        else:
            missing[name] = f"make bench builds {smtpd}"


def make_peers(folder, certificates, missing):
    why = peers.missing()
    if not why:
        peers.write_users()
    for kind in peers.PEERS:
        if not why and kind.is_there():
            yield kind(folder, certificates)
        else:
            missing[kind.name] = why or f"{kind.name} is not in {peers.ROOT}"


def make_databases(folder, missing, quick):
    """One server is for all kinds without a standby."""
    why = databases.missing()
    alone, safe = databases.Database(folder), databases.Database(folder, standby=True)
    for kind in databases.KINDS:
        if why or (quick and kind.standby):
            missing[kind.name] = why or "a quick run leaves it out"
        else:
            yield databases.Postgresql(folder, kind, safe if kind.standby else alone)


def make_subjects(folder, missing, quick):
    """Everything that can be measured; notes what cannot, and why."""
    certificates = make_certificates(folder)
    yield boxes.Listener(folder, certificates)
    yield boxes.Exec(folder, certificates)
    for kind in boxes.SYSTEMD_KINDS:
        if why := boxes.no_systemd():
            missing[kind.name] = why
        else:
            yield boxes.Systemd(folder, kind)
    yield subjects.Floor(folder)
    yield subjects.Twice(folder)
    yield from make_databases(folder, missing, quick)
    yield from make_slow(folder, missing)
    yield from make_peers(folder, certificates, missing)


def show(work, subject, figures):
    value = figures.get(work.metric)
    text = f"{value:.1f} {works.UNITS[work.metric]}" if value is not None else "nothing"
    if figures.get("errors"):
        text += f"   {figures['errors']:.0f} errors: {figures['error']}"
    say(f"    {subject.name:<14} {text}")


class Bench:
    """One run of everything that was asked for."""

    def __init__(self, folder, arguments):
        self.folder = folder
        self.arguments = arguments
        self.runner = runs.Runner(folder)
        self.results = results.Results()
        self.subjects = []

    def wants(self, subject):
        names = self.arguments.subjects
        wanted = not names or subject.name in names.split(",")
        return wanted and subject.name not in self.results.missing

    def asked_for(self, table):
        asked = [work for work in table if work.key.startswith(self.arguments.works)]
        return [work for work in asked if work.quick or not self.arguments.quick]

    def start_one(self, subject):
        """What does not start here is missing, except what is always there."""
        say(f"starting {subject.name}")
        try:
            subject.start()
        except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
            if not peers.is_peer(subject.name) and not isinstance(subject, MAY_FAIL):
                raise
            self.results.missing[subject.name] = f"it does not start: {error}"

    def start(self):
        for subject in make_subjects(self.folder, self.results.missing, self.arguments.quick):
            self.subjects.append(subject)
            if self.wants(subject):
                self.start_one(subject)
        for name, why in self.results.missing.items():
            say(f"SKIP {name}: {why}")

    def taking_part(self, work):
        return [it for it in self.subjects if self.wants(it) and work.takes(it)]

    def attempt(self, work, subject, step, *limits):
        """A step of a work. A peer that breaks does not end the bench."""
        try:
            figures = step(work, subject, *limits)
        except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
            if not peers.is_peer(subject.name):
                raise
            figures = {"errors": 1, "error": str(error)}
        if figures is not None:
            self.results.add(work.key, subject.name, figures)
            show(work, subject, figures)

    def run_work(self, work):
        mine = self.taking_part(work)
        for subject in mine:
            self.attempt(work, subject, self.runner.prepare)
        for number in range(self.arguments.rounds):
            say(f"{work.title}: round {number + 1} of {self.arguments.rounds}")
            # No subject always follows the same one.
            turn = number % max(len(mine), 1)
            for subject in mine[turn:] + mine[:turn]:
                # It would fail again, and may take its time for that.
                if not self.results.failed(work.key, subject.name):
                    self.attempt(work, subject, self.runner.run, self.arguments.seconds)

    def hold_idle(self, work):
        say(work.title)
        for subject in self.taking_part(work):
            self.attempt(work, subject, self.runner.hold)

    def run(self):
        try:
            self.start()
            mine = [it for it in self.subjects if self.wants(it) and peers.is_peer(it.name)]
            self.results.peers = tuple(it.name for it in mine if not it.special)
            for work in self.asked_for(works.ROUND_WORKS):
                self.run_work(work)
            for work in self.asked_for(works.IDLE_WORKS):
                self.hold_idle(work)
        finally:
            for subject in self.subjects:
                subject.stop()
        counted = self.asked_for(works.COUNTED_WORKS)
        if counted:
            counts.run(self.runner, self.folder, counted, self.results, say)

    def grow(self):
        """How the cost of a session grows, or None where that was not asked for."""
        if self.arguments.quick or not "growth".startswith(self.arguments.works):
            return None
        full = self.arguments.full
        if full and shutil.disk_usage(self.folder).free < growth.FULL_ROOM:
            say("SKIP the database of 10 GiB: there is no room for it")
            full = False
        grown = growth.Growth(self.folder, full)
        grown.run(self.runner, self.arguments.rounds, self.arguments.seconds, say)
        return grown


def end(number, _frame):
    raise SystemExit(128 + number)


def main():
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, end)
    BENCH.mkdir(parents=True, exist_ok=True)
    # On the file system of the sources: a temporary one might keep everything in memory.
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=BENCH))
    folder.chmod(0o755)
    began = time.monotonic()
    try:
        where = machine.describe(folder)
        say(where)
        bench = Bench(folder, arguments)
        bench.run()
        grown = bench.grow()
    finally:
        shutil.rmtree(folder)
    arguments.results.mkdir(parents=True, exist_ok=True)
    found = bench.results
    raw = {f"{work} {subject}": rounds for (work, subject), rounds in found.rounds.items()}
    (BENCH / "rounds.json").write_text(json.dumps(raw, indent=1))
    report.write(arguments.results, found, grown, where, arguments)
    say(f"{(time.monotonic() - began) / 60:.0f} minutes; the table is in {arguments.results}")
    print((arguments.results / "table.md").read_text())
    failures = found.failures()
    for (work, subject), why in failures.items():
        print(f"FAILED: {work}, {subject}: {why}")
    # What a peer cannot do is its own affair, and shows in the table.
    return 1 if any(not peers.is_peer(subject) for _work, subject in failures) else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
