"""Backup, restore, check and compact: while mail flows, and when something is broken."""

import os
import sqlite3
import subprocess
import threading
from contextlib import closing, contextmanager

import pytest

from operators import password_of
from servers import POP3D, SMTPD

MESSAGE = b"Subject: x\r\n\r\n" + b"0123456789 " * 300 + b"\r\n"


class Writers:
    """Sessions that deliver without a pause; ids of what they were promised."""

    def __init__(self, operator, count=3):
        self.operator = operator
        self.over = threading.Event()
        self.acknowledged = []
        self.problems = []
        self.threads = [threading.Thread(target=self.deliver) for _ in range(count)]

    def deliver(self):
        command = [*self.operator.serve(SMTPD, "-l"), "-o", "log=error"]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.operator.folder,
        ) as session:
            session.stdin.write(b"LHLO test\r\n")
            while not self.over.is_set():
                session.stdin.write(b"MAIL FROM:<>\r\nRCPT TO:<alice>\r\n")
                session.stdin.write(b"BDAT %d LAST\r\n" % len(MESSAGE) + MESSAGE)
                session.stdin.flush()
                while b" Stored as " not in (line := session.stdout.readline()):
                    if not line or line[:1] in b"45":
                        self.problems.append(line)
                        return
                self.acknowledged.append(line.split()[-1].decode())
            session.stdin.close()
            self.problems += session.stderr.read().splitlines()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert self.problems == []


def in_copy(path, sql):
    with closing(sqlite3.connect(path)) as database:
        return [row for (row,) in database.execute(sql)]


def test_backup_while_mail_flows(alice):
    """What was acknowledged before it began is in it, and the copy is a database like any."""
    for _ in range(20):
        alice.deliver(b"Subject: large\r\n\r\n" + b"x" * 100000 + b"\r\n", "bob")
    copy = alice.folder / "copies" / "it's a copy.db"
    copy.parent.mkdir()
    with Writers(alice) as writers:
        while len(writers.acknowledged) < 20:
            assert writers.problems == []
        before = list(writers.acknowledged)
        shown = alice.ok("backup", str(copy))
        after = len(writers.acknowledged)
        while len(writers.acknowledged) < after + 10:
            assert writers.problems == []
    ids = set(in_copy(copy, "SELECT transaction_id FROM message"))
    assert set(before) <= ids and after > len(before)
    assert ids < {row for (row,) in alice.query("SELECT transaction_id FROM message")}
    assert f"{len(ids)} messages" in shown and in_copy(copy, "PRAGMA integrity_check") == ["ok"]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    replies = alice.session(
        POP3D,
        f"USER bob\r\nPASS {password_of('bob')}\r\nSTAT\r\nRETR 20\r\nQUIT\r\n".encode(),
        database=copy,
    )
    assert b"\r\n+OK 20 " in replies and b"x" * 100000 in replies


def test_backup_into_a_directory(alice):
    (alice.folder / "copies").mkdir()
    alice.ok("backup", "copies")
    (copy,) = (alice.folder / "copies").iterdir()
    assert copy.name.startswith("pillarbox-2") and copy.suffix == ".db"
    alice.ok("backup", f"copies/{copy.name}")  # in its place
    assert "itself" in alice.fails("backup", "mail.db")
    assert "no directory" in alice.fails("backup", "no-such/copy.db")


def test_backup_of_a_damaged_database(alice):
    """No copy, and the older one stays."""
    (alice.folder / "copy.db").write_bytes(b"older")
    damage_page(alice)
    assert "damaged" in alice.run("backup", "copy.db", status=1).stderr.decode()
    assert (alice.folder / "copy.db").read_bytes() == b"older"


