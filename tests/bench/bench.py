#!/usr/bin/python3
"""
Measures pillarbox beside the floor and whichever peers there are: make bench.

Each work is run against all of them in turn, in several short rounds, so that whatever else this
machine does hits all alike. The medians go into a table and charts in tests/bench/results.
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

import growth
import machine
import peers
import report
import runs
import tlsservers  # as subjects found it
from subjects import BENCH, TOP, Floor, Pillarbox

DYNAMIC = TOP / "build" / "dynamic"


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few minutes, and rough")
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


def make_certificate(folder):
    missing = tlsservers.missing()
    if missing:
        say(f"SKIP TLS: not installed: {', '.join(missing)}")
        return None
    return tlsservers.Certificate(folder / "certificate", 1).both


def make_subjects(folder):
    """Everything that can be measured; says what cannot."""
    certificate = make_certificate(folder)
    yield Pillarbox(folder, certificate)
    yield Floor(folder)
    slow = {"LD_PRELOAD": str(BENCH / "slow_sync.so")}
    for name, smtpd in (
        ("slow", DYNAMIC / "smtpd.run"),
        ("slow-inside", DYNAMIC / "variants" / "sync-inside" / "smtpd.run"),
    ):
        if smtpd.exists():
            yield Pillarbox(folder, smtpd=smtpd, environment=slow, name=name)
        else:
            say(f"SKIP {name}: make bench builds {smtpd}")
    why = peers.missing()
    if why:
        say(f"SKIP all peers: {why}")
        return
    peers.write_users()
    for kind in peers.PEERS:
        if kind.is_there():
            yield kind(folder, certificate)
        else:
            say(f"SKIP {kind.name}: not in {peers.ROOT}")


def takes_part(subject, work):
    if work.only:
        return subject.name in work.only
    if work.tls:
        return work.protocol in subject.tls_ports and subject.name not in work.without
    if subject.name.startswith("slow") or subject.name in work.without:
        return False
    return work.protocol in subject.protocols


def show(work, subject, figures):
    value = figures.get(work.metric)
    text = f"{value:.1f} {work.unit}" if value is not None else "nothing"
    if figures.get("errors"):
        text += f"   {figures['errors']:.0f} errors: {figures['error']}"
    elif not figures.get("settled", True):
        text += "   (was still busy a minute later)"
    say(f"    {subject.name:<14} {text}")


def measure_once(work, subject, results, run, *limits):
    try:
        figures = run(work, subject, *limits)
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        # A peer that breaks does not end the bench.
        if not peers.is_peer(subject.name):
            raise
        figures = {"errors": 1, "error": str(error)}
    results.add(work.key, subject.name, figures)
    show(work, subject, figures)


def run_work(runner, work, subjects, results, arguments):
    taking_part = [subject for subject in subjects if takes_part(subject, work)]
    if not work.refill:
        for subject in taking_part:
            runner.prepare(work, subject)
    for number in range(arguments.rounds):
        say(f"{work.title}: round {number + 1} of {arguments.rounds}")
        # Nobody always comes after the same one.
        turn = number % max(len(taking_part), 1)
        for subject in taking_part[turn:] + taking_part[:turn]:
            # It would fail again, and may take its time for that.
            if not results.has_failed(work.key, subject.name):
                measure_once(work, subject, results, runner.run, arguments.seconds)


def hold_idle(runner, work, subjects, results):
    say(work.title)
    for subject in subjects:
        if takes_part(subject, work):
            runner.prepare(work, subject)
            measure_once(work, subject, results, runner.hold)


def measure(folder, arguments):
    results = runs.Results()
    subjects = []
    wanted = arguments.subjects.split(",") if arguments.subjects else None
    runner = runs.Runner(folder)
    grown = None
    try:
        for subject in make_subjects(folder):
            subjects.append(subject)
            if not wanted or subject.name in wanted:
                say(f"starting {subject.name}")
                subject.start()
        started = [s for s in subjects if not wanted or s.name in wanted]
        results.peers = tuple(s.name for s in started if isinstance(s, peers.Peer) and s.competes)
        for work in runs.WORKS:
            if work.key.startswith(arguments.works):
                run_work(runner, work, started, results, arguments)
        for work in runs.IDLE_WORKS:
            if work.key.startswith(arguments.works):
                hold_idle(runner, work, started, results)
    finally:
        for subject in subjects:
            subject.stop()
    if "growth".startswith(arguments.works):
        full = arguments.full
        if full and shutil.disk_usage(folder).free < growth.FULL_ROOM:
            say("SKIP the database of 10 GiB: there is no room for it")
            full = False
        grown = growth.Growth(folder, full)
        grown.run(runner, arguments.rounds, arguments.seconds, say)
    return results, grown


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
        results, grown = measure(folder, arguments)
    finally:
        shutil.rmtree(folder)
    arguments.results.mkdir(parents=True, exist_ok=True)
    raw = {f"{work} {subject}": r for (work, subject), r in results.rounds.items()}
    (BENCH / "rounds.json").write_text(json.dumps(raw, indent=1))
    report.write(arguments.results, results, grown, where, arguments)
    say(f"{(time.monotonic() - began) / 60:.0f} minutes; the table is in {arguments.results}")
    print((arguments.results / "table.md").read_text())
    failures = results.failures()
    for (work, subject), failed in failures.items():
        print(f"FAILED: {work}, {subject}: {len(failed)} rounds, {failed[0]['error']}")
    # What a peer cannot do is its own affair, and shows in the table.
    return 1 if any(not peers.is_peer(subject) for _work, subject in failures) else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
