"""The operator's script, installed as make install does it, on a database of its own."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "clients"))

from servers import POP3D, SMTPD  # noqa: E402
from stores import engine  # noqa: E402

SETTINGS = """\
database = mail.db
hostname = mail.example
domains = example.org, example.com
password_hash = $5$
password_cost = 1000
min_free_space = 1M
"""

WAIT_SECONDS = 120

# What a shell starts in the background ignores Ctrl-C, and hands that on to what it starts itself.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What smtpd puts in front of a message: a sender, and where it came from.
TRACE = re.compile(rb"Return-Path: <([^\r\n]*)>\r\nReceived: [^\r\n]*\r\n(?:\t[^\r\n]*\r\n)+")


def install(folder, put=os.symlink):
    """mailctl, and the programs that are under test. Returns its path."""
    libexec = folder / "libexec"
    libexec.mkdir()
    put(SMTPD, libexec / "smtpd")
    put(POP3D, libexec / "pop3d")
    shutil.copytree(TOP / "conf" / "mailctl.d", libexec / "mailctl.d")
    for engine in ("sqlite", "postgresql"):
        (libexec / engine).mkdir()
        shutil.copy(TOP / "common" / "store" / engine / "findings.sql", libexec / engine)
    text = (TOP / "conf" / "mailctl").read_text()
    assert text.count("\nlibexec=\n") == 1
    script = folder / "mailctl"
    script.write_text(text.replace("\nlibexec=\n", f"\nlibexec={libexec}\n"))
    script.chmod(0o755)
    return script


def without_trace(octets):
    """A message as it was before it came here, and the sender of its envelope."""
    trace = TRACE.match(octets)
    assert trace, octets[:300]
    return octets[trace.end() :], trace[1]


class Operator:
    PARTS = engine.SQLite.PARTS

    def __init__(self, script, folder):
        self.script = script
        self.folder = folder
        self.database = folder / "mail.db"
        self.configuration = folder / "pillarbox.conf"
        self.configuration.write_text(SETTINGS)
        self.scratch = folder / "scratch"
        self.scratch.mkdir()

    def set(self, **settings):
        """More settings; the last one of a name counts."""
        with self.configuration.open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def command(self, *words):
        return [str(self.script), "-c", str(self.configuration), *words]

    def start(self, *words, prefix=(), **options):
        """A mailctl whose streams are pipes, unless options say otherwise."""
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            [*prefix, *self.command(*words)],
            cwd=self.folder,
            env={**os.environ, "TMPDIR": str(self.scratch)},
            **{**streams, **options},
        )

    def run(self, *words, octets=b"", status=0, prefix=()):
        """Runs one command; returns it with its output in octets. status ...: 0 or 1."""
        with self.start(*words, prefix=prefix) as process:
            output, errors = process.communicate(octets, timeout=WAIT_SECONDS)
        done = subprocess.CompletedProcess(words, process.returncode, output, errors)
        assert done.returncode == status or (status is ... and done.returncode <= 1), done
        # What goes well is silent, and what does not says why, and never a line number of a shell.
        assert done.returncode <= 1 or not output, done
        assert all(line.startswith(b"mailctl: ") for line in errors.splitlines()), done
        assert not list(self.scratch.iterdir()), "scratch files are left"
        assert not list(self.folder.rglob(".mailctl.*")), "half a copy is left"
        return done

    def ok(self, *words, octets=b""):
        """The output of a command that has nothing to complain of."""
        done = self.run(*words, octets=octets)
        assert done.stderr == b"", done
        return done.stdout.decode()

    def fails(self, *words, octets=b"", status=1):
        """What a command says that changes nothing."""
        before = self.dump()
        done = self.run(*words, octets=octets, status=status)
        assert done.stderr, done
        assert self.dump() == before
        return done.stderr.decode()

    def json(self, command, *words, status=0):
        """The rows that a command prints, with its options in front."""
        subcommand = words[:1] if command == "alias" else ()
        rest = words[len(subcommand) :]
        return json.loads(self.run(command, *subcommand, "--json", *rest, status=status).stdout)

    def add(self, *names):
        for name in names:
            self.ok("add", name, octets=password_of(name).encode() + b"\n")

    def query(self, sql, *values):
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def dump(self):
        """All that is in the database, but for the numbers that are never given again, and for what
        smtpd keeps of a maildrop whenever it looks at its quota, at the end of an account's row."""
        if not self.database.exists():
            return None
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        database.text_factory = lambda octets: octets.decode(errors="surrogateescape")
        try:
            lines = [line for line in database.iterdump() if '"sqlite_sequence"' not in line]
            usage = re.compile(r"""(INSERT INTO "account" .*)(?:,(?:NULL|-?\d+)){2}\);""", re.DOTALL)
            return [usage.sub(r"\1);", line) for line in lines]
        finally:
            database.close()

    def change(self, *statements):
        """What no operator should do."""
        database = sqlite3.connect(self.database, isolation_level=None)
        try:
            for statement in statements:
                database.execute(statement)
        finally:
            database.close()

    @property
    def place(self):
        """The setting for sessions."""
        return self.database

    def become(self, other):
        """Gets a copy of another one's database, which nobody uses."""
        assert not other.database.with_name("mail.db-wal").exists()
        shutil.copy(other.database, self.database)

    def stored(self, account):
        """The messages of a maildrop, octet by octet, oldest first."""
        numbers = self.query(
            "SELECT message FROM delivery JOIN account ON id = account WHERE name = ?"
            " ORDER BY message",
            account,
        )
        return [self.content(number) for (number,) in numbers]

    def content(self, message):
        pieces = self.query(self.PARTS, message)
        return b"".join(bytes(piece) for (piece,) in pieces)

    @staticmethod
    def stored_text(octets):
        """What the database has of these octets, where they are a text and not a message."""
        return octets

    def serve(self, program, *options):
        return [str(program), "-c", str(self.configuration), *options]

    def session(self, program, octets, *options, database=None):
        """The replies of a session through a pipe."""
        command = self.serve(program, *options, "-d", str(database or self.place))
        done = subprocess.run(
            [*command, "-o", "log=error"],
            input=octets,
            capture_output=True,
            timeout=WAIT_SECONDS,
            check=True,
            cwd=self.folder,
        )
        assert done.stderr == b"", done
        return done.stdout

    def deliver(self, octets, *accounts, sender="someone@elsewhere.example"):
        """By LMTP, in one BDAT, so that the octets can be any."""
        recipients = "".join(f"RCPT TO:<{account}>\r\n" for account in accounts)
        replies = self.session(
            SMTPD,
            f"LHLO test\r\nMAIL FROM:<{sender}>\r\n{recipients}BDAT {len(octets)} LAST\r\n".encode()
            + octets
            + b"QUIT\r\n",
            "-l",
        )
        assert replies.count(b"250 2.0.0 Stored") == len(accounts), replies

    def can_sign_in(self, name, password, database=None):
        # In a session that could not create an account.
        replies = self.session(
            POP3D,
            f"USER {name}\r\nPASS ".encode() + password + b"\r\nQUIT\r\n",
            "-o",
            "interactive=none",
            database=database,
        )
        assert replies.count(b"\r\n") == 4, replies
        return replies.splitlines()[2].startswith(b"+OK")