@contextmanager
def signed_in(alice):
    """A POP3 session of hers that goes on."""
    with subprocess.Popen(
        [*alice.serve(POP3D), "-o", "log=error"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=alice.folder,
    ) as session:
        session.stdin.write(f"USER alice\r\nPASS {password_of('alice')}\r\n".encode())
        session.stdin.flush()
        for _ in range(3):
            assert session.stdout.readline().startswith(b"+OK")
        yield session


def test_restore(alice):
    """As it was, with sessions that go on, and no id that is given again."""
    for number in range(3):
        alice.deliver(b"Subject: old\r\n\r\n", "alice")
    alice.ok("backup", "copy.db")
    kept = alice.dump()
    alice.deliver(b"Subject: new\r\n\r\n", "alice", "bob")
    ((last,),) = alice.query("SELECT max(id) FROM message")
    with signed_in(alice) as session:
        assert "3 messages" in alice.ok("restore", "copy.db")
        assert alice.dump() == kept
        replies, _ = session.communicate(b"RETR 4\r\nRETR 1\r\nDELE 2\r\nQUIT\r\n", timeout=120)
    lines = [line for line in replies.splitlines() if line.startswith((b"+", b"-"))]
    assert [line[:4] for line in lines] == [b"-ERR", b"+OK ", b"+OK ", b"+OK "]
    alice.deliver(b"Subject: newer\r\n\r\n", "alice")
    assert alice.query("SELECT max(id) FROM message")[0][0] > last + 1000
    assert len(alice.stored("alice")) == 3
    assert alice.can_sign_in("alice", password_of("alice").encode())
    assert alice.run("check").stdout


def id_of_mail(operator):
    """Of a message that comes in now."""
    operator.deliver(MESSAGE, "alice")
    return operator.query("SELECT max(id) FROM message")[0][0]


def id_of_account(operator):
    operator.add("carol")
    return operator.query("SELECT id FROM account WHERE name = 'carol'")[0][0]


@pytest.mark.parametrize("before", (0, 1))
def test_no_id_is_given_again(alice, before):
    """Whatever copy is restored, and how often: one without mail knows of no number."""
    given = [(id_of_mail(alice), 0) for _ in range(before)]
    alice.ok("backup", "copy.db")
    for _ in range(3):
        given.append((id_of_mail(alice), id_of_account(alice)))
        alice.ok("restore", "copy.db")
    alice.change("UPDATE sqlite_sequence SET seq = 50000000")  # much has come in
    given.append((id_of_mail(alice), id_of_account(alice)))
    alice.ok("restore", "--no-copy", "copy.db")
    given.append((id_of_mail(alice), id_of_account(alice)))
    for ids in zip(*given):
        assert sorted(set(ids) - {0}) == [one for one in ids if one]


def test_restore_where_the_numbers_are_damaged(alice):
    """Those that can be read count: here the ids of what is there."""
    alice.ok("backup", "copy.db")
    alice.change("UPDATE sqlite_sequence SET seq = 50000000")
    known = id_of_mail(alice)
    damage_page(alice, "sqlite_sequence")
    assert "cannot be kept" in alice.run("restore", "copy.db", status=1).stderr.decode()
    alice.ok("restore", "--no-copy", "copy.db")
    assert id_of_mail(alice) > known


def kept(operator):
    return list(operator.folder.glob("pillarbox-before-restore-*.db"))


def test_restore_keeps_what_it_replaces(alice):
    """In a copy that can be restored in turn. A copy that cannot be restored changes nothing."""
    alice.ok("backup", "copy.db")
    alice.deliver(b"Subject: late\r\n\r\n", "alice")
    (alice.folder / "bad.db").write_bytes(b"SQLite format 3\0")
    alice.fails("restore", "bad.db")
    assert kept(alice) == []
    first, second = alice.ok("restore", "copy.db").splitlines()
    (present,) = kept(alice)
    assert first.startswith(f"{present}: ") and " 1 message, " in first and " 0 messages, " in second
    assert present.stat().st_mode & 0o77 == 0
    assert " 1 message, " in alice.ok("restore", "--no-copy", present.name)
    assert kept(alice) == [present]


def test_restores_within_a_second_keep_two_copies(alice):
    """Even if the clock stands still."""
    clock = alice.folder / "date"
    clock.write_text("#!/bin/sh\necho 20261129T120000Z\n")
    clock.chmod(0o755)
    alice.ok("backup", "copy.db")
    for _ in range(2):
        alice.run("restore", "copy.db", prefix=("env", f"PATH={alice.folder}:{os.environ['PATH']}"))
    assert len(kept(alice)) == 2


def test_restore_with_a_full_maildrop(alice):
    """Of the one account that there is always."""
    alice.deliver(MESSAGE, "postmaster")
    alice.ok("quota", "postmaster", "1K")
    alice.ok("backup", "copy.db")
    assert "1 message" in alice.ok("restore", "copy.db")


def test_restore_while_mail_flows(alice):
    alice.ok("backup", "copy.db")
    with Writers(alice, 2) as writers:
        while len(writers.acknowledged) < 10:
            assert writers.problems == []
        assert "0 messages" in alice.ok("restore", "copy.db") or writers.acknowledged
        after = len(writers.acknowledged)
        while len(writers.acknowledged) < after + 10:
            assert writers.problems == []
    left = {row for (row,) in alice.query("SELECT transaction_id FROM message")}
    assert set(writers.acknowledged[after + 2 :]) <= left
    assert not left & set(writers.acknowledged[:8])
    assert alice.query("PRAGMA integrity_check") == [("ok",)]


def test_restore_where_nothing_is(alice):
    """On a new machine, and after the damaged files have been moved away."""
    alice.deliver(MESSAGE, "alice")
    alice.ok("backup", "copy.db")
    for path in alice.folder.glob("mail.db*"):
        path.unlink()
    (alice.folder / "mail.db-wal").write_bytes(b"of another")
    assert "Move it away" in alice.run("restore", "copy.db", status=1).stderr.decode()
    (alice.folder / "mail.db-wal").unlink()
    alice.ok("restore", "copy.db")
    assert len(alice.stored("alice")) == 1
    assert alice.database.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "kind, complaint",
    (
        ("garbage", "not a database"),
        ("other", "not a database of pillarbox"),
        ("newer", "newer programs"),
        ("damaged", "damaged"),
        ("wal", "no copy"),
        ("missing", "no file"),
        ("itself", "itself"),
    ),
)
def test_no_copies(alice, kind, complaint):
    """Each is refused, and the database stays as it is."""
    alice.ok("backup", "copy.db")
    name = "copy.db"
    copy = alice.folder / name
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        if kind == "newer":
            database.execute("PRAGMA user_version = 99")
        elif kind == "other":
            database.execute("PRAGMA application_id = 1")
    if kind == "garbage":
        copy.write_bytes(os.urandom(9000))
    elif kind == "damaged":
        damage_page(alice, path=copy)
    elif kind == "wal":
        (alice.folder / "copy.db-wal").write_bytes(b"frames")
    elif kind == "missing":
        name = "no-such.db"
    elif kind == "itself":
        name = "mail.db"
    assert complaint in alice.fails("restore", name)


