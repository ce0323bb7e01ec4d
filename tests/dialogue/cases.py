"""The transcripts in the folders beside this file, and the cases that they test.

A transcript's name is its folder and its file: smtp/S01-bare-lf. Cases are protocol rules that small
servers get wrong: S1 to S47 for SMTP, P1 to P49 for POP3.
"""

import re
from pathlib import Path

import transcript

FOLDER = Path(__file__).parent
PATHS = sorted(FOLDER.glob("*/*.t"))
IDS = [f"S{n}" for n in range(1, 48)] + [f"P{n}" for n in range(1, 50)]
TRANSCRIPTS = {
    str(path.relative_to(FOLDER).with_suffix("")): transcript.load(path) for path in PATHS
}
MODES = {name: one.modes for name, one in TRANSCRIPTS.items()}
PLAYS = [(name, mode) for name, modes in MODES.items() for mode in modes]


def case_of(name):
    """The case that a transcript of this name tests, or None: smtp/S02-end-of-data tests S2."""
    found = re.search(r"/([SP])(\d\d)-", name)
    return found and f"{found[1]}{int(found[2])}"


def programs(name):
    """The programs that have a session in the transcript of this name."""
    parts = TRANSCRIPTS[name].parts
    return {part.daemon for part in parts if isinstance(part, transcript.Session)}


def table(outcomes):
    """A line for each case: id, tests, result. outcomes: for each transcript those of its plays."""
    for case in IDS:
        names = [name for name in MODES if case_of(name) == case]
        plays = [outcome for name in names for outcome in outcomes[name]]
        files = ", ".join(name.rpartition("/")[2] for name in names)
        yield f"{case:<4} {files:<66}  {result(plays)}"


def result(plays):
    if not plays:
        return "MISSING"
    bad = sum(outcome != "passed" for outcome in plays)
    return f"FAILED ({bad} of {len(plays)})" if bad else f"passed ({len(plays)})"
