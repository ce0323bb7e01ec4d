"""What systemd itself thinks of the units."""

import shutil

import pytest

import room as rooms
from room import CONF, Room
from supers import SERVICES

UNITS = sorted((CONF / "systemd").rglob("pillarbox-*"))
PLACE = "/etc/systemd/system"
# In tenths, as systemd-analyze wants it.
MOST_EXPOSURE = "10"

pytestmark = pytest.mark.skipif(
    bool(rooms.missing()) or not shutil.which("systemd-analyze"),
    reason=rooms.missing() or "systemd-analyze: not installed",
)


@pytest.fixture(scope="module")
def room():
    one = Room()
    for unit in UNITS:
        one.install(unit.relative_to(CONF), f"{PLACE}/{unit.name}")
    yield one
    one.stop()


def verify(room):
    """Without a word: that is how it says that all is well. The manual is not installed here."""
    names = [f"{PLACE}/{unit.name}" for unit in UNITS]
    told = room.run("sh", "-c", 'systemd-analyze verify --man=no "$@" 2>&1', "sh", *names)
    assert told.decode() == ""


def test_verify(room):
    verify(room)


def test_verify_a_process_for_each_connection(room):
    for service in SERVICES:
        dropped = f"{PLACE}/pillarbox-{service}.socket.d/accept.conf"
        room.install("systemd/per-connection/accept.conf", dropped)
    verify(room)


def test_security(room):
    units = [unit for unit in UNITS if unit.suffix == ".service"]
    assert units
    for unit in units:
        told = room.run(
            *"systemd-analyze security --offline=true --no-pager".split(),
            f"--threshold={MOST_EXPOSURE}",
            f"{PLACE}/{unit.name}",
        )
        print(told.decode().splitlines()[-1])
