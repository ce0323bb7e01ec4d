"""A room: namespaces of mounts, processes and network, for one super-server with its samples.

In a room all ports are free, all of 127.0.0.0/8 is there, and files can be where the samples have
them. The machine outside is not changed by anything in there, and when the room ends, so do its
processes.
"""

import ctypes
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import tlsservers
from servers import END_SECONDS, POP3D, SANITIZER_MARKS, SMTPD, TLSD, TOP, Login

CONF = TOP / "conf"
FURNISH = Path(__file__).with_name("furnish")
NAMESPACES = "--mount --pid --net --ipc --uts --cgroup".split()
TOOLS = ("unshare", "nsenter", "setpriv", "ip")
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}

HOST = "127.0.0.1"
PROGRAMS = "/usr/local/libexec/pillarbox"
DATABASE = "/var/lib/pillarbox/mail.db"
USER, USER_NUMBER = "pillarbox", 4321
TLS_USER, TLS_USER_NUMBER = "pillarbox-tls", 4322
RENEW = "/etc/letsencrypt/renewal-hooks/deploy/pillarbox"
LIVE = "/etc/letsencrypt/live/mail.example.org"
DOMAIN = "example.org"
WAIT_SECONDS = 30

SETTINGS = f"""\
database       = {DATABASE}
hostname       = mail.{DOMAIN}
domains        = {DOMAIN}
interactive    = none
plaintext_auth = none
password_hash  = $5$
password_cost  = 1000
"""

libc = ctypes.CDLL(None, use_errno=True)


@functools.cache
def missing():
    """Why there can be no room, or None."""
    if os.geteuid() != 0:
        return "rooms: only root can make one"
    absent = [name for name in TOOLS if not shutil.which(name)]
    if absent:
        return f"rooms: not installed: {', '.join(absent)}"
    trial = subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True)
    return f"rooms: {trial.stderr.decode().strip()}" if trial.returncode else None


@functools.cache
def make_certificate():
    """One for all rooms; its folder goes with the process. Its first second is over, in which more whole
    days are left than later."""
    folder = tempfile.TemporaryDirectory(prefix="pillarbox-certificate-")
    certificate = tlsservers.Certificate(Path(folder.name) / "it", 1)
    time.sleep(1)
    return certificate, folder


def enter(namespace):
    if libc.setns(namespace.fileno(), 0) < 0:
        raise OSError(ctypes.get_errno(), "setns")


def unified_cgroups():
    """Where the version 2 hierarchy is mounted, or None."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, place, kind = line.split()[:3]
        if kind == "cgroup2":
            return Path(place)
    return None


class Cgroup:
    """A control group for the processes of a room."""

    def __init__(self, name):
        top = unified_cgroups()
        self.folder = top / name if top else None
        if top:
            self.folder.mkdir()

    def join(self):
        if self.folder:
            (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def remove(self):
        """Its processes have been killed, and leave it one after the other."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.folder and self.folder.exists() and time.monotonic() < deadline:
            for folder in (*sorted(self.folder.rglob("*/"), reverse=True), self.folder):
                with suppress(OSError):
                    folder.rmdir()


