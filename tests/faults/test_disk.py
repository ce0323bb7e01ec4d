"""Disks that are full or read only, databases that are damaged or locked.

Replies must be clear (4xx, 5xx, -ERR), and in time; what 250 said is stored can be read back; what
needs no room goes on; and with room, or without the lock, all is well again without help.
"""

import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from servers import POP3D, SANITIZER_MARKS, SETTINGS, SMTPD
from wire import Closed, Pop3, Smtp

NOBODY = 65534
LOCK_TIMEOUT = 2
# SQLite's own waits come on top of ours; a machine may be busy.
END_SECONDS = 30

MIB = 1 << 20


def message(subject, octets=300):
    lines = b"".join(b"%07d %s\r\n" % (n, b"x" * 68) for n in range(octets // 78 + 1))
    return f"Subject: {subject}\r\n\r\n".encode() + lines


@dataclass
class Site:
    """A database and sessions on it; each is started by itself, as a super-server does."""

    folder: Path
    settings: tuple = ()
    wrapper: tuple = ()  # a command that starts the programs
    programs: tuple = (SMTPD, POP3D)
    last_log: str = ""
    longest: float = 0.0

    @property
    def database(self):
        return self.folder / "mail.db"

    def command(self, program, settings):
        every = ("hostname=mail.example", *SETTINGS, f"lock_timeout={LOCK_TIMEOUT}")
        every += ("min_free_space=0", *self.settings, *settings)
        options = [word for setting in every for word in ("-o", setting)]
        return [*self.wrapper, str(program), "-d", str(self.database), *options]

    @contextmanager
    def session(self, program, client, settings=(), arguments=()):
        """Talks to a program; afterwards it must have ended well."""
        ours, theirs = socket.socketpair()
        start = time.monotonic()
        with ours, tempfile.TemporaryFile() as log:
            with theirs:
                process = subprocess.Popen(
                    [*self.command(program, settings), *arguments],
                    stdin=theirs,
                    stdout=theirs,
                    stderr=log,
                )
            try:
                yield client(ours)
            except Closed:
                pass
            finally:
                ours.close()
                try:
                    process.wait(END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                log.seek(0)
                self.last_log = log.read().decode(errors="replace")
                self.longest = max(self.longest, time.monotonic() - start)
        assert process.returncode >= 0, signal.Signals(-process.returncode)
        assert not any(mark in self.last_log for mark in SANITIZER_MARKS), self.last_log

    def deliver(self, octets, recipient="alice", settings=()):
        """Returns the reply to the message, or the first bad one before it."""
        reply = None
        with self.session(self.programs[0], Smtp, settings) as smtp:
            reply = smtp.reply()
            for command in (b"EHLO client.example", b"MAIL FROM:<x@remote.example>"):
                reply = smtp.command(command) if reply.good else reply
            if reply.good:
                reply = smtp.command(b"RCPT TO:<%s>" % recipient.encode())
            if reply.good and (reply := smtp.command(b"DATA")).good:
                smtp.send(re.sub(rb"(\A|\n)\.", rb"\1..", octets))
                reply = smtp.command(b".")
            if reply.status != b"421":
                assert smtp.command(b"QUIT").good
        assert reply, self.last_log
        return reply

    def pop3(self, *commands, name="alice"):
        """Signs in, gives commands and QUIT; returns the replies from PASS on."""
        replies = []
        with self.session(self.programs[1], Pop3) as pop3:
            pop3.reply()
            pop3.command(b"USER " + name.encode())
            replies.append(pop3.command(b"PASS secret.Zq8"))
            for command in commands:
                if replies[0].good:
                    replies.append(pop3.command(command, command[:4] in (b"RETR", b"UIDL")))
            replies.append(pop3.command(b"QUIT"))
        return replies

    def account(self, name):
        assert self.pop3(name=name)[0].good, self.last_log

    def read_all(self):
        """All messages of the maildrop, as they came in."""
        count = int(re.search(rb"(\d+) messages?", self.pop3()[0].text)[1])
        replies = self.pop3(*(b"RETR %d" % n for n in range(1, count + 1)))
        assert all(reply.good for reply in replies), replies[-1]
        return [reply.body[reply.body.index(b"Subject: ") :] for reply in replies[1:-1]]

    def assert_sound(self):
        database = sqlite3.connect(self.database)
        try:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        finally:
            database.close()


def free_octets(folder):
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def use_up(file):
    """Takes what room there is, to the last octet."""
    with open(file, "wb", buffering=0) as filler:
        try:
            for _ in range(1 << 20):
                filler.write(bytes(4096))
        except OSError:
            pass


@pytest.fixture
def make_disk(tmp_path):
    """Mounts a disk of so many MiB in memory."""
    places = []

    def make(mebibytes):
        place = tmp_path / f"disk{len(places)}"
        place.mkdir()
        size = f"size={mebibytes}m,mode=755"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)]
        if not shutil.which("mount"):
            pytest.skip("there is no mount")
        if (mounted := subprocess.run(mount, capture_output=True, timeout=30)).returncode != 0:
            pytest.skip(f"cannot mount: {mounted.stderr.decode().strip()}")
        places.append(place)
        return place

    yield make
    # Nothing is left of it, whatever has it open still.
    for place in places:
        subprocess.run(["umount", "--lazy", str(place)], check=True, timeout=30)


@pytest.fixture
def small_disk(make_disk):
    return make_disk(16)


@pytest.fixture
def larger_disk(make_disk):
    return make_disk(64)


# --- full ---------------------------------------------------------------------------------------

PIECE = 200_000
LOG = 4 * MIB  # how long it usually gets
RESERVE = 2 * MIB
STEP = 1 << 17  # what a session may take of the disk before it looks again, and a bit


def fill(site):
    """Delivers until the disk is said to be full; returns what was stored."""
    stored = []
    for number in range(200):
        octets = message(f"number {number}", PIECE)
        reply = site.deliver(octets)
        if not reply.good:
            assert reply.text.startswith(b"452 4.3.1"), reply
            return stored
        stored.append(octets)
    raise AssertionError("the disk does not get full")


def delete(site, count):
    replies = site.pop3(*(b"DELE %d" % n for n in range(1, count + 1)))
    assert all(reply.good for reply in replies), (replies, site.last_log)


def test_little_free_space(small_disk, figure):
    """Mail stops before the disk is full; reading and deleting go on; deletions make room."""
    keep = 4 * MIB
    site = Site(small_disk, (f"min_free_space={keep}",))
    site.account("alice")
    stored = fill(site)
    left = free_octets(small_disk)
    figure("messages of 200 kB on 16 MiB", len(stored))
    figure("free when mail is refused, 4 MiB wanted", f"{left / MIB:.2f} MiB")
    assert keep - STEP < left < keep + 3 * PIECE
    assert len(stored) > 30
    assert site.read_all() == stored

    delete(site, 10)
    again = fill(site)
    figure("of 10 that were deleted, room again for", len(again))
    assert 8 <= len(again) <= 11
    # What is free inside the database counts; half of it all the disk itself has.
    assert free_octets(small_disk) > keep / 2
    assert site.read_all() == stored[10:] + again
    site.assert_sound()


class Lowest:
    """Looks at the free space all the time: octets is the lowest that it has seen."""

    def __init__(self, folder):
        self.folder = folder
        self.octets = free_octets(folder)
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.done = threading.Event()

    def look(self):
        while not self.done.is_set():
            self.octets = min(self.octets, free_octets(self.folder))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.done.set()
        self.thread.join()


@dataclass(frozen=True)
class Stranger:
    """How a message comes."""

    lmtp: bool
    chunks: bool
    size: bool

    def __str__(self):
        words = ("LMTP" if self.lmtp else "SMTP", "BDAT" if self.chunks else "DATA")
        return "-".join((*words, "SIZE" if self.size else "no-size"))

    def send(self, site, octets):
        """The reply to the message, or the first bad one before it."""
        settings = ("lock_timeout=60",)
        with site.session(site.programs[0], Smtp, settings, ("-l",) if self.lmtp else ()) as smtp:
            smtp.reply()
            smtp.command((b"LHLO" if self.lmtp else b"EHLO") + b" client.example")
            size = b" SIZE=%d" % len(octets) if self.size else b""
            for command in (b"MAIL FROM:<x@remote.example>" + size, b"RCPT TO:<alice>"):
                if not (reply := smtp.command(command)).good:
                    return reply
            return self.chunked(smtp, octets) if self.chunks else self.dotted(smtp, octets)

    @staticmethod
    def dotted(smtp, octets):
        smtp.command(b"DATA")
        smtp.send(octets)
        return smtp.command(b".")

    @staticmethod
    def chunked(smtp, octets):
        reply = None
        for start in range(0, len(octets), MIB):
            chunk = octets[start : start + MIB]
            last = b" LAST" if start + MIB >= len(octets) else b""
            smtp.send(b"BDAT %d%s\r\n" % (len(chunk), last) + chunk)
            reply = smtp.reply()
        return reply


STRANGERS = [
    Stranger(lmtp, chunks, size)
    for lmtp in (False, True)
    for chunks in (False, True)
    for size in (False, True)
]


@pytest.mark.field("S10")
@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
def test_free_space_holds_while_mail_comes_in(larger_disk, stranger, figure):
    """Four at a time, again and again; whatever was announced, the disk keeps what it is to keep.

    But for the log of usual length, which is on it once more when it has been copied.
    """
    keep = 24 * MIB
    site = Site(larger_disk, (f"min_free_space={keep}",))
    site.account("alice")
    large = message("large", 6 * MIB)
    stored = 0
    with Lowest(larger_disk) as lowest, ThreadPoolExecutor(4) as pool:
        for _ in range(100):
            # A site for each session: they remember the last log.
            sites = [replace(site) for _ in range(4)]
            replies = list(pool.map(lambda one: stranger.send(one, large), sites))
            assert all(r.good or r.text.startswith(b"452 4.3.1") for r in replies), replies
            stored += sum(reply.good for reply in replies)
            if not any(reply.good for reply in replies):
                break
        else:
            raise AssertionError("the disk does not get full")
    figure(f"lowest free space, {keep // MIB} MiB wanted", f"{lowest.octets / MIB:.2f} MiB")
    assert keep - LOG - 4 * STEP < lowest.octets
    assert stored > 0
    assert len(site.read_all()) == stored
    site.assert_sound()


def test_no_free_octet(small_disk, figure):
    """Somebody else takes the rest: no more is stored, but deleting needs no help."""
    site = Site(small_disk)
    site.account("alice")
    stored = [message(f"number {number}", PIECE) for number in range(30)]
    assert all(site.deliver(octets).good for octets in stored)
    filler = small_disk / "filler"
    use_up(filler)
    assert free_octets(small_disk) == 0
    # Big: no room for the spool. Medium: spooled in memory, and no room in the log. Small: the log
    # has room for some, as it is written over from its start.
    for octets in (message("big", 400_000), message("medium", 60_000), message("small")):
        reply = site.deliver(octets, settings=("min_free_space=1M",))
        assert reply.text.startswith(b"452 4.3.1"), reply
    for octets in (message("big", 400_000), *(message(f"{n}", 60_000) for n in range(40))):
        reply = site.deliver(octets)
        if reply.good:
            stored.append(octets)
        else:
            assert reply.text.startswith(b"452 4.3.1"), reply
    figure("of 40 with 60 kB, room in the log for", len(stored) - 30)
    assert len(stored) < 30 + 40
    assert site.read_all() == stored

    deleted = 0
    for _ in range(5):
        delete(site, 3)
        deleted += 3
        use_up(small_disk / f"filler{deleted}")
    assert site.read_all() == stored[deleted:]
    figure("deleted without a free octet", deleted)

    for file in small_disk.glob("filler*"):
        file.unlink()
    octets = message("after", 400_000)
    assert site.deliver(octets, settings=("min_free_space=1M",)).good
    assert site.read_all() == stored[deleted:] + [octets]
    site.assert_sound()


SMALL = 300  # octets of a message as a test in SQL makes it


def insert_messages(database, name, count):
    """As many small messages as a test needs, without a session for each."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        account = connection.execute("SELECT id FROM account WHERE name = ?", [name]).fetchone()[0]
        first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM message").fetchone()[0]
        ids = range(first, first + count)
        text = b"Subject: small\r\n\r\n" + bytes(SMALL - 18).replace(b"\0", b"x")
        connection.executemany(
            "INSERT INTO message VALUES (?, 't', 1, 'x@remote.example', NULL, '', 'h', 's', ?)",
            ((number, SMALL) for number in ids),
        )
        connection.executemany(
            "INSERT INTO content VALUES (?, ?)", ((number << 16, text) for number in ids)
        )
        connection.executemany(
            "INSERT INTO delivery VALUES (?, ?, ?, 0)", ((account, number, SMALL) for number in ids)
        )


def count_messages(database, name="alice"):
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT count(*) FROM inbox WHERE account = ?"
        return connection.execute(query, [name]).fetchone()[0]


@pytest.mark.field("S9")
@pytest.mark.parametrize("others", (False, True))
def test_many_deletions_without_a_free_octet(make_disk, others, full, figure):
    """More than the log of one transaction has room for, and again; others: two maildrops mixed."""
    disk = make_disk(192 if full else 48)
    site = Site(disk)
    site.account("alice")
    site.account("bob")
    count = 200_000 if full else 20_000
    for _ in range(20 if others else 1):
        insert_messages(site.database, "alice", count // (20 if others else 1))
        if others:
            insert_messages(site.database, "bob", 500)
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    site.pop3(b"NOOP")
    use_up(disk / "filler")
    assert free_octets(disk) == 0
    left = count
    start = time.monotonic()
    for part in (5_000, count // 2, count - 5_000 - count // 2):
        delete(site, part)
        left -= part
        assert count_messages(site.database) == left
        use_up(disk / f"filler{left}")
    figure(f"{count} deletions without a free octet", f"{time.monotonic() - start:.1f} s")
    reserve = os.stat(f"{site.database}-lock").st_size
    figure("of the reserve, afterwards", f"{reserve >> 10} KiB")
    assert reserve == RESERVE
    for filler in disk.glob("filler*"):
        filler.unlink()
    assert count_messages(site.database, "bob") == (10_000 if others else 0)
    site.assert_sound()


@pytest.mark.field("S9")
def test_log_and_index_are_made_on_a_full_disk(small_disk):
    """As after a restore: somebody must be able to sign in to delete something."""
    site = Site(small_disk)
    site.account("alice")
    stored = [message(f"number {number}", PIECE) for number in range(10)]
    assert all(site.deliver(octets).good for octets in stored)
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(3):
        for suffix in ("-wal", "-shm"):
            Path(f"{site.database}{suffix}").unlink(missing_ok=True)
        use_up(small_disk / f"filler{number}")
        assert free_octets(small_disk) == 0
        assert site.read_all() == stored
        delete(site, 1)
        del stored[0]
    assert site.read_all() == stored
    site.assert_sound()


@pytest.mark.field("S9")
def test_filled_and_emptied(make_disk, full, figure):
    """Again and again to the last octet: nothing is lost, and it can always be used again."""
    disk = make_disk(64)
    site = Site(disk)
    site.account("alice")
    rounds = 20 if full else 2
    taken = 0
    for number in range(rounds):
        stored = []
        while (reply := site.deliver(octets := message(f"{number} {len(stored)}", 900_000))).good:
            stored.append(octets)
        assert reply.text.startswith(b"452 4.3.1"), reply
        use_up(disk / "filler")
        assert site.read_all() == stored
        delete(site, len(stored))
        assert count_messages(site.database) == 0
        (disk / "filler").unlink()
        taken += len(stored)
    figure("disk of 64 MiB filled and emptied", f"{rounds} times, {taken} messages")
    site.assert_sound()


def test_file_size_limit(tmp_path):
    """The same without a disk of its own: files may not grow any more."""
    if not shutil.which("prlimit"):
        pytest.skip("there is no prlimit")
    site = Site(tmp_path)
    site.account("alice")
    stored = [message("before")]
    assert site.deliver(stored[0]).good
    size = max(file.stat().st_size for file in tmp_path.glob("mail.db*") if "lock" not in file.name)
    limited = Site(tmp_path, wrapper=("prlimit", f"--fsize={size}"))
    assert limited.deliver(message("big", PIECE)).text.startswith(b"452 4.3.1")
    assert limited.deliver(message("spooled", 400_000)).text.startswith(b"452 4.3.1")
    assert limited.read_all() == stored
    stored.append(message("after"))
    assert site.deliver(stored[1]).good
    assert site.read_all() == stored
    site.assert_sound()


# --- read only ----------------------------------------------------------------------------------


@pytest.fixture
def unprivileged():
    """A folder and programs for somebody who is not root, to whom permissions mean nothing."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv")
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pillarbox-disk-", dir=place) as name:
        folder = Path(name)
        folder.chmod(0o755)
        programs = tuple(Path(shutil.copy(program, folder)) for program in (SMTPD, POP3D))
        data = folder / "data"
        data.mkdir()
        os.chown(data, NOBODY, NOBODY)
        become = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups".split()
        site = Site(data, wrapper=tuple(become), programs=programs)
        site.account("alice")
        assert site.deliver(message("one")).good
        yield site


