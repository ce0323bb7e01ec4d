"""The database of a box: SQLite's, or one on a PostgreSQL server, as tests/dialogue/engine.py chooses."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "dialogue"))

import engine  # noqa: E402  pylint: disable=wrong-import-position


class SQLite:
    """A file that the first session makes. options: how the programs reach it."""

    PARTS = engine.SQLite.PARTS

    def __init__(self, folder, _smtpd):
        self.path = folder / "mail.db"
        self.options = ["-d", str(self.path)]

    def query(self, sql, *values):
        # Read only, so that the tests can never be the ones who checkpoint or repair anything.
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()

    def change(self, sql, *values):
        with closing(sqlite3.connect(self.path)) as database, database:
            database.execute(sql, values)

    def forget_failures(self):
        Path(f"{self.path}-throttle").unlink()

    def is_sound(self):
        return not self.path.exists() or self.query("PRAGMA integrity_check") == [("ok",)]

    def remove(self):
        """It is in the folder."""


class PostgreSQL(engine.PostgreSQL):
    """One with tables from the beginning."""

    def __init__(self, folder, smtpd):
        super().__init__(folder)
        self.create(smtpd)

    query = change = engine.PostgreSQL.rows

    def forget_failures(self):
        self.run("DELETE FROM failure")

    def is_sound(self):
        """The server says so."""
        return True


STORE = PostgreSQL if engine.ENGINE is engine.PostgreSQL else SQLite
