"""The package on a machine that systemd runs: ports stay open, sessions go on, nothing stays behind.

The machine is a room (tests/supers), so that this one is not changed.
"""

import os
import re
import ssl
import subprocess
import sys
from contextlib import suppress

import pytest

import debs
from debs import OLDEST, TOP

sys.path.insert(0, str(TOP / "tests" / "supers"))
sys.path.insert(0, str(TOP / "tests" / "faults"))

import room as rooms  # noqa: E402
from supers import IMPLICIT, INIT, SERVICES, UNITS, boot, find  # noqa: E402
from wire import Pop3, Smtp  # noqa: E402

README = TOP / "conf" / "debian" / "README.Debian"
TLS_SERVICES = ("submission", "smtps", "pop3", "pop3s")
USERS = {"pillarbox": 987, "pillarbox-tls": 986}  # as adduser --system chooses them
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

    def encrypted(self, service):
        """A client that has TLS, and has been greeted or may send a command."""
        port = (SERVICES | IMPLICIT)[service]
        wire = Pop3 if service.startswith("pop3") else Smtp
        connection = self.room.connect("127.0.0.2", port)
        context = ssl.create_default_context(cafile=self.room.trusted)
        if service in SERVICES:
            peer = wire(connection)
            assert peer.reply().good
            assert wire is Pop3 or peer.command(b"EHLO client.example").good
            assert peer.command(b"STLS" if wire is Pop3 else b"STARTTLS").good
        peer = wire(context.wrap_socket(connection, server_hostname="localhost"))
        assert service in SERVICES or peer.reply().good
        self.peers.append(peer)
        return peer

    def follow(self, title):
        """Types the commands that README.Debian has under this title."""
        (_, text) = re.split(rf"^{title}\n[-=]+\n", README.read_text(), flags=re.MULTILINE)
        self.type(text.partition("\n---")[0], " " * 8)

    def type(self, text, indentation, which=r"\S"):
        commands = re.findall(
            rf"^{indentation}({which}.*)", text.replace("\\\n", ""), re.MULTILINE
        )
        assert commands
        for command in commands:
            self.room.run("sh", "-euc", command, octets=b"right.alice.Zq8\n")

    def units(self):
        """The files about units of pillarbox, enabled or changed ones too."""
        found = [it for place in PLACES for it in self.room.path(place).rglob("*pillarbox*")]
        return [it for it in found if not it.is_dir()]


@pytest.fixture(scope="session")
def old(package, tmp_path_factory):
    return debs.make_old(package, tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="session")
def with_stunnel(package, tmp_path_factory):
    return debs.make_without_tlsd(package, tmp_path_factory.mktemp("stunnel"))


@pytest.fixture
def machine():
    why = rooms.missing() or find("systemd").missing()
    if why:
        pytest.skip(why)
    room = rooms.Room(INIT)
    try:
        for name, number in USERS.items():
            room.add_user(name, number, "/" if name == "pillarbox" else "/nonexistent")
        os.chown(room.path("/var/lib/pillarbox"), USERS["pillarbox"], USERS["pillarbox"])
        room.certify_stunnel()
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
    machine.enable(*OLDEST)
    greeting = "[Service]\nExecStart=\nExecStart=/usr/libexec/pillarbox/smtpd -o hostname=mine.example\n"
    machine.edit("pillarbox-smtp@.service", greeting)
    machine.edit("pillarbox-pop3.socket", "[Socket]\nMaxConnections=7\n")
    told = machine.install(package)
    assert told.count("README.Debian says why") == 3  # and stunnel goes on
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


def test_the_steps_of_the_readme(machine, package):
    """From the certificate on. Ports for account owners stay closed until there is one."""
    machine.install(package)
    machine.enable(*TLS_SERVICES)
    assert machine.active("pillarbox-*") == []
    machine.room.pretend_certbot()
    readme = (TOP / "README.md").read_text().replace("/usr/local/share", "/usr/share")
    steps = readme.partition("\n## From nothing to production\n")[2]
    machine.type(steps, " " * 7, r"(?:install -D|certbot|mailctl setup)")
    machine.enable(*TLS_SERVICES)
    for name in TLS_SERVICES:
        machine.encrypted(name)
    assert machine.room.owners("tlsd", "tlsd-key") == {(USERS["pillarbox-tls"],) * 2}
    # An upgrade replaces tlsd, and leaves its sessions alone.
    before = main_process(machine, "tls")
    machine.install(package)
    assert main_process(machine, "tls") != before
    machine.encrypted("smtps")
    assert all(peer.command(b"QUIT").good for peer in machine.peers)


def test_upgrade_from_stunnel(machine, package, with_stunnel):
    """It goes on until the administrator switches over."""
    room = machine.room
    machine.install(with_stunnel)
    machine.enable(*TLS_SERVICES)
    for name in TLS_SERVICES:
        machine.encrypted(name)
    assert "stunnel still does TLS" in machine.install(package)
    for name in TLS_SERVICES:
        machine.encrypted(name)
    assert room.processes("stunnel4") == len(machine.peers) and not room.processes("tlsd")
    assert all(peer.command(b"QUIT").good for peer in machine.peers)
    room.wait_until(lambda: not room.processes("stunnel4"), "the end of all")
    machine.peers.clear()
    room.pretend_certbot()
    settings = room.path("/etc/pillarbox.conf")
    settings.write_text(f"{settings.read_text()}starttls = unix:/run/pillarbox-tls/socket\n")
    machine.follow("pillarbox for Debian")
    machine.follow("TLS by stunnel")
    for name in TLS_SERVICES:
        machine.encrypted(name)
    assert not room.processes("stunnel4") and room.processes("tlsd")
    assert all(peer.command(b"QUIT").good for peer in machine.peers)
    machine.dpkg("--purge", "pillarbox")
    assert machine.units() == []


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
