"""Both programs under tcpserver on 127.0.0.1, on a fresh database."""

import base64
import os
import re
import shlex
import signal
import smtplib
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stores import STORE

TOP = Path(__file__).resolve().parents[2]
SMTPD = Path(os.environ.get("SMTPD", TOP / "smtpd" / "smtpd")).resolve()
POP3D = Path(os.environ.get("POP3D", TOP / "pop3d" / "pop3d")).resolve()
TLSD = Path(os.environ.get("TLSD", TOP / "tlsd" / "tlsd")).resolve()

HOST = "127.0.0.1"
HOSTNAME = "mail.example"
OUTSIDER = "someone@elsewhere.example"

# The tests are about mail, not about hashing: a weak hash keeps sign-in out of the measurements.
SETTINGS = ("password_hash=$5$", "password_cost=1000", "sandbox=strict")

WRONG_PASSWORD = "wrong.Zq8"

# For a session to end when its client has gone. It takes milliseconds; a sanitized one on a busy
# machine takes longer.
END_SECONDS = 20

# What the sanitizers write when they find something.
SANITIZER_MARKS = ("Sanitizer", "runtime error:")


def is_sanitized(program):
    return b"__asan_init" in program.read_bytes()


def is_listening(path):
    """Whether somebody listens on this unix socket, which is there a moment before."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        return True
    return False


def coded(text):
    """In base64."""
    return base64.b64encode(text.encode()).decode()


@dataclass(frozen=True)
class Login:
    name: str
    password: str
    domain: str = HOSTNAME

    @property
    def address(self):
        return f"{self.name}@{self.domain}"

    def plain(self):
        """What AUTH PLAIN sends."""
        return coded(f"\0{self.name}\0{self.password}")

    def secrets(self):
        """The password as it could show up in a log: plain, and as AUTH LOGIN and PLAIN send it."""
        return [self.password, coded(self.password), self.plain()]


def mistaken(login):
    """The right name with a wrong password, which no log may show either."""
    return Login(login.name, WRONG_PASSWORD)


def fields_of(pid):
    """The fields of /proc/PID/stat behind the name. None for a process that has ended, whether its parent has
    yet to wait for it (Z) or is just doing so (X)."""
    try:
        # A name may be cut inside a character.
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None  # it ended while we looked
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else fields


def process_group(leader):
    """The processes whose group is leader's, leader itself apart."""
    members = []
    for process in Path("/proc").glob("[0-9]*"):
        fields = fields_of(process.name)
        pid = int(process.name)
        if fields and int(fields[2]) == leader and pid != leader:
            members.append(pid)
    return members


def end_group(leader):
    """Waits for the processes of a group to end; kills and returns those that do not."""
    deadline = time.monotonic() + END_SECONDS
    while (left := process_group(leader)) and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left


