"""Rooms for the super-servers; a super-server that is not installed is a visible skip."""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

for name in ("clients", "faults"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / name))

import room as rooms  # noqa: E402


@contextmanager
def opener():
    """What opens a room with a super-server in it, for as long as this lasts."""
    opened = []

    def open_one(kind, settings=""):
        why = rooms.missing() or kind.missing()
        if why:
            pytest.skip(why)
        opened.append(kind.open(settings))
        return opened[-1]

    yield open_one
    for room in opened:
        room.stop()


@pytest.fixture
def open_super():
    with opener() as open_one:
        yield open_one


@pytest.fixture(scope="module")
def open_for_all():
    """The same, with rooms that all tests of a file are in."""
    with opener() as open_one:
        yield open_one