def assert_refused(reply):
    """As one says that the operator is needed."""
    assert reply.text.startswith((b"421 4.3.5", b"-ERR [SYS/PERM]")), reply


def test_no_permission(unprivileged):
    site = unprivileged
    for file in site.folder.iterdir():
        file.chmod(0o444)
    site.folder.chmod(0o555)
    assert_refused(site.deliver(message("two")))
    assert "user access" in site.last_log
    assert_refused(site.pop3()[0])

    site.folder.chmod(0o755)
    for file in site.folder.iterdir():
        file.chmod(0o600)
    assert site.deliver(message("three")).good
    assert site.read_all() == [message("one"), message("three")]


def test_database_file_cannot_be_written(unprivileged):
    """SQLite opens it to read, then: mail can be fetched, and not be deleted."""
    site = unprivileged
    site.database.chmod(0o444)
    assert_refused(site.deliver(message("two")))
    signed_in, deleted, end = site.pop3(b"DELE 1")
    assert signed_in.good and deleted.good
    assert end.text.startswith(b"-ERR [SYS/"), end

    site.database.chmod(0o600)
    assert site.read_all() == [message("one")]


def test_read_only_file_system(small_disk):
    site = Site(small_disk)
    site.account("alice")
    assert site.deliver(message("one")).good
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, timeout=30)
    assert_refused(site.deliver(message("two")))
    assert_refused(site.pop3()[0])
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True, timeout=30)
    assert site.deliver(message("three")).good
    assert site.read_all() == [message("one"), message("three")]


