"""Databases of every version of the schema become present ones at first use, and lose nothing.

saved/ has a database of each version, made by the programs of that time (save_database.py tells
how), and what those told of it. Here the present programs get them. "The same" is meant literally:
each row, the octets of each message, and the unique-ids, by which mail programs know what they have
fetched already.
"""

import errno
import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from save_database import PASSWORDS, Programs

TOP = Path(__file__).resolve().parents[2]
SMTPD = Path(os.environ.get("SMTPD", TOP / "smtpd" / "smtpd")).resolve()
POP3D = Path(os.environ.get("POP3D", TOP / "pop3d" / "pop3d")).resolve()
# Linked dynamically: what fail.so is put in front of.
DYNAMIC_SMTPD = Path(os.environ.get("DYNAMIC_SMTPD", TOP / "build/dynamic/smtpd.run")).resolve()
DYNAMIC_POP3D = Path(os.environ.get("DYNAMIC_POP3D", TOP / "build/dynamic/pop3d.run")).resolve()
FAIL_LIBRARY = Path(os.environ.get("FAULT_TOOLS", TOP / "build/tests")).resolve() / "fail.so"
REPORT = struct.Struct("8194Q")  # what fail.c writes

SAVED = Path(__file__).resolve().parent / "saved"
VERSIONS = sorted(int(path.stem.removeprefix("schema-")) for path in SAVED.glob("schema-*.db"))
PRESENT = VERSIONS[-1]  # which test_every_version_is_saved makes sure of
OLDER = VERSIONS[:-1]
APPLICATION_ID = 0x70626F78
SAVED_OCTETS = 200_000

SMTP_SESSION = (
    b"EHLO client.example",
    b"MAIL FROM:<someone@elsewhere.example>",
    b"RCPT TO:<alice@mail.example>",
    b"QUIT",
)
POP3_SESSION = (b"USER alice", b"PASS " + PASSWORDS["alice"].encode(), b"STAT", b"QUIT")
FIRST = {"smtpd": SMTP_SESSION, "pop3d": POP3_SESSION}

NEW = b"Subject: after the upgrade\r\n\r\nStill here?\r\n"


# --- a database ---------------------------------------------------------------------------------


