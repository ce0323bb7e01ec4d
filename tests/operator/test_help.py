"""make help: it lists every target that people run, in lines that fit on a terminal."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]


def make(*words):
    """Without the variables of a make that runs these tests."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS")}
    command = ["make", *words]
    done = subprocess.run(
        command, cwd=TOP, env=environment, capture_output=True, check=True, text=True, timeout=60
    )
    return done.stdout


@pytest.fixture(scope="module")
def shown():
    """Each name of the list, with its text."""
    return dict(re.findall(r"^  (\S+) +(\S.*)$", make("help"), re.MULTILINE))


@pytest.fixture(scope="module")
def database():
    """What make knows of its variables and targets."""
    return make("-np", "help")


def test_help_lists_every_target_but_the_steps_of_others(shown, database):
    steps = set(make("-s", "--eval", "show-steps: ; @echo $(STEPS)", "show-steps").split())
    (phony,) = re.findall(r"^\.PHONY: (.*)$", database, re.MULTILINE)
    listed = {name for name in shown if "=" not in name}
    assert listed == set(phony.split()) - steps
    assert listed.isdisjoint(steps)


def test_help_shows_the_defaults(shown, database):
    for entry in shown:
        name, equals, value = entry.partition("=")
        if equals:
            assert re.search(f"^{name} = ?{re.escape(value)}$", database, re.MULTILINE), entry


def test_every_file_has_its_part_of_the_list():
    titles = re.findall(r"\n\n(\S.*)\n  ", make("help"))
    files = [TOP / "Makefile", *TOP.glob("conf/*.mk"), *TOP.glob("tests/**/*.mk")]
    first_lines = [file.read_text().partition("\n")[0] for file in files]
    assert sorted(f"# {title}" for title in titles) == sorted(first_lines)


def test_help_fits_on_a_terminal():
    assert [line for line in make("help").splitlines() if len(line) > 80] == []
