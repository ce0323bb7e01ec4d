"""Both programs under tcpserver on 127.0.0.1, on a fresh database."""

import base64
import os
import signal
import smtplib
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SMTPD = Path(os.environ.get("SMTPD", TOP / "smtpd" / "smtpd")).resolve()
POP3D = Path(os.environ.get("POP3D", TOP / "pop3d" / "pop3d")).resolve()

HOST = "127.0.0.1"
HOSTNAME = "mail.example"
OUTSIDER = "someone@elsewhere.example"

# The tests are about mail, not about hashing: a weak hash keeps sign-in out of the measurements.
SETTINGS = (f"hostname={HOSTNAME}", "password_hash=$5$", "password_cost=1000")

WRONG_PASSWORD = "wrong.Zq8"

# What the sanitizers write when they find something.
SANITIZER_MARKS = ("Sanitizer", "runtime error:")


@dataclass(frozen=True)
class Login:
    name: str
    password: str

    @property
    def address(self):
        return f"{self.name}@{HOSTNAME}"

    def secrets(self):
        """The password as it could show up in a log: plain, and as AUTH LOGIN and PLAIN send it."""
        plain = f"\0{self.name}\0{self.password}"
        coded = (base64.b64encode(s.encode()).decode() for s in (self.password, plain))
        return [self.password, *coded]


def mistaken(login):
    """The right name with a wrong password, which no log may show either."""
    return Login(login.name, WRONG_PASSWORD)


def process_group(leader):
    """The processes whose group is leader's, leader itself apart; zombies are none."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        state, _parent, group = text.rpartition(")")[2].split()[:3]
        pid = int(stat.parent.name)
        if int(group) == leader and pid != leader and state != "Z":
            members.append(pid)
    return members


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

    def stop(self):
        """Ends the listener; returns the sessions that did not end by themselves."""
        group = self.process.pid
        deadline = time.monotonic() + 5
        while (left := process_group(group)) and time.monotonic() < deadline:
            time.sleep(0.01)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.process.terminate()
        self.process.wait(timeout=5)
        self.process.stdout.close()
        return left


class Pillarbox:
    def __init__(self, folder, *settings):
        self.folder = folder
        self.database = folder / "mail.db"
        self.log_file = folder / "log"
        self.settings = (*SETTINGS, *settings)
        self.logins = []
        with open(self.log_file, "ab") as log:
            self.smtp = Tcpserver(self.command(SMTPD), log)
            self.pop3 = Tcpserver(self.command(POP3D), log)

    @property
    def smtp_port(self):
        return self.smtp.port

    @property
    def pop3_port(self):
        return self.pop3.port

    def command(self, program, *settings):
        options = [word for setting in (*self.settings, *settings) for word in ("-o", setting)]
        return [str(program), "-d", str(self.database), *options]

    def account(self, name):
        """Makes an account by a session through a pipe, whatever the servers allow to sockets."""
        login = Login(name, f"right.{name}.Zq8")
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

    def deposit(self, octets, *recipients):
        """Delivers octets as they are, from outside."""
        with smtplib.SMTP(HOST, self.smtp_port, "client.elsewhere.example", timeout=30) as smtp:
            refused = smtp.sendmail(OUTSIDER, [r.address for r in recipients], octets)
        assert refused == {}

    def query(self, sql, *values):
        # Read only, so that the tests can never be the ones who checkpoint or repair anything.
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def stored(self, login):
        """The messages in a maildrop, oldest first, octet by octet as the database has them."""
        deliveries = self.query(
            "SELECT delivery.message FROM delivery JOIN account ON account.id = delivery.account"
            " WHERE account.name = ? ORDER BY delivery.message",
            login.name,
        )
        return [self.content(message) for (message,) in deliveries]

    def content(self, message):
        parts = self.query(
            "SELECT data FROM content WHERE id >= ? AND id < ? ORDER BY id",
            message * 65536,
            (message + 1) * 65536,
        )
        return b"".join(data for (data,) in parts)

    def stop(self):
        """Ends both servers and checks what every test must leave behind."""
        left = self.smtp.stop() + self.pop3.stop()
        assert not left, f"sessions outlived their clients: {left}"
        log = self.log_file.read_text(errors="replace")
        print(log)  # pytest shows it when a test fails
        for login in self.logins:
            for secret in (*login.secrets(), *mistaken(login).secrets()):
                assert secret not in log, f"the log shows a password of {login.name}"
        for mark in SANITIZER_MARKS:
            assert mark not in log, log
        if self.database.exists():
            assert self.query("PRAGMA integrity_check") == [("ok",)]