# --- locked -------------------------------------------------------------------------------------


def lock_writer(database):
    """As a program that changes something and takes its time, without our lock."""
    database.execute("BEGIN IMMEDIATE")
    return False


def lock_all(database):
    """Nobody else can even read."""
    database.execute("PRAGMA locking_mode=EXCLUSIVE")
    database.execute("BEGIN EXCLUSIVE")
    database.execute("INSERT INTO account (name, created) VALUES ('never', 0)")
    return True


@pytest.mark.parametrize("take", (lock_writer, lock_all))
def test_locked_by_another_program(tmp_path, take, figure):
    site = Site(tmp_path)
    site.account("alice")
    assert site.deliver(message("one")).good
    database = sqlite3.connect(site.database, isolation_level=None)
    try:
        also_reading = take(database)
        start = time.monotonic()
        assert site.deliver(message("two")).text.startswith(b"451 4.3.0")
        refused = time.monotonic() - start
        replies = site.pop3(b"DELE 1")
        assert replies[-1 if not also_reading else 0].text.startswith(b"-ERR [SYS/TEMP]"), replies
        waited = time.monotonic() - start
        database.execute("ROLLBACK")
    finally:
        database.close()
    figure(f"{take.__name__}: 451 after, lock_timeout {LOCK_TIMEOUT} s", f"{refused:.1f} s")
    # Each refusal waits once; opening and using the database are waits of their own.
    assert refused < 2 * LOCK_TIMEOUT + 3
    assert waited < 5 * LOCK_TIMEOUT + 6
    assert site.deliver(message("three")).good
    assert site.read_all() == [message("one"), message("three")]
    site.assert_sound()


