"""Rooms for the super-servers; a super-server that is not installed is a visible skip."""

import sys
from pathlib import Path

import pytest

for name in ("clients", "faults"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / name))

import room as rooms  # noqa: E402


@pytest.fixture
def open_super():
    """Opens a room with a super-server in it; it ends with the test."""
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