@pytest.mark.parametrize("version", (1, 2))
def test_older_and_newer(operator, version):
    """An older database is left alone, but an older copy is brought up to date."""
    from operators import TOP

    with closing(sqlite3.connect(operator.database, isolation_level=None)) as database:
        database.executescript((TOP / "common" / "store" / "sqlite" / "schema-1.sql").read_text())
        if version == 2:
            database.executescript((TOP / "common" / "store" / "sqlite" / "schema-2.sql").read_text())
        database.execute(f"PRAGMA user_version = {version}")
        database.execute("PRAGMA application_id = 1885499256")
    assert "to upgrade it" in operator.fails("list")
    operator.database.rename(operator.folder / "copy.db")
    operator.ok("restore", "copy.db")
    assert operator.json("list")[0]["account"] == "postmaster"
    operator.change("PRAGMA user_version = 99")
    assert "newer programs" in operator.fails("list")


def damage_page(operator, name="delivery_of_message", path=None):
    """Ones over the first page of a table or an index."""
    path = path or operator.database
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(path, "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


# What is planted, and the line of check that has to find it.
DAMAGE = {
    "senders": "UPDATE message SET sender = 77",
    "deliveries to nobody": "INSERT INTO delivery VALUES (77, 1, 0, 0)",
    "deliveries of nothing": "INSERT INTO delivery VALUES (2, 77, 0, 0)",
    "foreign keys": "INSERT INTO delivery VALUES (77, 78, 0, 0)",
    "messages of nobody": "INSERT INTO message VALUES (50, 'x', 0, '', NULL, '', '', '', 0)",
    "unfinished messages": "INSERT INTO message VALUES (-50, 'x', 0, '', NULL, '', '', '', 1)",
    "content of no message": "INSERT INTO content VALUES (65536 * 60, x'00')",
    "incomplete messages": "DELETE FROM content WHERE id >> 16 = 1",
    "sizes of deliveries": "UPDATE delivery SET octets = 5",
    "numbering": "UPDATE sqlite_sequence SET seq = 0",
    "unusable hashes": "UPDATE account SET password = '$9$broken' WHERE name = 'bob'",
    "names of accounts": "INSERT INTO account (name, created) VALUES ('a b', 0)",
    "postmaster": "UPDATE account SET name = 'boss' WHERE name = 'postmaster'",
    "targets of aliases": "INSERT INTO alias VALUES ('x''y', 'nobody')",
    "accounts without password": "UPDATE account SET password = NULL WHERE name = 'bob'",
    "left by mailctl": "INSERT INTO account (name, password, created)"
    " VALUES ('mailctl.0123456789abcdef', '!', 0)",
}
NOTES = ("unfinished messages", "targets of aliases", "accounts without password", "left by mailctl")


def states(operator, status):
    return {row["what"]: row["state"] for row in operator.json("check", status=status)}


def test_check_of_what_is_sound(alice):
    alice.deliver(MESSAGE, "alice", "bob")
    found = states(alice, 0)
    assert set(found.values()) == {"ok"} and set(DAMAGE) <= set(found)
    sizes = alice.json("check")[-2]
    assert sizes["what"] == "sizes" and f"{alice.database.stat().st_size} octets" in sizes["detail"]


@pytest.mark.parametrize("what", DAMAGE)
def test_check_finds(alice, what):
    alice.deliver(MESSAGE, "alice")
    alice.change(DAMAGE[what])
    found = states(alice, 0 if what in NOTES else 1)
    assert found[what] == ("note" if what in NOTES else "bad"), found


def test_check_finds_a_damaged_page(alice):
    alice.deliver(MESSAGE, "alice")
    damage_page(alice)
    assert states(alice, 1) == {"integrity": "bad", "files": "ok"}


def test_check_finds_files_that_are_open_to_others(alice):
    alice.database.chmod(0o644)
    found = {row["what"]: row["detail"] for row in alice.json("check", status=1)}
    assert "mail.db is open to others" in found["files"]


def test_compact_while_a_session_is_open(alice):
    """The session goes on, and the space is the file system's in the end."""
    for number in range(12):
        alice.deliver(b"Subject: %d\r\n\r\n" % number + b"x" * 100000 + b"\r\n", "alice")
    with signed_in(alice) as session:
        size = alice.database.stat().st_size
        alice.change("PRAGMA foreign_keys = ON", "DELETE FROM delivery WHERE message < 12")
        assert alice.query("PRAGMA freelist_count")[0][0] > 100
        assert alice.ok("compact").split()[0] > "1"
        assert alice.query("PRAGMA freelist_count") == [(0,)]
        replies, _ = session.communicate(b"RETR 1\r\nRETR 12\r\nQUIT\r\n", timeout=120)
    assert replies.startswith(b"-ERR") and b"x" * 100000 in replies
    assert alice.ok("compact").startswith("0 octets less")
    assert alice.database.stat().st_size < size / 3
    assert alice.query("PRAGMA integrity_check") == [("ok",)]


def test_compact_of_a_first_version(alice):
    """It cannot be done while programs run, and the manual says what can."""
    alice.change("PRAGMA auto_vacuum = NONE", "VACUUM")
    assert "pillarbox-schema(5)" in alice.fails("compact")