class Syslog(threading.Thread):
    """What stands where a syslog daemon would."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.lines = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        path.chmod(0o666)
        self.start()

    def run(self):
        while line := self.socket.recv(4096):
            self.lines.append(line.decode(errors="replace"))

    def text(self):
        return "".join(f"{line}\n" for line in self.lines)


class Room:
    """init is what runs in it from the beginning; settings is what stands in pillarbox.conf; mail is
    a directory outside, for the database."""

    script = FURNISH

    def __init__(self, init=("sleep", "infinity"), settings=SETTINGS, mail=None):
        self.folder = Path(tempfile.mkdtemp(prefix="pillarbox-room-"))
        (self.folder / "place").mkdir()
        self.output = (self.folder / "output").open("ab")
        self.cgroup = Cgroup(self.folder.name)
        self.process = subprocess.Popen(
            ["unshare", *NAMESPACES, "--fork", "sh", self.script, self.folder / "place", *init],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.output,
            env=ENVIRONMENT | ({"MAIL": str(mail)} if mail else {}),
            preexec_fn=self.cgroup.join,
        )
        self.syslog = None
        self.logins = []
        if self.process.stdout.readline() != b"ready\n":
            self.process.wait(timeout=WAIT_SECONDS)
            told = (self.folder / "output").read_text()
            self.clean()
            raise RuntimeError(f"no room: {told}")
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.pid = int(children.read_text())
        try:
            self.furnish(settings)
        except BaseException:
            self.end()
            raise

    def path(self, place):
        """A place in the room, as the tests can reach it."""
        return Path(f"/proc/{self.pid}/root{place}")

    def furnish(self, settings):
        """The users, the programs and their settings: what every sample takes for granted."""
        for name, number in ((USER, USER_NUMBER), (TLS_USER, TLS_USER_NUMBER)):
            self.add_user(name, number)
        mail = self.path("/var/lib/pillarbox")
        os.chown(mail, USER_NUMBER, USER_NUMBER)
        mail.chmod(0o700)
        self.path(PROGRAMS).mkdir(parents=True, exist_ok=True)
        for program, name in ((SMTPD, "smtpd"), (POP3D, "pop3d"), (TLSD, "tlsd")):
            if program != TLSD or TLSD.exists():
                shutil.copy(program, self.path(f"{PROGRAMS}/{name}"))
        self.write("/etc/pillarbox.conf", settings)
        self.install("pillarbox-tlsd.conf", "/etc/pillarbox-tlsd.conf")

    def add_user(self, name, number, home="/nonexistent"):
        """And a group, whoever has the name outside."""
        self.name("/etc/passwd", f"{name}:x:{number}:{number}::{home}:/usr/sbin/nologin\n")
        self.name("/etc/group", f"{name}:x:{number}:\n")

    def name(self, place, line):
        """Puts a line of passwd(5) or group(5) there."""
        name = line.partition(":")[0]
        others = self.path(place).read_text().splitlines(keepends=True)
        self.write(place, "".join(it for it in others if not it.startswith(f"{name}:")) + line)

    def write(self, place, text):
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def install(self, sample, place, mode=0o644):
        """Puts a sample, as it is, to where its comments say that it belongs."""
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        if (CONF / sample).is_dir():
            shutil.copytree(CONF / sample, target)
        else:
            shutil.copy(CONF / sample, target)
            target.chmod(mode)

    def change(self, place, line, other):
        """Changes a line of a sample that is installed, which must be there."""
        text = self.path(place).read_text()
        assert line in text, (place, line)
        self.path(place).write_text(text.replace(line, other))

    def certify(self):
        """A certificate for tlsd, which its script installs."""
        certificate, _ = make_certificate()
        shutil.copytree(certificate.folder, self.path(LIVE))
        self.install("tlsd/renew", RENEW, 0o755)
        self.run(RENEW, LIVE)
        self.trusted = certificate.trusted

    def certify_stunnel(self):
        """The same certificate for stunnel, whose samples are beside it."""
        certificate, _ = make_certificate()
        for sample in (CONF / "stunnel").glob("*.conf"):
            self.install(f"stunnel/{sample.name}", f"/etc/pillarbox/{sample.name}")
        both = self.path("/etc/pillarbox/tls.pem")
        certificate.renew(both)
        os.chown(both, 0, self.path("/var/lib/pillarbox").stat().st_gid)
        self.trusted = certificate.trusted

    def pretend_certbot(self):
        """What certbot leaves when it is asked for a certificate for this host."""
        certificate, _ = make_certificate()
        shutil.copytree(certificate.folder, self.path("/run/certificate"))
        script = f'[ "$*" = "certonly --standalone -d mail.{DOMAIN}" ] && mkdir -p {LIVE} &&'
        self.write("/usr/local/bin/certbot", f"#!/bin/sh\n{script} cp /run/certificate/*.pem {LIVE}\n")
        self.path("/usr/local/bin/certbot").chmod(0o755)
        self.trusted = certificate.trusted

    def collect_syslog(self):
        self.syslog = Syslog(self.path("/run/syslog"))
        self.path("/dev/log").symlink_to("/run/syslog")

    def inside(self, *command):
        """--root: a room that is made in a chroot has the root of that, and its mounts are not all
        of the namespace."""
        return ["nsenter", f"--target={self.pid}", *NAMESPACES, "--root", "--wd", *command]

    def start(self, *command, **variables):
        """Starts what then runs until the room ends."""
        return subprocess.Popen(
            self.inside(*command),
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            env={**ENVIRONMENT, **variables},
        )

    def run(self, *command, octets=b""):
        """Runs a command to its end; returns what it writes."""
        return subprocess.run(
            self.inside(*command),
            input=octets,
            capture_output=True,
            check=True,
            timeout=WAIT_SECONDS,
            env=ENVIRONMENT,
        ).stdout

    def account(self, name, database=DATABASE):
        """Makes an account by a session through a pipe, as the user who has the mail."""
        login = Login(name, f"right.{name}.Zq8", DOMAIN)
        told = self.run(
            *f"setpriv --reuid={USER} --regid={USER} --clear-groups".split(),
            *f"{PROGRAMS}/pop3d -d {database} -o interactive=local".split(),
            *"-o plaintext_auth=local".split(),
            octets=f"USER {name}\r\nPASS {login.password}\r\nQUIT\r\n".encode(),
        )
        assert told.count(b"+OK") == 4, told
        self.logins.append(login)
        return login

    @contextmanager
    def network(self):
        """Sockets that are made meanwhile are the room's."""
        with open("/proc/self/ns/net") as ours, open(f"/proc/{self.pid}/ns/net") as theirs:
            enter(theirs)
            try:
                yield
            finally:
                enter(ours)

    def socket(self, kind=socket.SOCK_STREAM):
        with self.network():
            return socket.socket(socket.AF_INET, kind)

    def connect(self, source, port, timeout=WAIT_SECONDS):
        connection = self.socket()
        connection.settimeout(timeout)
        try:
            connection.bind((source, 0))
            connection.connect((HOST, port))
        except OSError:
            connection.close()
            raise
        return connection

    def is_listening(self, port):
        """Whether somebody is; a connection would count."""
        row = re.compile(rf":{port:04X} (0{{8}}|0{{32}}):0000 0A ")
        tables = [self.path(f"/proc/1/net/{name}") for name in ("tcp", "tcp6")]
        return any(row.search(table.read_text()) for table in tables)

    def is_listening_at(self, path):
        """The same for a unix socket: __SO_ACCEPTCON of Linux."""
        rows = self.path("/proc/1/net/unix").read_text().splitlines()
        return any(row.split()[3] == "00010000" and row.endswith(f" {path}") for row in rows)

    def wait_until(self, happened, what):
        deadline = time.monotonic() + max(WAIT_SECONDS, END_SECONDS)
        while not happened():
            assert time.monotonic() < deadline, f"not within {WAIT_SECONDS} s: {what}"
            time.sleep(0.02)

    def wait_for_port(self, port):
        self.wait_until(lambda: self.is_listening(port), f"a listener on port {port}")

    def status(self, *names):
        """What /proc says of each process with one of these names: field → words."""
        for entry in self.path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                rows = (entry / "status").read_text().splitlines()
                pairs = (row.partition(":") for row in rows)
                fields = {key: words.split() for key, _, words in pairs}
                if fields["State"][0] not in ("Z", "X") and fields["Name"][0] in names:
                    yield fields

    def processes(self, *names):
        """How many there are."""
        return sum(1 for _ in self.status(*names))

    def owners(self, *names):
        """The users and groups that they run as."""
        return {(int(it["Uid"][1]), int(it["Gid"][1])) for it in self.status(*names)}

    def sessions(self):
        """One process of tlsd is there all the time."""
        others = max(self.processes("tlsd") - 1, 0)
        return self.processes("smtpd", "pop3d", "stunnel4", "rblsmtpd") + others

    def wait_for_end(self, listeners=0):
        self.wait_until(lambda: self.sessions() == listeners, "the end of all sessions")

    def logs(self):
        """What was logged: to standard error, syslog, files, or the journal."""
        directories = [f"/run/log/journal/{it.name}" for it in self.path("/run/log/journal").glob("*")]
        files = self.path("/var/log/pillarbox").glob("*/current")
        return {
            "stderr": (self.folder / "output").read_text(errors="replace"),
            "syslog": self.syslog.text() if self.syslog else "",
            "files": "".join(file.read_text(errors="replace") for file in files),
            "journal": "".join(self.run("journalctl", "-D", it).decode() for it in directories),
        }

    def log(self):
        return "".join(self.logs().values())

    def stop(self):
        """Ends the room, and looks at what every test must leave behind."""
        try:
            log = self.log()
            print(log)  # pytest shows it when a test fails
            for mark in SANITIZER_MARKS:
                assert mark not in log
            for login in self.logins:
                assert not any(secret in log for secret in login.secrets())
        finally:
            self.end()

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        self.process.wait(timeout=WAIT_SECONDS)
        self.clean()

    def clean(self):
        self.process.stdout.close()
        self.output.close()
        self.cgroup.remove()
        shutil.rmtree(self.folder)
