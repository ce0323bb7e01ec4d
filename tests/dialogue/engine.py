"""The database engine under test: everything that the player knows of it.

Transcripts and the player use SQL and locks only through an object of this kind.
"""

import fcntl
import functools
import os
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
    """A database in a directory; path is its file and the value of the option -d."""

    Error = sqlite3.Error

    def __init__(self, directory):
        self.path = directory / "mail.db"

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
        """Takes the lock "writer" or "maildrop NAME"; returns a descriptor, to be closed to release it.
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
    """Locks octets of a file; returns a descriptor, BlockingIOError if another process holds the lock."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    flock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, start, octets, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, flock)
    except BlockingIOError:
        os.close(fd)
        raise
    return fd
