"""The database engine under test: everything that the player knows of it.

Transcripts and the player use SQL and locks only through an object of this kind. It is SQLite, unless
the environment variable ENGINE is postgresql: then POSTGRESQL_SOCKET is the directory of a server's socket, as
../pgserver.py starts it.
"""

import fcntl
import functools
import itertools
import os
import re
import sqlite3
import struct
import subprocess
import tempfile
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[2] / "common" / "store" / "sqlite"
APPLICATION_ID = 0x70626F78  # of a pillarbox database
WRITER_LOCK = 0  # offsets of the locked octets in the lock file
MAILDROP_LOCKS = 1 << 32
WAIT = 10.0  # seconds for another connection


class SQLite:
    """A database in a directory. path is its file; options name it to the programs."""

    Error = sqlite3.Error
    # The content of a message, in order.
    PARTS = "SELECT data FROM content WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535 ORDER BY id"

    def __init__(self, directory):
        self.path = directory / "mail.db"
        self.options = ["-d", str(self.path)]
        self.turns = f"{self.path}-turns"

    @staticmethod
    def can_play(transcript):
        """Whether its database takes the SQL of a transcript."""
        del transcript
        return True

    def remove(self):
        """Removes what is not in the directory."""

    def exists(self):
        return self.path.exists()

    def create(self, smtpd):
        """Creates the database as this smtpd does."""
        self.path.write_bytes(_created(smtpd))

    def create_version(self, version):
        """Creates the database with an earlier version of its schema."""
        script = "PRAGMA journal_mode = WAL;"
        for number in range(1, version + 1):
            script += (SCHEMAS / f"schema-{number}.sql").read_text(encoding="utf-8")
        script += f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}"
        self.run(script)

    def run(self, script):
        """Executes SQL statements."""
        self._with_connection(lambda it: it.executescript(script))

    def rows(self, statement, *values):
        """Executes one SQL statement and returns its rows."""
        return self._with_connection(lambda it: it.execute(statement, values).fetchall())

    def lock(self, what):
        """Takes the lock "writer" or "maildrop NAME"; returns an object, to be closed to release it.
        BlockingIOError if another process holds the lock.
        """
        kind, _, name = what.partition(" ")
        start = WRITER_LOCK
        if kind == "maildrop":
            ((account,),) = self.rows("SELECT id FROM account WHERE name = ?", name)
            start = MAILDROP_LOCKS + account
        return lock_file(f"{self.path}-lock", start, 1)

    def _with_connection(self, work):
        """Does work on a connection, commits and closes."""
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            with connection:
                return work(connection)
        finally:
            connection.close()


@functools.cache
def _created(smtpd):
    """The octets of a new database."""
    with tempfile.TemporaryDirectory(prefix="pillarbox-") as directory:
        new = SQLite(Path(directory))
        command = [smtpd, "-c", "/dev/null", "-d", str(new.path), "-o", "log=error", "--create"]
        subprocess.run(command, check=True, timeout=WAIT)
        new.rows("SELECT count(*) FROM account")  # the last connection moves the log into the file
        return new.path.read_bytes()


def lock_file(path, start, octets):
    """Locks octets of a file; returns it, BlockingIOError if another process holds the lock."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    flock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, start, octets, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, flock)
    except BlockingIOError:
        os.close(fd)
        raise
    return os.fdopen(fd, "rb")


class PostgreSQL:
    """A database of its own on the server."""

    PARTS = "SELECT data FROM content WHERE message = ? ORDER BY part"
    NUMBERS = itertools.count(1)
    TEMPLATE = "pillarbox"  # a database with the tables
    SQLITE_ONLY = re.compile(
        r"char\(|group_concat|content\.id|ORDER BY id LIMIT|<< 16|hex\(|NOT NULL|SELECT id, length|x'"
    )

    def __init__(self, directory, name=None):
        import pgserver  # pylint: disable=import-outside-toplevel

        self.server = pgserver
        self.Error = pgserver.psycopg2.Error
        self.socket = os.environ["POSTGRESQL_SOCKET"]
        self.name = name or f"play_{os.getpid()}_{next(self.NUMBERS)}"
        self.made = False
        self.options = ["-d", pgserver.setting(self.socket, self.name), "-o", f"spool={directory}"]
        self.turns = f"{directory}/pillarbox-turns"

    @classmethod
    def can_play(cls, transcript):
        text = Path(transcript).read_text(encoding="utf-8")
        return Path(transcript).parent.name != "sqlite" and not cls.SQLITE_ONLY.search(text)

    def exists(self):
        return self.made

    def create(self, smtpd):
        try:
            self._make(self.name, self.TEMPLATE)
        except self.server.psycopg2.errors.InvalidCatalogName:
            self._make_template(smtpd)
            self._make(self.name, self.TEMPLATE)
        self.made = True

    def make_empty(self):
        """Without tables."""
        self._make(self.name, "template1")

    def copy(self, template):
        """Becomes a copy of another database, which nobody uses."""
        self.remove()
        self._make(self.name, template)

    def _make(self, name, template):
        statement = f"CREATE DATABASE {name} OWNER {self.server.USER} TEMPLATE {template}"
        self.server.run(self.socket, "postgres", statement)

    def _make_template(self, smtpd):
        """Under another name first: others use it as soon as it is there."""
        self._make(self.name, "template1")
        command = [smtpd, "-c", "/dev/null", *self.options, "-o", "log=error", "--create"]
        subprocess.run(command, check=True, timeout=WAIT)
        try:
            rename = f"ALTER DATABASE {self.name} RENAME TO {self.TEMPLATE}"
            self.server.run(self.socket, "postgres", rename)
        except self.server.psycopg2.errors.DuplicateDatabase:
            self.remove()

    def remove(self):
        self.server.run(self.socket, "postgres", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def run(self, script):
        self.server.run(self.socket, self.name, script)

    def rows(self, statement, *values):
        found = self.server.run(self.socket, self.name, statement, values or None)
        return [tuple(map(self._plain, row)) for row in found]

    @staticmethod
    def _plain(value):
        """A value as SQLite would give it."""
        if isinstance(value, memoryview):
            return bytes(value)
        return int(value) if isinstance(value, bool) else value

    def lock(self, what):
        kind, _, name = what.partition(" ")
        connection = self.server.connect(self.socket, self.name)
        try:
            cursor = connection.cursor()
            if kind == "maildrop":
                cursor.execute("SELECT pg_try_advisory_lock(id) FROM account WHERE name = %s", [name])
                if cursor.fetchall() == [(True,)]:
                    return connection
            else:
                cursor.execute("BEGIN; LOCK TABLE account, message, delivery IN EXCLUSIVE MODE NOWAIT")
                return connection
        except self.server.psycopg2.errors.LockNotAvailable:
            pass
        connection.close()
        raise BlockingIOError


ENGINE = PostgreSQL if os.environ.get("ENGINE") == "postgresql" else SQLite
