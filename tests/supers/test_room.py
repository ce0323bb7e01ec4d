"""What happens in a room stays there."""

import os
import subprocess
import sys

import pytest

import room as rooms
from servers import POP3D, SMTPD, TOP


def checkout_in_tmp():
    """What a room shows of /tmp."""
    return list(TOP.parts[2:3]) if TOP.parts[1] == "tmp" else []


def test_the_checkout_is_there():
    if rooms.missing():
        pytest.skip(rooms.missing())
    room = rooms.Room()
    try:
        assert room.run("cat", TOP / "Makefile") == (TOP / "Makefile").read_bytes()
        room.run("sh", "-c", '! touch "$1" 2>/dev/null', "sh", TOP / "here")
    finally:
        room.stop()


def test_nothing_is_changed_outside(tmp_path):
    if rooms.missing():
        pytest.skip(rooms.missing())
    canary = tmp_path / "canary"
    canary.touch()
    room = rooms.Room()
    try:
        assert room.run("ls", "-A", "/tmp").decode().split() == checkout_in_tmp()
        room.run("touch", "/etc/here", "/var/here", "/usr/local/here", "/tmp/here")
        for place in ("/here", "/root/here", "/usr/here", canary.parent / "here"):
            room.run("sh", "-c", '! touch "$1" 2>/dev/null', "sh", place)
        room.run("sh", "-c", '! echo 99999 >/proc/sys/kernel/pid_max')
    finally:
        room.stop()
    assert list(tmp_path.iterdir()) == [canary]
    assert not any(rooms.Path(place, "here").exists() for place in ("/etc", "/var", "/usr/local"))


# A chroot whose root is a mount point, and one whose root is a directory with mounts in it.
MOUNT = 'mount --rbind / "$0" && exec chroot "$0" "$@"'
DIRECTORY = """
for name in /*; do
	[ -d "$name" ] && [ ! -L "$name" ] || continue
	mkdir "$0$name" && mount --rbind "$name" "$0$name"
done
cp -P /bin /sbin /lib* "$0" 2>/dev/null
exec chroot "$0" "$@"
"""


def in_a_chroot(script, place, *command):
    place.mkdir()
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, place, *map(str, command)],
        # Its current directory is another one.
        env=os.environ | {"SMTPD": str(SMTPD), "POP3D": str(POP3D), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_nothing_is_changed_outside_a_chroot(tmp_path):
    if rooms.missing():
        pytest.skip(rooms.missing())
    test = f"{__file__}::{test_nothing_is_changed_outside.__name__}"
    pytest_here = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    done = in_a_chroot(MOUNT, tmp_path / "root", *pytest_here, f"--basetemp={tmp_path}/its", test)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout


def test_a_chroot_that_is_no_mount_point(tmp_path):
    """There can be no room: the tests say why not."""
    if rooms.missing():
        pytest.skip(rooms.missing())
    where = os.pathsep.join(sys.path)
    code = f"import sys; sys.path[:] = {where!r}.split({os.pathsep!r}); import room; print(room.missing())"
    done = in_a_chroot(DIRECTORY, tmp_path / "root", sys.executable, "-c", code)
    assert done.returncode == 0 and done.stdout.startswith("rooms: unshare: "), done
