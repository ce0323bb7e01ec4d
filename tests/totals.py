"""What came of all tests of a run, in one line: how many passed, failed and were skipped, and why.

A pytest plugin (-p totals) writes down what came of each run of pytest into the folder TOTALS, and
so do the other kinds of tests, a file each. Its lines are:

    passed NUMBER
    failed NUMBER
    skipped REASON

A skipped test has a line of its own. report() adds up what all of them have written.
"""

import collections
import os
from pathlib import Path


def write(name, passed, failed, skipped=()):
    """Writes what came of the tests called name, if TOTALS names a folder. skipped has a reason each."""
    if not os.environ.get("TOTALS"):
        return
    lines = [f"passed {passed}", f"failed {failed}"]
    lines += [f"skipped {' '.join(reason.split())}" for reason in skipped]
    path = Path(os.environ["TOTALS"]) / f"{name}-{os.getpid()}"
    path.write_text("".join(f"{line}\n" for line in lines))


def reason_of(report):
    """Why a test was skipped, or is known to fail."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return getattr(report, "wasxfail", "") or report.nodeid


def is_worker(config):
    """Whether this is a worker of xdist, which has a part of the tests; its master has all of them."""
    return hasattr(config, "workerinput")


def pytest_terminal_summary(terminalreporter):
    if is_worker(terminalreporter.config):
        return

    def found(*outcomes):
        return [report for outcome in outcomes for report in terminalreporter.getreports(outcome)]

    skipped = [reason_of(report) for report in found("skipped", "xfailed")]
    write("pytest", len(found("passed", "xpassed")), len(found("failed", "error")), skipped)


def total(folder):
    """The numbers of passed and failed tests, and how many were skipped for each reason."""
    counts = collections.Counter()
    reasons = collections.Counter()
    for path in sorted(folder.glob("*")):
        for line in path.read_text().splitlines():
            outcome, _, rest = line.partition(" ")
            if outcome == "skipped":
                reasons[rest] += 1
            else:
                counts[outcome] += int(rest)
    return counts["passed"], counts["failed"], reasons


def line_of(passed, failed, reasons):
    text = f"{passed} passed, {failed} failed, {reasons.total()} skipped"
    if reasons:
        text += f" ({'; '.join(f'{count} {reason}' for reason, count in reasons.most_common())})"
    return text


def report(folder):
    """Prints the line. Returns 0 only if tests have passed and none has failed, else 1."""
    passed, failed, reasons = total(folder)
    print(f"check: {line_of(passed, failed, reasons)}", flush=True)
    return 0 if passed and not failed else 1
