"""A pytest plugin: short and long forms, figures, and a line that shows how far a test is.

The short forms run with make check, the long ones with --full. Tests tell their figures, and a
table of all figures closes the run.
"""

import sys
import time

import pytest

FIGURE = "figure: "  # what the names of properties that are figures begin with


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="the long forms of the tests")


def pytest_configure(config):
    config.addinivalue_line("markers", "long: it has no short form, and runs with --full only")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--full"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture
def full(request):
    return request.config.getoption("--full")


@pytest.fixture
def figure(record_property):
    """Adds a line to the table: figure("kills", 500)."""

    def add(what, value):
        record_property(FIGURE + what, value)

    return add


class Progress:
    """One line on the terminal that says how much of the work is done; elsewhere some lines."""

    def __init__(self, capture, name, total):
        self.capture = capture
        self.name = name
        self.total = total
        self.on_terminal = sys.__stderr__.isatty()
        self.next_time = time.monotonic()

    def __call__(self, done):
        now = time.monotonic()
        if now < self.next_time and done < self.total:
            return
        self.next_time = now + (0.2 if self.on_terminal else 10)
        line = f"{self.name}: {done} of {self.total}"
        with self.capture.global_and_fixture_disabled():
            if self.on_terminal:
                end = "\n" if done >= self.total else ""
                print(f"\r\033[K{line}", end=end, file=sys.__stderr__, flush=True)
            else:
                print(line, file=sys.__stderr__, flush=True)


@pytest.fixture
def progress(request):
    """progress(total) gives a function to call with how much is done; silent in the short forms."""

    def start(total):
        if not request.config.getoption("--full"):
            return lambda done: None
        capture = request.config.pluginmanager.getplugin("capturemanager")
        return Progress(capture, request.node.name, total)

    return start


def pytest_terminal_summary(terminalreporter):
    rows = [
        (report.nodeid.rpartition("::")[2], name.removeprefix(FIGURE), value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call"
        for name, value in report.user_properties
        if name.startswith(FIGURE)
    ]
    if not rows:
        return
    terminalreporter.section("figures")
    width = max(len(f"{test}: {what}") for test, what, _value in rows)
    for test, what, value in sorted(rows, key=lambda row: row[0]):
        terminalreporter.line(f"{f'{test}: {what}':{width}}  {value}")
