"""Reports from the field: what people who run mail servers met, each a kind of fault, S1 to O9.

A pytest plugin (-p field) writes down what came of the tests of each of them, and

    /usr/bin/python3 tests/field.py FOLDER

prints the table of what all runs have written into FOLDER. Its exit status is 0 only if there is a
test for each report that is dealt with, and none has failed.

A test of a report is a transcript whose file name begins with field-ID-, a Python test with
@pytest.mark.field("ID"), or a C function whose name begins with field_ID_ (unit/run).
"""

import os
import re
import sys
from pathlib import Path

import pytest

import totals

TITLES = {
    "S1": "a database that is missing is not made up",
    "S2": "250 only for what is in the database that is set",
    "S3": "an account is a row, and not a memory",
    "S4": "a path is followed to its file, once",
    "S5": "what root makes belongs to the owner",
    "S6": "a file system without unnamed files",
    "S7": "an error has its own reason",
    "S8": "one mapping of what signing in leads to",
    "S9": "deletions fit on a full disk, and keep nobody waiting",
    "S10": "min_free_space holds while octets arrive",
    "S11": "a quota holds at the end of DATA",
    "S12": "aliases are bounded, usage is known",
    "S13": "EIO on the sync is told in the manual",
    "S14": "no session that takes mail gives space back",
    "W1": "local parts of more than 64 octets",
    "W2": "blanks around the words of AUTH",
    "W3": "two blanks within AUTH PLAIN",
    "W4": "AUTH alone after sign-in",
    "W5": "two forms of one account",
    "W6": "local parts are quoted where they must be",
    "W7": "an empty quoted local part",
    "W8": "what stands in front of a header",
    "W9": "whose address is one's own",
    "W10": "recipients that are refused count, and slow down",
    "W11": "HELP says what this session may use",
    "W12": "an address with a zone",
    "W13": "a machine without a usable name",
    "W14": "the end of a reply leaves with its text",
    "W15": "no bare CR is handed on",
    "W16": "a peer that has vanished, and one that is slow",
    "W17": "one mistake in three mechanisms",
    "W18": "two devices at the same moment",
    "W19": "words for who reads them in a window",
    "L1": "a device that repeats an old password",
    "L2": "a throttle that cannot count",
    "L3": "equal time for every hash",
    "L4": "no denied call, nothing audited",
    "L5": "no time zone within the sandbox",
    "L6": "nobody waits for who reads the log",
    "L7": "many inherited descriptors",
    "L8": "a wait of no seconds tries once",
    "L9": "the log has the words that were sent",
    "O1": "an mbox comes in whole, or not at all",
    "O2": "settings in /etc, and somebody who tries the dialect",
    "O3": "make serve ends with all its sessions",
    "O4": "nothing is left when make gets a signal",
    "O5": "make serve says why it cannot start",
    "O6": "what existed keeps its mode and owner",
    "O7": "make serve as root",
    "O8": "a version, and help for each command",
    "O9": "a database that one may not read is not a missing one",
}


def pytest_configure(config):
    config.addinivalue_line("markers", "field(id): a test of that report from the field")


def ids_of(item):
    marked = [mark.args[0] for mark in item.iter_markers("field")]
    named = re.search(r"\[\w+/field-([A-Z]\d+)-", item.name)
    ids = marked + ([named[1]] if named else [])
    for unknown in set(ids) - TITLES.keys():
        raise pytest.UsageError(f"{item.nodeid}: tests/field.py has no report {unknown}")
    return ids


def pytest_collection_modifyitems(items):
    for item in items:
        item.user_properties += [("field", name) for name in ids_of(item)]


def results(terminalreporter):
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            if report.when == "call" or outcome != "passed":
                for name, value in report.user_properties:
                    if name == "field":
                        yield value, outcome, report.nodeid


def pytest_terminal_summary(terminalreporter):
    folder = os.environ.get("FIELD_RESULTS")
    lines = sorted(set(results(terminalreporter)))
    if not folder or not lines or totals.is_worker(terminalreporter.config):
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    name = Path(lines[0][2].split("::")[0]).parent.name
    written = "".join(f"{report} {outcome} {test}\n" for report, outcome, test in lines)
    (Path(folder) / f"{name}-{os.getpid()}").write_text(written)


def short(test):
    """tests/dialogue/test_dialogue.py::test_transcript[store/field-S1-x/whole]: dialogue field-S1-x."""
    if found := re.search(r"\[\w+/(field-[^/\]]+)", test):
        return f"dialogue {found[1]}"
    path, _, function = test.rpartition("::")
    return f"{Path(path).parent.name or path} {function.partition('[')[0]}"


def result(outcomes):
    if not outcomes:
        return "MISSING"
    passed, skipped = outcomes.count("passed"), outcomes.count("skipped")
    bad = len(outcomes) - passed - skipped
    if bad:
        return f"FAILED ({bad} of {len(outcomes)})"
    return f"passed ({passed})" + (f", SKIPPED ({skipped})" if skipped else "")


def print_table(lines):
    found = {report: [] for report in TITLES}
    for line in lines:
        report, outcome, test = line.split(" ", 2)
        if report not in TITLES:
            sys.exit(f"{short(test)}: tests/field.py has no report {report}")
        found[report].append((outcome, short(test)))
    verdicts = {}
    for report, tests in found.items():
        verdicts[report] = result([outcome for outcome, _test in tests])
        print(f"{report:<4} {TITLES[report]:<58} {verdicts[report]}")
        for test in sorted({test for _outcome, test in tests}):
            print(f"       {test}")
    failed = sum(not verdict.startswith("passed") for verdict in verdicts.values())
    print(f"field: {len(verdicts) - failed} passed, {failed} failed")
    return failed == 0


def main():
    lines = []
    for path in sorted(Path(sys.argv[1]).iterdir()):
        lines += path.read_text().splitlines()
    return 0 if print_table(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
