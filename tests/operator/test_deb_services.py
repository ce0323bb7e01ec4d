"""The package on a machine that systemd runs: ports stay open, sessions go on, nothing stays behind.

The machine is a room (tests/supers), so that this one is not changed.
"""

import subprocess
import sys
from contextlib import suppress

import pytest

import debs
from debs import LISTENING, TOP

sys.path.insert(0, str(TOP / "tests" / "supers"))
sys.path.insert(0, str(TOP / "tests" / "faults"))

import room as rooms  # noqa: E402
from supers import INIT, SERVICES, UNITS, boot, find  # noqa: E402
from wire import Pop3, Smtp  # noqa: E402

USER_NUMBER = 987  # as adduser --system chooses one
PLACES = ("/etc/systemd/system", "/lib/systemd/system")
# The package's directories can be written to, and hold no unit of the machine outside.
PREPARE = """
mkdir -p /run/usr/upper /run/usr/work
mount -t overlay -o lowerdir=/usr,upperdir=/run/usr/upper,workdir=/run/usr/work overlay /usr
rm -f /usr/sbin/policy-rc.d
umount /var/lib/pillarbox
rmdir /var/lib/pillarbox
for place in /etc/systemd/system /lib/systemd/system; do mount -t tmpfs tmpfs $place; done
"""


class Machine:
    def __init__(self, room):
        self.room = room
        self.peers = []

    def install(self, package, how="--install"):
        self.room.path("/run/it.deb").write_bytes(package.read_bytes())
        return self.dpkg(how, "/run/it.deb")

    def dpkg(self, *words):
        done = subprocess.run(
            self.room.inside("dpkg", "--force-unsafe-io", "--force-confold", "--no-triggers", *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**rooms.ENVIRONMENT, "DEBIAN_FRONTEND": "noninteractive"},
            timeout=300,
        )
        assert done.returncode == 0, done.stdout.decode()
        return done.stdout.decode()

    def systemctl(self, *words):
        return self.room.run("systemctl", *words).decode().strip()

    def active(self, pattern):
        """The names of the units that run."""
        told = self.systemctl("list-units", "--plain", "--no-legend", "--state=active", pattern)
        return [line.split()[0] for line in told.splitlines()]

    def enable(self, *services):
        self.systemctl("enable", "--now", *(f"pillarbox-{name}.socket" for name in services))

    def edit(self, unit, text):
        self.room.write(f"/etc/systemd/system/{unit}.d/override.conf", text)
        self.systemctl("daemon-reload")

    def greeted(self, service):
        wire = Pop3 if service == "pop3" else Smtp
        peer = wire(self.room.connect("127.0.0.2", SERVICES[service]))
        assert peer.reply().good
        self.peers.append(peer)
        return peer

    def units(self):
        """The files about units of pillarbox, enabled or changed ones too."""
        found = [it for place in PLACES for it in self.room.path(place).rglob("*pillarbox*")]
        return [it for it in found if not it.is_dir()]


@pytest.fixture(scope="session")
def old(package, tmp_path_factory):
    return debs.make_old(package, tmp_path_factory.mktemp("old"))


@pytest.fixture
def machine():
    why = rooms.missing() or find("systemd").missing()
    if why:
        pytest.skip(why)
    room = rooms.Room(INIT)
    try:
        room.name("/etc/passwd", f"pillarbox:x:{USER_NUMBER}:{USER_NUMBER}::/:/usr/sbin/nologin\n")
        room.name("/etc/group", f"pillarbox:x:{USER_NUMBER}:\n")
        room.certify()
        room.run("sh", "-euc", PREPARE)
        for sample in room.path("/etc/pillarbox").glob("*.conf"):
            room.change(f"/etc/pillarbox/{sample.name}", "/usr/local/libexec", "/usr/libexec")
        boot(room, path=":".join((UNITS, *PLACES)))
        room.wait_until(lambda: room.path("/run/systemd/private").exists(), "systemd")
        yield Machine(room)
        print(room.log())
    finally:
        room.end()


