"""What systemd itself thinks of the units."""

import shutil

import pytest

import room as rooms
from room import CONF, Room

UNITS = sorted((CONF / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
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
        one.install(f"systemd/{unit.name}", f"/etc/systemd/system/{unit.name}")
    yield one
    one.stop()


def test_verify(room):
    """Without a word: that is how it says that all is well. The manual is not installed here."""
    names = [f"/etc/systemd/system/{unit.name}" for unit in UNITS]
    told = room.run("sh", "-c", 'systemd-analyze verify --man=no "$@" 2>&1', "sh", *names)
    assert told.decode() == ""


def test_security(room):
    assert SERVICES
    for unit in SERVICES:
        told = room.run(
            *"systemd-analyze security --offline=true --no-pager".split(),
            f"--threshold={MOST_EXPOSURE}",
            f"/etc/systemd/system/{unit.name}",
        )
        print(told.decode().splitlines()[-1])
