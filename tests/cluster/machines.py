"""The machines of pillarbox-cluster(7), with the addresses that they have there, and a client's.

Each is a room (tests/supers) that systemd runs, with what make install leaves, and with the units of
Debian's packages. A bridge joins them. Nothing of it is outside of the rooms.
"""

import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import room as rooms
from operators import TOP, Terminal
from supers import INIT, UNITS, boot
from test_setup import EMPTY, ENVIRONMENT

NETWORK = "192.0.2."
CLIENT, CLIENTS = "203.0.113.7", "203.0.113.0/24"
SAMPLES = "/usr/local/share/pillarbox/cluster"
# What Debian's packages bring, as they are just after they were installed.
DEBIAN_UNITS = "etcd patroni haproxy pgbouncer postgresql@".split()
DEBIAN = """
mount -t tmpfs tmpfs /var/lib/apt/lists
cat /run/hosts >>/etc/hosts
systemd-tmpfiles --create postgresql-common.conf haproxy.conf
pg_lsclusters -h | grep -q . || pg_createcluster 15 main
"""
LIMIT_SECONDS = 180


class Machine(rooms.Room):
    """number is the last octet of its address. installed has what make install leaves."""

    def __init__(self, name, number, installed):
        self.name = name
        self.address = f"{NETWORK}{number}"
        self.installed = installed
        super().__init__(INIT)

    def furnish(self, settings):
        self.run("sh", "-euc", EMPTY)
        for place in ("usr/local", "etc"):
            shutil.copytree(self.installed / place, self.path(f"/{place}"), dirs_exist_ok=True)
        shutil.copytree(rooms.make_certificate()[0].folder, self.path("/tmp/live"))
        self.trusted = rooms.make_certificate()[0].trusted
        for unit in DEBIAN_UNITS:
            text = Path(f"/lib/systemd/system/{unit}.service").read_text(encoding="utf-8")
            self.write(f"{UNITS}/{unit}.service", text)
        self.write("/run/hosts", f"{self.address} {self.name}\n")
        self.run("sh", "-euc", DEBIAN)
        self.run("hostname", self.name)
        boot(self, path=f"{UNITS}:/etc/systemd/system")
        self.wait_until(self.path("/run/systemd/private").exists, "systemd")

    def shell(self, script, octets=b"", folder=SAMPLES):
        """Types commands into one shell, which stops at the first error; returns what they print.

        What they leave running keeps the file open, and no pipe.
        """
        output = self.folder / "typed"
        with output.open("wb") as file:
            done = subprocess.run(
                self.inside("sh", "-euc", f"cd {folder}\n{script}"),
                input=octets,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=ENVIRONMENT,
                timeout=LIMIT_SECONDS,
                check=False,
            )
        told = output.read_text(errors="replace")
        assert done.returncode == 0, (self.name, script, told)
        return told

    def terminal(self, command):
        return Terminal(self.inside("sh", "-euc", command), TOP, env=ENVIRONMENT)

    def end(self):
        with suppress(ProcessLookupError):
            super().end()


class Client(rooms.Room):
    """Who has no name. The bridge is here, and the way to the clients' network."""

    def furnish(self, settings):
        self.run("ip", "link", "add", "bridge", "type", "bridge")
        self.run("ip", "link", "set", "bridge", "up")
        for address in (f"{NETWORK}1/24", f"{CLIENT}/24"):
            self.run("ip", "address", "add", address, "dev", "bridge")

    def plug(self, machine):
        """A cable from the machine to the bridge."""
        cable = f"to-{machine.name}"
        front = ["nsenter", f"--target={self.pid}", "--net"]
        words = ["ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", machine.pid]
        subprocess.run([*front, *map(str, words)], check=True)
        self.run("ip", "link", "set", cable, "master", "bridge", "up")
        machine.run("ip", "address", "add", f"{machine.address}/24", "dev", "eth0")
        machine.run("ip", "link", "set", "eth0", "up")
        machine.run("ip", "route", "add", CLIENTS, "via", f"{NETWORK}1")


class Machines:
    """All of them, and the order in which they were made."""

    def __init__(self, installed):
        self.client = Client()
        self.all = {}
        try:
            for name, number in NUMBERS.items():
                self.all[name] = Machine(name, number, installed)
                self.client.plug(self.all[name])
        except BaseException:
            self.end()
            raise
        self.databases = [self.all[name] for name in NUMBERS if name.startswith("db")]
        self.first, self.second = self.all["mail1"], self.all["mail2"]
        self.balancer = self.all["balancer"]

    def end(self):
        for one in (*self.all.values(), self.client):
            one.end()


NUMBERS = {"db1": 11, "db2": 12, "db3": 13, "mail1": 21, "mail2": 22, "balancer": 31}