class Box:
    """A directory with a database in it."""

    def __init__(self, folder, version=None):
        folder.mkdir(exist_ok=True)
        self.database = folder / "mail.db"
        self.programs = Programs(SMTPD, POP3D, self.database, "lock_timeout=20")
        if version:
            shutil.copyfile(SAVED / f"schema-{version}.db", self.database)

    def command(self, program):
        return getattr(self.programs, program)

    def query(self, sql):
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            database.text_factory = lambda octets: octets.decode(errors="surrogateescape")
            return database.execute(sql).fetchall()

    def version(self):
        return self.query("PRAGMA user_version")[0][0]

    def schema(self):
        return sorted(self.query("SELECT type, name, tbl_name, sql FROM sqlite_schema"), key=str)

    def columns(self):
        """Of each table, those of SQLite's included; but not what each session changes."""
        return {
            table: [
                name
                for _id, name, *_ in self.query(f"PRAGMA table_info({table})")
                if name not in ("last_sign_in", "usage", "usage_since")
            ]
            for (table,) in self.query("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }

    def rows(self, columns):
        return {
            table: sorted(self.query(f"SELECT {', '.join(names)} FROM {table}"), key=str)
            for table, names in columns.items()
        }

    def is_sound(self):
        return (
            self.query("PRAGMA integrity_check") == [("ok",)]
            and self.query("PRAGMA foreign_key_check") == []
            and self.query("PRAGMA application_id") == [(APPLICATION_ID,)]
        )


@pytest.fixture
def box(tmp_path):
    """box(version): a copy of the saved database, in a directory of its own."""
    count = 0

    def make(version=None):
        nonlocal count
        count += 1
        return Box(tmp_path / f"box{count}", version)

    return make


@pytest.fixture
def present(box):
    """A database that the present programs have made from nothing."""
    new = box()
    new.programs.session(new.programs.smtpd, *(SMTP_SESSION[:2]), b"RCPT TO:<postmaster>", b"QUIT")
    return new


def told(version):
    """What the programs of the version told of the maildrops."""
    return json.loads((SAVED / f"schema-{version}.json").read_text())


def assert_upgraded(box, old, present):
    """The box has the present schema, and all rows that old had."""
    assert box.version() == PRESENT
    assert box.schema() == present.schema()
    assert box.is_sound()
    columns = old.columns()
    assert box.rows(columns) == old.rows(columns)


# --- the saved ones -----------------------------------------------------------------------------


def test_every_version_is_saved(box, present):
    assert VERSIONS == list(range(1, present.version() + 1)), "see save_database.py"
    for version in VERSIONS:
        saved = box(version)
        assert saved.version() == version
        assert saved.is_sound()
        assert saved.query("PRAGMA journal_mode") == [("wal",)]
        assert saved.database.stat().st_size < SAVED_OCTETS
    assert saved.schema() == present.schema(), "the schema was changed without a new version"


# --- first use ----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("program", FIRST)
def test_first_use_upgrades(box, present, program, version):
    old, new = box(version), box(version)
    new.programs.session(new.command(program), *FIRST[program])
    assert_upgraded(new, old, present)


@pytest.mark.parametrize("version", VERSIONS)
def test_mail_goes_on(box, version):
    """All is there as before, for the same passwords; and new mail comes behind it."""
    mail = box(version)
    before = told(version)
    for name, messages in before.items():
        assert mail.programs.maildrop(name) == messages
    mail.programs.send(b"<someone@elsewhere.example>", NEW, *(name.encode() for name in before))
    for name, messages in before.items():
        after = mail.programs.maildrop(name)
        assert after[:-1] == messages
        assert after[-1]["uid"] not in {message["uid"] for message in messages}
        assert mail.programs.retrieve(name, len(after)).endswith(b"\r\n" + NEW)
    assert mail.version() == PRESENT
    assert mail.is_sound()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_operator_has_set_counts(box, version):
    mail = box(version)
    sender = b"<someone@elsewhere.example>"
    said = mail.programs.session(
        mail.programs.smtpd,
        *(b"EHLO client.example", b"MAIL FROM:" + sender + b" SIZE=400000"),
        *(b"RCPT TO:<alice@mail.example>", b"RCPT TO:<bob@mail.example>", b"QUIT"),
    )
    assert said.count(b"\r\n452 4.2.2 ") == 1, said  # alice has a quota, bob has none
    said = mail.programs.session(
        mail.programs.pop3d, b"USER locked.out", b"PASS anything", b"QUIT"
    )
    assert b"\r\n-ERR [AUTH] " in said, said
    if version == 1:
        with closing(sqlite3.connect(mail.database)) as database, database:
            database.execute("INSERT INTO alias (name, target) VALUES ('sales', 'bob')")
    mail.programs.send(sender, NEW, b"sales")
    assert mail.query("SELECT count(*) FROM inbox WHERE account = 'bob'") == [
        (len(told(version)["bob"]) + 1,)
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_names_may_have_a_domain(box, version):
    """An upgraded database has room for them, and mail for other domains goes where it went."""
    mail = box(version)
    mail.programs.session(mail.programs.smtpd, *SMTP_SESSION)
    with closing(sqlite3.connect(mail.database)) as database, database:
        database.execute("INSERT INTO account (name, created) VALUES ('alice@mail.example', 1)")
        database.execute(
            "INSERT OR REPLACE INTO alias VALUES ('carol@localhost', 'alice@mail.example')"
        )
    mail.programs.session(
        mail.programs.smtpd,
        *(b"EHLO client.example", b"MAIL FROM:<someone@elsewhere.example>"),
        *(b"RCPT TO:<%s>" % name for name in (b"alice@mail.example", b"carol@mail.example")),
        *(b"DATA", NEW + b".", b"QUIT"),
    )
    mail.programs.session(
        mail.programs.smtpd,
        *(b"EHLO client.example", b"MAIL FROM:<someone@elsewhere.example>"),
        *(b"RCPT TO:<Carol@LocalHost>", b"DATA", NEW + b".", b"QUIT"),
    )
    found = mail.query(
        "SELECT account, count(*) FROM inbox WHERE subject = 'after the upgrade' GROUP BY account"
    )
    assert sorted(found) == [("alice@mail.example", 2), ("carol", 1)]


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("program", FIRST)
def test_what_is_in_the_log_is_upgraded_too(box, present, program, version):
    """Programs leave their last commits in the log; here are some that nobody checkpointed."""
    old, new = box(version), box()
    with closing(sqlite3.connect(old.database, isolation_level=None)) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("UPDATE message SET subject = subject || ' in the log'")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{old.database}{suffix}", f"{new.database}{suffix}")
        new.programs.session(new.command(program), *FIRST[program])
        assert_upgraded(new, old, present)
    assert new.query("SELECT count(*) FROM inbox WHERE subject NOT LIKE '% in the log'") == [(0,)]


# --- one transaction ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    kind: str
    how: str
    error: int = 0

    def __str__(self):
        return f"{self.kind}-{self.how}-{errno.errorcode.get(self.error, '')}".rstrip("-")


FAULTS = (
    Fault("write", "kill"),
    Fault("sync", "kill"),
    Fault("size", "kill"),
    Fault("write", "on", errno.ENOSPC),
    Fault("write", "once", errno.EIO),
    Fault("sync", "on", errno.EIO),
    Fault("size", "on", errno.ENOSPC),
)
MOST = 1000  # calls of a kind in a session


def failing_session(box, program, fault, number):
    """A session in which call number of a kind fails: whether there was such a call."""
    report = box.database.with_name("report")
    report.write_bytes(bytes(REPORT.size))
    dynamic = {"smtpd": DYNAMIC_SMTPD, "pop3d": DYNAMIC_POP3D}[program]
    done = subprocess.run(
        [str(dynamic), *box.command(program)[1:]],
        input=b"".join(line + b"\r\n" for line in FIRST[program]),
        capture_output=True,
        timeout=60,
        env={
            "LD_PRELOAD": str(FAIL_LIBRARY),
            "FAIL_KIND": fault.kind,
            "FAIL_HOW": fault.how,
            "FAIL_AT": str(number),
            "FAIL_ERRNO": str(fault.error),
            "FAIL_REPORT": str(report),
        },
    )
    _calls, failed, *_ = REPORT.unpack(report.read_bytes())
    killed = done.returncode == -signal.SIGILL
    assert killed == (fault.how == "kill" and failed > 0), done
    assert killed or done.returncode in (0, 1), done
    return failed > 0


@pytest.mark.field("S3")
@pytest.mark.parametrize("version", OLDER)
def test_no_migration_leaves_rows_dangling(box, version):
    """With programs whose last one does: the database stays as it was."""
    folder = DYNAMIC_SMTPD.parent / "variants" / "dangling-migration"
    if not folder.exists():
        pytest.skip(f"{folder} is not there, run make fault-programs")
    old, broken = box(version), box(version)
    columns = old.columns()
    command = [folder / "smtpd.run", "-c", "/dev/null", "-d", broken.database, "--create"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "rows would refer to others that are not there" in done.stderr
    assert broken.version() == version
    assert broken.schema() == old.schema()
    assert broken.rows(columns) == old.rows(columns)
    assert broken.is_sound()


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_all_or_nothing(tmp_path, box, present, fault, version):
    """Wherever the first session is broken off, the database is an old one or a present one."""
    for program in (FAIL_LIBRARY, DYNAMIC_SMTPD, DYNAMIC_POP3D):
        if not program.exists():
            pytest.skip(f"{program} is not there, run make fault-programs")
    old = box(version)
    program = "pop3d" if fault.error else "smtpd"
    found = set()
    for number in range(1, MOST):
        broken = Box(tmp_path / f"broken{number}", version)
        failed = failing_session(broken, program, fault, number)
        found.add(broken.version())
        assert found <= {version, PRESENT}, number
        if broken.version() == version:
            assert broken.schema() == old.schema(), number
        assert broken.is_sound(), number
        # The next one finds nothing in its way.
        broken.programs.session(broken.command(program), *FIRST[program])
        assert_upgraded(broken, old, present)
        shutil.rmtree(broken.database.parent)
        if not failed:
            break
    assert not failed
    assert found == {version, PRESENT}


# --- at once ------------------------------------------------------------------------------------


def wait_for_waiters(file, count):
    """Until so many wait for a lock on the file: their lines in /proc/locks have an arrow."""
    inode = re.compile(rf"-> .*:{os.fstat(file.fileno()).st_ino} ")
    deadline = time.monotonic() + 20
    while len(inode.findall(Path("/proc/locks").read_text())) < count:
        assert time.monotonic() < deadline, "they do not come"
        time.sleep(0.01)


@pytest.mark.parametrize("version", OLDER)
def test_many_at_once_upgrade_once(box, present, version):
    """All have seen the old version when the first of them may begin."""
    old, new, alone = box(version), box(version), box(version)
    alone.programs.session(alone.programs.smtpd, *SMTP_SESSION)
    sessions = [("smtpd", SMTP_SESSION)] * 4 + [
        ("pop3d", (b"USER " + name.encode(), b"PASS " + PASSWORDS[name].encode(), b"QUIT"))
        for name in ("alice", "bob")
    ]
    with (
        open(f"{new.database}-lock", "ab+") as lock,
        ThreadPoolExecutor(len(sessions)) as pool,
    ):
        fcntl.lockf(lock, fcntl.LOCK_EX, 1, 0)
        futures = [
            pool.submit(new.programs.session, new.command(program), *lines)
            for program, lines in sessions
        ]
        wait_for_waiters(lock, len(sessions))
        assert new.version() == version
        fcntl.lockf(lock, fcntl.LOCK_UN, 1, 0)
        for future in futures:
            said = future.result()
            assert b"The mail store" not in said, said
    assert_upgraded(new, old, present)
    changes = "PRAGMA schema_version"
    assert new.query(changes) == alone.query(changes)


# --- newer ones ---------------------------------------------------------------------------------


@pytest.mark.parametrize("program", FIRST)
def test_newer_version_is_refused_and_left_alone(box, program):
    newer = box(PRESENT)
    with closing(sqlite3.connect(newer.database)) as database:
        database.execute("ALTER TABLE message ADD COLUMN of_the_future TEXT")
        database.execute(f"PRAGMA user_version = {PRESENT + 1}")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    octets = newer.database.read_bytes()
    done = subprocess.run(
        newer.command(program),
        input=b"".join(line + b"\r\n" for line in FIRST[program]),
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1, done
    refusal = {"smtpd": b"\r\n421 4.3.5 ", "pop3d": b"\r\n-ERR [SYS/PERM] "}[program]
    assert refusal + b"The mail store needs the operator, closing\r\n" in done.stdout, done
    assert b"newer pillarbox; upgrade this program" in done.stderr, done
    assert newer.database.read_bytes() == octets
    log = Path(f"{newer.database}-wal")
    assert not log.exists() or log.read_bytes() == b""
