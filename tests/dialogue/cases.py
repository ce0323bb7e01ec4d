"""The transcripts of this folder, and the cases that they are tests of.

Cases are rules of the protocols that small servers get wrong: S1 to S47 of SMTP, P1 to P49 of POP3.
"""

import re
from pathlib import Path

import transcript

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.t"))
IDS = [f"S{n}" for n in range(1, 48)] + [f"P{n}" for n in range(1, 50)]
TRANSCRIPTS = {name: transcript.load(FOLDER / f"{name}.t") for name in NAMES}
MODES = {name: one.modes for name, one in TRANSCRIPTS.items()}
PLAYS = [(name, mode) for name, modes in MODES.items() for mode in modes]


def case_of(name):
    """The case that a transcript of this name is a test of, or None: S02-end-of-data is of S2."""
    found = re.match(r"([SP])(\d\d)-", name)
    return found and f"{found[1]}{int(found[2])}"


def table(outcomes):
    """A line for each case: id, tests, result. outcomes: for each transcript those of its plays."""
    for case in IDS:
        names = [name for name in MODES if case_of(name) == case]
        plays = [outcome for name in names for outcome in outcomes[name]]
        yield f"{case:<4} {', '.join(names):<66}  {result(plays)}"


def result(plays):
    if not plays:
        return "MISSING"
    bad = sum(outcome != "passed" for outcome in plays)
    return f"FAILED ({bad} of {len(plays)})" if bad else f"passed ({len(plays)})"
