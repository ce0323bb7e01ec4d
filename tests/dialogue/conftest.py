"""Prints two tables when all transcripts have been played: the cases, and what was compared."""

import re

import cases
import fragments
from counts import counts

PLAY = re.compile(r"::test_transcript\[(.+)/\w+\]$")


def pytest_terminal_summary(terminalreporter):
    outcomes = {name: [] for name in cases.MODES}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            if found := PLAY.search(report.nodeid):
                outcomes[found[1]].append(outcome)
    if sum(map(len, outcomes.values())) < len(cases.PLAYS):
        return
    terminalreporter.section("cases")
    for line in cases.table(outcomes):
        terminalreporter.line(line)
    terminalreporter.section("transcripts")
    files = [fragments.SHARED, *cases.PATHS]
    for what, count in counts(cases.TRANSCRIPTS.values(), files):
        terminalreporter.line(f"{what:<22}{count:>8,}")
