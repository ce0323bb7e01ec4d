"""A PostgreSQL server for all tests of a run, and sessions of the programs on its databases."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "operator"), str(TESTS / "clients")]

# pylint: disable=wrong-import-position
import pgserver  # noqa: E402
from operators import ServerOperator, install  # noqa: E402

pytest_plugins = ["figures"]

TOP = TESTS.parent
PROGRAMS = {
    "smtpd": str(TOP / os.environ.get("SMTPD", "build/postgresql/smtpd.run")),
    "pop3d": str(TOP / os.environ.get("POP3D", "build/postgresql/pop3d.run")),
}
LIMIT = 30.0  # seconds for a reply, and for the end of a program


class Session:
    """A session of a program, a line at a time."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
            errors="replace",
        )
        self.greeting = self.line()

    def line(self):
        return self.process.stdout.readline().rstrip("\r\n")

    def say(self, *lines):
        """Sends lines without waiting for a reply."""
        self.process.stdin.write("".join(line + "\r\n" for line in lines))
        self.process.stdin.flush()

    def reply(self):
        """Reads a reply of SMTP, or the first line of one of POP3; returns its last line."""
        line = self.line()
        while re.match(r"\d\d\d-", line):
            line = self.line()
        return line

    def ask(self, *lines):
        """Sends lines, one after the reply to the other; returns the last reply."""
        last = ""
        for line in lines:
            self.say(line)
            last = self.reply()
        return last

    def end(self):
        """Closes the input; returns what is left on standard error."""
        _, errors = self.process.communicate(timeout=LIMIT)
        return errors

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=LIMIT)


class Mail:
    """A database, and the programs on it. setting: how they get there."""

    def __init__(self, server, spool):
        self.server = server
        self.spool = spool
        self.database = server.new_database()
        self.setting = pgserver.setting(server.socket, self.database)
        self.sessions = []

    def through(self, socket):
        return pgserver.setting(socket, self.database)

    def command(self, program, *options, database=None):
        settings = ["lock_timeout=2", "password_hash=$5$", "password_cost=1000", "sandbox=strict"]
        settings += ["hostname=mail.example", f"spool={self.spool}", *options]
        words = [word for setting in settings for word in ("-o", setting)]
        return [PROGRAMS[program], "-c", "/dev/null", "-d", database or self.setting, *words]

    def run(self, program, *arguments, options=(), database=None):
        """Runs a program to its end."""
        command = [*self.command(program, *options, database=database), *arguments]
        return subprocess.run(command, input="", capture_output=True, text=True, timeout=LIMIT, check=False)

    def session(self, program, *options, database=None):
        session = Session(self.command(program, *options, database=database))
        self.sessions.append(session)
        return session

    def create(self):
        done = self.run("smtpd", "--create")
        assert done.returncode == 0, done.stderr

    def make_oldest(self):
        """Takes away what version 1 does not have."""
        self.sql("UPDATE pillarbox SET version = 1")
        self.sql("COMMENT ON COLUMN account.name IS NULL")
        self.sql("DROP FUNCTION message_deliver, message_verdict, name_find, usage_is_kept")

    def sql(self, statement, *values):
        return pgserver.run(self.server.socket, self.database, statement, values or None)

    def account(self, name):
        """An account without a password: "HELO name" and "USER name", "PASS secret" enter it."""
        (row,) = self.sql(
            f"INSERT INTO account (name, created) VALUES ('{name}', 1) RETURNING id"
        )
        return row[0]

    def messages(self):
        return [row[0] for row in self.sql("SELECT subject FROM message ORDER BY id")]

    def send(self, subject, *options, to=("alice",), octets=10, database=None):
        """Sends a message in a session of its own; returns the reply to it."""
        session = self.session("smtpd", "interactive=none", *options, database=database)
        return self.submit(session, subject, to, octets)

    @staticmethod
    def submit(session, subject, to=("alice",), octets=10):
        """Sends a message in a session; returns the reply to it."""
        session.ask("EHLO client.example", "MAIL FROM:<sender@client.example>")
        session.ask(*(f"RCPT TO:<{name}@mail.example>" for name in to), "DATA")
        body = ["x" * 70] * (octets // 72) + ["end"]
        session.say(f"Subject: {subject}", "", *body, ".")
        return session.reply()

    def maildrop(self, name="alice", *options, database=None):
        """Opens a maildrop; returns the session and the reply to PASS."""
        session = self.session("pop3d", *options, database=database)
        return session, session.ask(f"USER {name}", "PASS secret")

    def close(self):
        for session in self.sessions:
            if session.process.poll() is None:
                session.kill()


class MailOperator(ServerOperator):
    """mailctl with a database of the server."""

    def __init__(self, script, folder, mail):
        super().__init__(script, folder, mail.setting, mail.sql)
        self.mail = mail


@pytest.fixture(scope="session", name="server")
def start_server():
    if not pgserver.bindir():
        pytest.skip("there is no PostgreSQL server")
    server = pgserver.Server()
    yield server
    server.stop()


@pytest.fixture(name="mail")
def make_mail(server, tmp_path):
    """A database with tables and the account alice."""
    mail = Mail(server, tmp_path)
    mail.create()
    mail.account("alice")
    yield mail
    mail.close()


@pytest.fixture(name="empty")
def make_empty(server, tmp_path):
    """A database without tables."""
    mail = Mail(server, tmp_path)
    yield mail
    mail.close()


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture(name="operator")
def make_operator(script, tmp_path, empty):
    """With no tables yet: add makes them."""
    folder = tmp_path / "operator"
    folder.mkdir()
    return MailOperator(script, folder, empty)


@pytest.fixture(name="alice")
def add_alice(operator):
    """With the accounts alice and bob, who have no passwords."""
    operator.mail.create()
    operator.mail.account("alice")
    operator.mail.account("bob")
    return operator