# --- damaged ------------------------------------------------------------------------------------


def damage(file, chance):
    """One thing of those that happen to files; returns a word about it."""
    octets = bytearray(file.read_bytes())
    if not octets:
        return "nothing"
    kind = chance.choice((
        ("flip", "zero", "overwrite", "page", "swap", "truncate", "head", "page head", "page head")
    ))
    start = chance.randrange(len(octets))
    end = min(start + chance.choice((1, 4, 100, 512, 4096, 20000)), len(octets))
    page = 4096 * chance.randrange(len(octets) // 4096 + 1)
    if kind == "flip":
        for _ in range(chance.choice((1, 1, 10, 1000))):
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    elif kind == "zero":
        octets[start:end] = bytes(end - start)
    elif kind == "overwrite":
        octets[start:end] = chance.randbytes(end - start)
    elif kind == "page":
        octets[page : page + 4096] = chance.randbytes(len(octets[page : page + 4096]))
    elif kind == "swap":
        other = 4096 * chance.randrange(len(octets) // 4096 + 1)
        one, two = octets[page : page + 4096], octets[other : other + 4096]
        if len(one) == len(two):
            octets[page : page + 4096], octets[other : other + 4096] = two, one
    elif kind == "truncate":
        del octets[start:]
    elif kind == "head":
        position = chance.randrange(min(100, len(octets)))
        octets[position] = chance.randrange(256)
    elif kind == "page head":
        for position in range(page, min(page + chance.choice((1, 8, 40)), len(octets))):
            octets[position] = chance.randrange(256)
    file.write_bytes(octets)
    return kind


@dataclass
class Tally:
    accepted: int = 0
    refused: int = 0
    read: int = 0


def use_damaged(site, tally):
    """A person reads everything, mail comes in, and what was accepted is read back."""
    new = message("new after the damage", 70_000)
    first = site.pop3(b"UIDL", b"RETR 1", b"RETR 2", b"RETR 3", b"DELE 2")
    tally.read += len(first) == 7 and all(reply.good for reply in first[:5])
    reply = site.deliver(new)
    assert reply.status[:1] in (b"2", b"4", b"5"), reply
    if not reply.good:
        tally.refused += 1
        return
    tally.accepted += 1
    signed_in = site.pop3()[0]
    if not signed_in.good:
        # The damage is in the password's hash, which the operator would replace.
        with suppress(sqlite3.Error), closing(sqlite3.connect(site.database)) as database:
            with database:
                database.execute("UPDATE account SET password = NULL WHERE name = 'alice'")
        signed_in = site.pop3()[0]
    count = re.search(rb"(\d+) messages?", signed_in.text)
    # Old mail may break a session off, so each has one.
    for number in range(int(count[1]) if count else 0, 0, -1):
        replies = site.pop3(b"RETR %d" % number)
        if any(reply.good and reply.body.endswith(new) for reply in replies[1:2]):
            return
    raise AssertionError(f"250 for a message that cannot be read back: {signed_in}")


def test_damaged_database(tmp_path, full, figure, progress):
    original = Site(tmp_path / "original")
    original.folder.mkdir()
    original.account("alice")
    for number, octets in enumerate((300, 150_000, 5_000, 90_000, *(1_000,) * 20)):
        assert original.deliver(message(f"old {number}", octets)).good
    assert (original.folder / "mail.db-wal").stat().st_size > 0
    tally = Tally()
    runs = 1000 if full else 100
    seed = int(os.environ.get("SEED", "1"))
    longest = 0.0
    done = progress(runs)
    for number in range(runs):
        chance = random.Random(f"{seed} {number}")
        site = Site(tmp_path / "damaged")
        shutil.copytree(original.folder, site.folder)
        file = site.folder / chance.choice(("mail.db", "mail.db", "mail.db-wal", "mail.db-shm"))
        what = damage(file, chance)
        try:
            use_damaged(site, tally)
        except AssertionError as problem:
            raise AssertionError(
                f"SEED={seed}, damage {number}, {what} in {file.name}: {problem}\n{site.last_log}"
            ) from problem
        longest = max(longest, site.longest)
        shutil.rmtree(site.folder)
        done(number + 1)
    figure(
        "damages",
        f"{runs}; all old mail came back {tally.read} times; new mail was accepted"
        f" {tally.accepted} times and refused {tally.refused} times",
    )
    figure("longest session", f"{longest:.1f} s")