def test_upgrade_from_a_process_for_each_connection(machine, package, old):
    """Enabled ports are open all the time, and served by a listener afterwards."""
    machine.install(old)
    machine.enable("smtp", "pop3")
    machine.greeted("smtp")
    machine.greeted("pop3")
    machine.install(package, "--unpack")
    # systemd still has the old units, and takes from the new files only what it has not read yet.
    machine.greeted("smtp")
    machine.dpkg("--configure", "pillarbox")
    assert machine.active("pillarbox-*.socket") == ["pillarbox-pop3.socket", "pillarbox-smtp.socket"]
    assert len(machine.active("pillarbox-*@*.service")) == len(machine.peers)
    for name in ("smtp", "pop3"):
        machine.greeted(name)
        machine.systemctl("is-enabled", f"pillarbox-{name}.socket")
        machine.systemctl("is-active", f"pillarbox-{name}.service")
    assert all(peer.command(b"QUIT").good for peer in machine.peers)


def test_what_the_administrator_has_changed_stays(machine, package, old):
    """Changes of the processes, or of their number, would not apply to a listener."""
    machine.install(old)
    machine.enable(*LISTENING)
    greeting = "[Service]\nExecStart=\nExecStart=/usr/libexec/pillarbox/smtpd -o hostname=mine.example\n"
    machine.edit("pillarbox-smtp@.service", greeting)
    machine.edit("pillarbox-pop3.socket", "[Socket]\nMaxConnections=7\n")
    told = machine.install(package)
    assert told.count("README.Debian says why") == 2
    assert b"mine.example" in machine.greeted("smtp").heard[-1]
    machine.greeted("pop3")
    machine.greeted("submission")
    assert machine.active("pillarbox-*.service") == [
        *(f"pillarbox-pop3@{it}" for it in instances(machine, "pop3")),
        *(f"pillarbox-smtp@{it}" for it in instances(machine, "smtp")),
        "pillarbox-submission.service",
    ]
    shown = machine.systemctl("show", "-p", "MaxConnections", "pillarbox-pop3.socket")
    assert shown == "MaxConnections=7"
    machine.room.run("rm", "/etc/systemd/system/pillarbox-smtp.socket.d/00-per-connection.conf")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", "pillarbox-smtp.socket")
    machine.greeted("smtp")
    machine.systemctl("is-active", "pillarbox-smtp.service")
    assert all(peer.command(b"QUIT").good for peer in machine.peers)


def instances(machine, name):
    units = machine.active(f"pillarbox-{name}@*.service")
    return [it.partition("@")[2] for it in units]


def main_process(machine, name):
    return machine.systemctl("show", "-p", "MainPID", f"pillarbox-{name}.service")


def test_upgrade_remove_and_purge_of_a_listener(machine, package):
    machine.install(package)
    assert machine.active("pillarbox-*") == []
    machine.enable("smtp")
    peer = machine.greeted("smtp")
    process = main_process(machine, "smtp")
    socket = machine.systemctl("show", "-p", "ActiveEnterTimestampMonotonic", "pillarbox-smtp.socket")

    # Upgraded: a new program, the same socket, and a service that was not running still is not.
    machine.install(package)
    assert main_process(machine, "smtp") != process
    assert machine.active("pillarbox-*") == ["pillarbox-smtp.service", "pillarbox-smtp.socket"]
    assert socket == machine.systemctl(
        "show", "-p", "ActiveEnterTimestampMonotonic", "pillarbox-smtp.socket"
    )
    assert peer.command(b"NOOP").good and machine.greeted("smtp").command(b"NOOP").good

    # Removed: the port is closed. The sessions go on, and the choice of the administrator stays.
    machine.dpkg("--remove", "pillarbox")
    assert not machine.room.is_listening(25) and machine.active("pillarbox-*") == []
    assert peer.command(b"NOOP").good
    assert [it.name for it in machine.units()] == ["pillarbox-smtp.socket"]

    # Purged: nothing is left, and the changes of the package itself are not.
    machine.room.write("/etc/systemd/system/pillarbox-smtp.socket.d/00-per-connection.conf", "")
    machine.dpkg("--purge", "pillarbox")
    assert machine.units() == []
    assert peer.command(b"QUIT").good
