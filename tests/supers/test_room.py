"""What happens in a room stays there."""

import pytest

import room as rooms


def test_nothing_is_changed_outside(tmp_path):
    if rooms.missing():
        pytest.skip(rooms.missing())
    canary = tmp_path / "canary"
    canary.touch()
    room = rooms.Room()
    try:
        assert room.run("ls", "-A", "/tmp") == b""
        room.run("touch", "/etc/here", "/var/here", "/usr/local/here", "/tmp/here")
        for place in ("/here", "/root/here", "/usr/here", canary.parent / "here"):
            room.run("sh", "-c", '! touch "$1" 2>/dev/null', "sh", place)
        room.run("sh", "-c", '! echo 99999 >/proc/sys/kernel/pid_max')
    finally:
        room.stop()
    assert list(tmp_path.iterdir()) == [canary]
    assert not any(rooms.Path(place, "here").exists() for place in ("/etc", "/var", "/usr/local"))
