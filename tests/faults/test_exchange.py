"""The operator moves, replaces and removes files of the database while mail comes in.

What 250 has said is stored in the database that the settings named at some instant between the end
of the message and the reply. And what SQLite and its tools do to the files is no exchange.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from test_disk import Site
from wire import Smtp

SENDERS = 4
DATABASES = ("red", "blue")


def make_database(folder):
    """With the account alice; and all in the database itself, so that it can be copied."""
    folder.mkdir()
    site = Site(folder)
    site.account("alice")
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass
class Log:
    """Which of two databases was at the path that is set, at most from when until when; seconds.

    The instant of an exchange itself nobody can see: while it goes on both may be there.
    """

    stays: list = field(default_factory=list)  # [name, from, until]

    def begin(self, name):
        self.stays.append([name, time.monotonic(), float("inf")])

    def end_earlier(self):
        self.stays[-2][2] = time.monotonic()

    def name(self):
        return self.stays[-1][0]

    def names_between(self, start, end):
        """All that were there at some instant of that time."""
        return {name for name, begin, until in self.stays if begin <= end and until >= start}


@dataclass
class Exchanged:
    """Two databases, of which "now" is one and then the other."""

    folder: Path
    log: Log = field(default_factory=Log)

    def make(self):
        make_database(self.folder / "red")
        shutil.copytree(self.folder / "red", self.folder / "blue")
        self.start()
        self.log.begin("red")

    def next_name(self):
        return DATABASES[DATABASES.index(self.log.name()) ^ 1]

    def exchange(self, _chance):
        name = self.next_name()
        self.log.begin(name)
        self.put(name)
        self.log.end_earlier()


class ByLink(Exchanged):
    """The path leads through a link."""

    def start(self):
        (self.folder / "now").symlink_to("red")

    def put(self, name):
        (self.folder / "next").symlink_to(name)
        os.replace(self.folder / "next", self.folder / "now")

    def place(self, name):
        return self.folder / name


class ByRename(Exchanged):
    """The directories themselves are renamed; for a moment there is none."""

    def start(self):
        (self.folder / "red").rename(self.folder / "now")

    def put(self, name):
        (self.folder / "now").rename(self.folder / self.next_of(name))
        (self.folder / name).rename(self.folder / "now")

    @staticmethod
    def next_of(name):
        return DATABASES[DATABASES.index(name) ^ 1]

    def place(self, name):
        return self.folder / ("now" if name == self.log.name() else name)


@dataclass
class Removed:
    """One database, of which the index or the lock file is removed; this also by a new one."""

    folder: Path
    log: Log = field(default_factory=Log)

    def make(self):
        make_database(self.folder / "now")
        self.log.begin("now")

    def exchange(self, chance):
        path = self.folder / "now" / f"mail.db{chance.choice(('-shm', '-lock'))}"
        if path.name.endswith("-lock") and chance.random() < 0.5:
            path.with_name("new").touch(mode=0o600)
            os.replace(path.with_name("new"), path)
        else:
            path.unlink(missing_ok=True)

    def place(self, _name):
        return self.folder / "now"


@dataclass
class Sender(threading.Thread):
    """Sends one message after the other, and takes its time before each."""

    site: Site
    number: int
    stop: threading.Event
    said: list = field(default_factory=list)  # subject, seconds from and to, reply
    problem: BaseException | None = None

    __hash__ = threading.Thread.__hash__

    def __post_init__(self):
        super().__init__(daemon=True)

    def run(self):
        chance = random.Random(self.number)
        try:
            while not self.stop.is_set():
                self.send(f"{self.number}-{len(self.said)}", chance)
        except BaseException as problem:
            self.problem = problem

    def send(self, subject, chance):
        octets = f"Subject: {subject}\r\n\r\n".encode() + bytes(chance.choice((10, 100_000)))
        octets = octets.replace(b"\0", b"x")
        start, reply = self.site.deliver_slowly(octets, chance.random() * 0.01)
        self.said.append((subject, start, time.monotonic(), reply))


class SlowSite(Site):
    """Its session has its recipient a while before the message comes."""

    def deliver_slowly(self, octets, seconds):
        """When the end of the message was sent, and the reply to it or the first bad one."""
        start, reply = time.monotonic(), None
        with self.session(self.programs[0], Smtp) as smtp:
            reply = smtp.reply()
            for command in (
                b"EHLO client.example",
                b"MAIL FROM:<x@remote.example>",
                b"RCPT TO:<alice>",
                b"DATA",
            ):
                reply = smtp.command(command) if reply.good else reply
            if reply.good:
                time.sleep(seconds)
                smtp.send(octets)
                start = time.monotonic()
                reply = smtp.command(b"\r\n.")
            if not reply.text.startswith(b"421"):
                smtp.command(b"QUIT")
        assert reply, self.last_log
        return start, reply


def start_senders(database_folder, count):
    stop = threading.Event()
    senders = [Sender(SlowSite(database_folder), number, stop) for number in range(count)]
    for sender in senders:
        sender.start()
    return stop, senders


def finish(stop, senders):
    stop.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
        if sender.problem:
            raise sender.problem


def subjects_in(folder):
    with closing(sqlite3.connect(folder / "mail.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {row[0] for row in database.execute("SELECT subject FROM inbox")}


@pytest.mark.field("S2")
@pytest.mark.parametrize("kind", (ByLink, ByRename, Removed))
def test_exchange_under_load(tmp_path, kind, full, figure, progress):
    exchanges = 1000 if full else 60
    place = kind(tmp_path)
    place.make()
    chance = random.Random(int(os.environ.get("SEED", "1")))
    stop, senders = start_senders(tmp_path / "now", SENDERS)
    done = progress(exchanges)
    try:
        for number in range(exchanges):
            time.sleep(0.01 + chance.random() * 0.1)
            place.exchange(chance)
            done(number + 1)
    finally:
        finish(stop, senders)
    stored = {name: subjects_in(place.place(name)) for name, _from, _until in place.log.stays}
    said = [entry for sender in senders for entry in sender.said]
    acknowledged = [entry for entry in said if entry[3].good]
    lost = [
        (subject, start, end)
        for subject, start, end, _reply in acknowledged
        if not any(subject in stored[name] for name in place.log.names_between(start, end))
    ]
    refused = [entry[3] for entry in said if not entry[3].good]
    figure("exchanges, messages, acknowledged", f"{exchanges}, {len(said)}, {len(acknowledged)}")
    figure("acknowledged and not in what was set", len(lost))
    assert not lost, lost
    assert all(reply.text.startswith(b"4") for reply in refused), refused
    assert len(acknowledged) > exchanges / 10
    assert refused


def run_sql(database, statement):
    """By the sqlite3 shell, as operators do; it waits for its turn."""
    command = ["sqlite3", "-batch", "-bail", "-init", "/dev/null", "-cmd", ".timeout 20000"]
    done = subprocess.run(
        [*command, str(database), statement], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done


@pytest.mark.field("S2")
def test_no_false_alarm(tmp_path, full, figure):
    """SQLite's own doing: sessions beside it are all told 250."""
    if not shutil.which("sqlite3"):
        pytest.skip("there is no sqlite3")
    seconds = 60 if full else 4
    folder = tmp_path / "now"
    make_database(folder)
    database = folder / "mail.db"
    copy = tmp_path / "copy.db"
    run_sql(database, f"VACUUM INTO '{copy}'")
    statements = (
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA wal_checkpoint(RESTART)",
        "VACUUM",
        "PRAGMA incremental_vacuum(10)",
        "REINDEX",
        f".restore '{copy}'",
        "SELECT count(*) FROM inbox",
    )
    stop, senders = start_senders(folder, 2)
    rounds = 0
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end or rounds < 3:
            for statement in statements:
                run_sql(database, statement)
            rounds += 1
    finally:
        finish(stop, senders)
    run_sql(database, "SELECT count(*) FROM inbox")
    assert SlowSite(folder).deliver(b"Subject: after\r\n\r\nx\r\n").good
    said = [entry for sender in senders for entry in sender.said]
    figure("rounds of 7 statements beside load", rounds)
    figure("messages, all acknowledged", len(said))
    alarms = [entry for entry in said if not entry[3].good]
    assert not alarms, alarms