class ServerOperator(Operator):
    """With a database of a PostgreSQL server, to which a setting leads. rows: executes SQL there."""

    PARTS = engine.PostgreSQL.PARTS
    TABLES = ("account", "alias", "message", "delivery", "content")

    def __init__(self, script, folder, setting, rows):
        super().__init__(script, folder)
        self.setting = setting
        self.rows = rows
        self.set(database=setting, spool=folder)

    @property
    def place(self):
        return self.setting

    @property
    def database(self):
        pytest.skip("this database is no file")

    @database.setter
    def database(self, file):
        """There is none."""

    def query(self, sql, *values):
        return self.rows(sql, *values)

    def change(self, *statements):
        for statement in statements:
            self.rows(statement)

    @staticmethod
    def stored_text(octets):
        """PostgreSQL takes only UTF-8."""
        return octets.decode(errors="replace").encode()

    def dump(self):
        """All rows, or None without tables."""
        if self.rows("SELECT to_regclass('pillarbox')") == [(None,)]:
            return None
        return [self.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in self.TABLES]


def password_of(name):
    return f"right.{name}.Zq8"


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, command, folder, **options):
        self.shown = b""
        self.master, slave = pty.openpty()
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), slave)

        def take_terminal():
            """So that Ctrl-C is a signal."""
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            cwd=folder,
            start_new_session=True,
            preexec_fn=take_terminal,
            pass_fds=(slave,),
            **{**streams, **options},
        )
        os.close(slave)

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            octets = os.read(self.master, 1 << 16)
        except OSError:  # everybody has closed it
            return False
        self.shown += octets
        return bool(octets)

    def wait_for(self, text):
        deadline = time.monotonic() + WAIT_SECONDS
        while text not in self.shown:
            assert self.read(1) and time.monotonic() < deadline, self.shown

    def type(self, octets):
        os.write(self.master, octets)

    def end(self):
        """Its status, once it has ended and all is read."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.read(1):
            assert time.monotonic() < deadline, self.shown
        os.close(self.master)
        return self.process.wait(timeout=WAIT_SECONDS)
