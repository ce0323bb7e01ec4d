"""The database that sessions are played on: a file, or one on a PostgreSQL server (tests/dialogue/engine.py).

Both have a path. One on a server has only its directory there.
"""

import codecs
import hashlib
import shutil
import sqlite3
from contextlib import closing

from engine import ENGINE, PostgreSQL, SQLite
from servers import SMTPD

ENDINGS = ("", "-wal", "-shm", "-lock", "-turns", "-throttle", "-throttle-journal")  # of the files of a database


class File:
    """SQLite's."""

    PARTS = SQLite.PARTS

    def __init__(self, path):
        self.path = path
        self.options = ["-d", str(path)]
        self.files = {path.name + end for end in ENDINGS}

    def create(self):
        """The first session does."""

    def copy(self, template):
        """Becomes a copy of another one, which nobody uses."""
        for name in self.files:
            (self.path.parent / name).unlink(missing_ok=True)
        shutil.copy(template.path, self.path)

    def change(self, *statements):
        with closing(sqlite3.connect(self.path)) as database:
            with database:
                for sql, values in statements:
                    database.execute(sql, values)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rows(self, sql, *values):
        """Text as octets."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            database.text_factory = bytes
            return database.execute(sql, values).fetchall()

    def damage(self):
        """What SQLite finds, or nothing."""
        found = self.rows("PRAGMA integrity_check") + self.rows("PRAGMA foreign_key_check")
        return found if found != [(b"ok",)] else None

    @staticmethod
    def text(octets):
        """What is stored of text."""
        return octets


def replace_each(error):
    """U+FFFD in place of each octet that is not UTF-8."""
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("replace each", replace_each)


class OnServer:
    """PostgreSQL's. Its name is made of the path."""

    PARTS = PostgreSQL.PARTS

    def __init__(self, path):
        self.engine = PostgreSQL(path.parent, f"at_{hashlib.sha256(bytes(path)).hexdigest()[:16]}")
        self.options = self.engine.options
        self.files = {"pillarbox-turns"}

    def create(self):
        self.engine.create(SMTPD)

    def copy(self, template):
        self.engine.copy(template.engine.name)

    def change(self, *statements):
        for sql, values in statements:
            self.engine.rows(sql, *values)

    def rows(self, sql, *values):
        rows = self.engine.rows(sql, *values)
        return [tuple(it.encode() if isinstance(it, str) else it for it in row) for row in rows]

    @staticmethod
    def damage():
        """None that the server does not tell the programs."""

    @staticmethod
    def text(octets):
        return octets.decode(errors="replace each").encode()


DATABASE = OnServer if ENGINE is PostgreSQL else File
