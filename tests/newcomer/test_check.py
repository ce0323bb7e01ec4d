"""make check: its last line, and what it leaves behind: nothing."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from operators import TOP, WAIT_SECONDS

SUITE = """
import os, tempfile, time, pytest
def test_one(tmp_path): pass
def test_two(): tempfile.mkstemp()
def test_three(): pytest.skip("no such thing here")
def test_four(): pytest.skip("no such thing here")
def test_five():
    assert os.environ.get("LIKE") != "failing"
    time.sleep(60 if os.environ.get("LIKE") == "waiting" else 0)
"""


def run_tests(folder, like):
    """A run of a small suite, as make check runs its own."""
    (folder / "test_small.py").write_text(SUITE)
    (folder / "tmp").mkdir()
    suite = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "totals", "-p", "no:cacheprovider", folder]
    return subprocess.Popen(
        [sys.executable, TOP / "tests" / "run.py", folder / "totals", *suite],
        env={**os.environ, "PYTHONPATH": str(TOP / "tests"), "TMPDIR": str(folder / "tmp"), "LIKE": like},
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
    )


ENDS = [
    ("passing", 0, "check: 3 passed, 0 failed, 2 skipped (2 no such thing here)"),
    ("failing", 1, "check: 2 passed, 1 failed, 2 skipped (2 no such thing here)"),
]


@pytest.mark.parametrize("like, status, last", ENDS, ids=[like for like, *_ in ENDS])
def test_last_line(tmp_path, like, status, last):
    with run_tests(tmp_path, like) as run:
        told, _ = run.communicate(timeout=WAIT_SECONDS)
    assert told.splitlines()[-1] == last
    assert run.returncode == status
    assert ("stopped" in told) == (status != 0)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nothing_is_left_of_a_run_that_is_ended(tmp_path):
    with run_tests(tmp_path, "waiting") as run:
        while not list((tmp_path / "tmp").glob("pb-*/pytest-*")):
            time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        told, _ = run.communicate(timeout=WAIT_SECONDS)
    assert run.returncode == 1 and "not all of the tests have run" in told
    assert list((tmp_path / "tmp").iterdir()) == []


def test_units_are_counted(tmp_path):
    """cmocka's are, and a skipped one has its name in the line."""
    program = tmp_path / "small"
    program.write_text(
        "#!/bin/sh\necho '[==========] Running 2 test(s).'\necho '[  SKIPPED ] test_of_ipv6'\n"
        "echo '[  PASSED  ] 1 test(s).'\necho '[  SKIPPED ] 1 test(s), listed below:'\n"
        "echo '[  SKIPPED ] test_of_ipv6'\n"
    )
    program.chmod(0o755)
    run = [sys.executable, TOP / "tests" / "run.py", tmp_path / "totals", "sh"]
    done = subprocess.run(
        [*run, TOP / "tests" / "unit" / "run", program], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done
    last = "check: 1 passed, 0 failed, 1 skipped (1 unit small: test_of_ipv6)"
    assert done.stdout.splitlines()[-1] == last


# --- packages with services -----------------------------------------------------------------------

POSTINST = """#!/bin/sh
set -e
deb-systemd-helper unmask NAME.service >/dev/null || true
if deb-systemd-helper --quiet was-enabled NAME.service; then
	deb-systemd-helper enable NAME.service >/dev/null
fi
update-rc.d NAME defaults >/dev/null
invoke-rc.d NAME start
"""
UNIT = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
INIT = """#!/bin/sh
### BEGIN INIT INFO
# Provides: NAME
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
touch /run/NAME-started
"""

# The machine as it is, of which nothing is changed but a copy in memory.
ROOM = """
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay -o lowerdir=/,upperdir="$1/up",workdir="$1/work" overlay "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
cp -r "$2" "$1/root/run/repository"
exec chroot "$1/root" sh -euc "$3"
"""

INSIDE = """
rm -rf /etc/apt/sources.list.d/* /usr/sbin/policy-rc.d
echo 'deb [trusted=yes] file:/run/repository ./' >/etc/apt/sources.list
export RUNLEVEL=2
dpkg -i /run/repository/pb-before.deb >/dev/null 2>&1
rm /run/pb-before-started
sh /run/repository/install-packages pb-before pb-service
sh /run/repository/install-packages pb-before pb-service
dpkg-query -W -f '${Package} ${Status}\\n' pb-before pb-service
ls /run /usr/sbin /etc/rc2.d /etc/systemd/system/multi-user.target.wants | grep -e pb- -e policy-rc.d
sh /run/repository/install-packages pb-nothing || echo status $?
ls /usr/sbin | grep policy-rc.d || true
"""


def build(repository, name):
    folder = repository / name
    texts = {
        "DEBIAN/control": f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\n"
        "Description: a service\n",
        "DEBIAN/postinst": POSTINST,
        f"lib/systemd/system/{name}.service": UNIT,
        f"etc/init.d/{name}": INIT,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace("NAME", name))
        (folder / path).chmod(0o755)
    deb = repository / f"{name}.deb"
    command = ["dpkg-deb", "--build", "--root-owner-group", folder, deb]
    subprocess.run(command, check=True, capture_output=True)
    octets = deb.read_bytes()
    return (
        texts["DEBIAN/control"]
        + f"Filename: ./{deb.name}\nSize: {len(octets)}\nSHA256: {hashlib.sha256(octets).hexdigest()}\n"
    )


def test_no_service_comes_with_a_package(tmp_path):
    """It does not start, now or at the next boot. One that was there before is left alone."""
    command = ["unshare", "--mount", "--pid", "--fork", "--net", "sh", "-c", ROOM, "sh"]
    (tmp_path / "room").mkdir()
    repository = tmp_path / "repository"
    repository.mkdir()
    if subprocess.run([*command, tmp_path / "room", repository, ":"], capture_output=True).returncode:
        pytest.skip("no copy of this machine can be made here")
    rows = [build(repository, name) for name in ("pb-before", "pb-service")]
    (repository / "Packages").write_text("\n".join(rows))
    (repository / "install-packages").write_text((TOP / "conf" / "install-packages").read_text())
    done = subprocess.run(
        [*command, tmp_path / "room", repository, INSIDE], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done
    shown = done.stdout
    assert "  Installing pb-service\n" in shown
    assert shown.count("Installing pb-service") == 1
    assert re.findall(r"^(pb-\w+) install ok installed$", shown, re.MULTILINE) == [
        "pb-before",
        "pb-service",
    ]
    names = set(re.findall(r"^(?:[SK]\d\d)?pb-[\w.-]+$", shown, re.MULTILINE))
    assert {"S01pb-before", "pb-before.service"} <= {re.sub(r"^S\d\d", "S01", name) for name in names}
    assert not any(name.startswith("S") and "service" in name for name in names), names
    assert "pb-service.service" not in names and "pb-service-started" not in names
    assert "policy-rc.d" not in shown
    assert "status 1" in shown and "Missing: pb-nothing" in done.stderr