class Tcpserver:
    """One program behind tcpserver; the system chooses the port and tcpserver prints it."""

    def __init__(self, command, log):
        # No -D: the programs themselves must not run into delayed acknowledgements.
        self.process = subprocess.Popen(
            [*"tcpserver -1 -H -R -l 0 -c 200 -b 200".split(), HOST, "0", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        self.port = int(self.process.stdout.readline())

    def sessions(self):
        return process_group(self.process.pid)

    def stop(self):
        """Ends the listener; returns the sessions that did not end by themselves."""
        try:
            return end_group(self.process.pid)
        finally:
            self.process.terminate()
            self.process.wait(timeout=5)
            self.process.stdout.close()


class Pillarbox:
    """One store with its servers; record keeps what is said on the wire, for heard()."""

    def __init__(self, folder, *settings, hostname=HOSTNAME, record=False):
        self.folder = folder
        self.store = STORE(folder, SMTPD)
        self.log_file = folder / "log"
        self.wire_file = folder / "wire"
        self.hostname = hostname
        self.settings = (f"hostname={hostname}", *SETTINGS, *settings)
        self.record = record
        self.logins = []
        self.servers = []
        self.smtp_port = self.listen(*self.command(SMTPD))
        self.pop3_port = self.listen(*self.command(POP3D))

    @property
    def database(self):
        """The file, where there is one."""
        return self.store.path

    def listen(self, *command):
        """Starts a program's listener; returns its port."""
        errors = self.log_file
        if self.record:
            log = shlex.quote(str(self.log_file))
            command = ("recordio", "sh", "-c", f'exec "$@" 2>>{log}', "sh", *command)
            errors = self.wire_file
        with open(errors, "ab") as file:
            self.servers.append(Tcpserver(command, file))
        return self.servers[-1].port

    def sessions(self):
        """The processes that serve somebody now."""
        return [pid for server in self.servers for pid in server.sessions()]

    @cached_property
    def lmtp_port(self):
        return self.listen(*self.command(SMTPD), "-l")

    def heard(self):
        """The lines that clients have sent, of all sessions, with record."""
        return re.findall(rb"^\d+ < (.*?)\r? ?$", self.wire_file.read_bytes(), re.MULTILINE)

    def command(self, program, *settings):
        options = [word for setting in (*self.settings, *settings) for word in ("-o", setting)]
        return [str(program), *self.store.options, *options]

    def account(self, name):
        """Makes an account by a session through a pipe, whatever the servers allow to sockets."""
        login = Login(name, f"right.{name}.Zq8", self.hostname)
        session = subprocess.run(
            self.command(POP3D, "interactive=local"),
            input=f"USER {name}\r\nPASS {login.password}\r\nQUIT\r\n".encode(),
            capture_output=True,
            timeout=30,
        )
        replies = session.stdout.splitlines()
        assert len(replies) == 4 and all(r.startswith(b"+OK") for r in replies), session
        self.logins.append(login)
        return login

    def accounts(self, *names):
        return [self.account(name) for name in names]

    def forget_failures(self):
        """Else nobody with this address could try five more passwords at once."""
        self.store.forget_failures()

    def alias(self, name, target):
        """As an operator does it, with plain SQL."""
        self.store.change("INSERT INTO alias (name, target) VALUES (?, ?)", name, target.name)

    def deposit(self, octets, *recipients, sender=OUTSIDER):
        """Delivers octets as they are, from outside."""
        with smtplib.SMTP(HOST, self.smtp_port, "client.elsewhere.example", timeout=30) as smtp:
            refused = smtp.sendmail(sender, [r.address for r in recipients], octets)
        assert refused == {}

    def deposit_chunk(self, octets, recipient):
        """Delivers by BDAT what DATA would not take."""
        with smtplib.SMTP(HOST, self.smtp_port, "client.elsewhere.example", timeout=30) as smtp:
            smtp.ehlo()
            smtp.mail(OUTSIDER)
            smtp.rcpt(recipient.address)
            smtp.putcmd(f"BDAT {len(octets)} LAST")
            smtp.send(octets)
            assert smtp.getreply()[0] == 250

    def query(self, sql, *values):
        return self.store.query(sql, *values)

    def stored(self, login):
        """The messages in a maildrop, oldest first, octet by octet as the database has them."""
        deliveries = self.query(
            "SELECT delivery.message FROM delivery JOIN account ON account.id = delivery.account"
            " WHERE account.name = ? ORDER BY delivery.message",
            login.name,
        )
        return [self.content(message) for (message,) in deliveries]

    def content(self, message):
        parts = self.query(self.store.PARTS, message)
        return b"".join(data for (data,) in parts)

    def stop(self):
        """Ends the servers and checks what every test must leave behind."""
        left = [pid for server in self.servers for pid in server.stop()]
        assert not left, f"sessions outlived their clients: {left}"
        log = self.log_file.read_text(errors="replace")
        print(log)  # pytest shows it when a test fails
        for login in self.logins:
            for secret in (*login.secrets(), *mistaken(login).secrets()):
                assert secret not in log, f"the log shows a password of {login.name}"
        for mark in SANITIZER_MARKS:
            assert mark not in log, log
        assert self.store.is_sound()
        self.store.remove()
