"""The Nth call fails: for N = 1, 2, ... until a session has no Nth call.

A preloaded library (fail.c) makes the call of a kind fail, that one only or all from then on, in
sessions of dynamically linked programs. Whatever fails, what the programs say must be true:

- They end by themselves, in time, and no signal or sanitizer ends them.
- What they send are replies of theirs, or the connection breaks off.
- Good replies are, octet for octet, those of a session in which nothing fails.
- A mail that 250 was said of is there, whole, for all recipients; any other is there for all or for
  none. Nothing fails for good: no 5xx to a good command, no wrong password.
- What +OK to QUIT said is deleted is gone; what was not, is there, as is all mail from before.
- A fault that has passed is over: the same session can do the same again, and does it right.
- The database is sound, and the next session works.
- The program that hands mail on gets a message whole or sees no end of it, and takes none twice;
  what 250 was said of, it has taken. The process that runs it does not come back once it has gone.

The short form takes one call of each kind for each way through the program that leads to one, the
last of them; what SQLite does on that way is not told apart. With several faults of a kind, every
other way has every other fault. The long form takes all calls. Sanitized programs are slow to start
and to end: a quarter of the ways, and in the long form one call a way.
"""

import errno
import functools
import itertools
import os
import re
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from servers import POP3D, SANITIZER_MARKS, SETTINGS, SMTPD, is_sanitized
from waiting import somebody_waits
from wire import Closed, Pop3, Smtp

TOP = Path(__file__).resolve().parents[2]
DYNAMIC_SMTPD = Path(os.environ.get("DYNAMIC_SMTPD", TOP / "build/dynamic/smtpd.run")).resolve()
DYNAMIC_POP3D = Path(os.environ.get("DYNAMIC_POP3D", TOP / "build/dynamic/pop3d.run")).resolve()
FAIL_LIBRARY = Path(os.environ.get("FAULT_TOOLS", TOP / "build/tests")).resolve() / "fail.so"

# What fail.c writes: calls, how many failed, and the paths of a run without a fault.
REPORT = struct.Struct("8194Q")
PROBLEMS = 30  # enough to see what is wrong
FEW = 8  # calls that the short form takes each
BEYOND = 10**9  # no session has so many calls

# Longer than all waits for locks of a session together, when every lock is refused.
END_SECONDS = 45
WORKERS = 6
WAITERS = 30  # for runs that wait for locks, 10 s each, and do nothing meanwhile
EXITS = (0, 1, 78)  # done, failure, bad configuration
# The leak sanitizer looks into /proc at the end. If the sandbox could not open that to allow it, there is
# no finding.
BLIND_SANITIZER = re.compile(
    r"^==\d+==Can't open /proc/\d+/task for reading\.\n(==\d+==(LeakSanitizer has encountered a fatal"
    r" error\.|HINT: .*)\n)+",
    re.MULTILINE,
)

SETTINGS_FILE = "".join(
    f"{setting.replace('=', ' = ', 1)}\n"
    for setting in ("hostname=mail.example", *SETTINGS, "lock_timeout=1", "min_free_space=1")
)


def message(subject, lines):
    return f"From: x\r\nSubject: {subject}\r\n\r\n".encode() + b"".join(
        b"%s\r\n" % line for line in lines
    )


def stuffed(octets):
    return re.sub(rb"(\A|\n)\.", rb"\1..", octets)


OLD = {
    "alice": (
        message("old one", [b"one", b".", b"..x", b""]),
        message("old two", [b"%d " % n + b"y" * 70 for n in range(1000)]),  # two chunks
        message("old three", [b"three"]),
    ),
    "bob": (message("old four", [b"four"]),),
}
# More accounts than there is room for at first in a transaction.
ALIASES = {"team": ("erin", "frank", "grace", "heidi", "ivan")}

SMALL = message("small", [b".", b"text", b".."])
CHUNKS = (message("chunks", [b"a\r \0b"]), bytes(range(256)).replace(b"\n", b"") * 400, b"\r\n")
# Does not stay in memory, and can be stored in steps.
BIG = message("big", [b"%d " % n + b"z" * 900 for n in range(2400)])
assert len(BIG) > 2 << 20
ELSEWHERE = message("elsewhere", [b"%d " % n + b"e" * 90 for n in range(1500)])  # two pieces


# Its first argument is its directory. A message that is whole gets a name of its own, at last.
RELAY = """printf '%s\\n' "$@" >"$1/$$.arguments"
cat >"$1/$$.part" && mv "$1/$$.part" "$1/$$.relayed"
"""
WRAPPER = r"printf 'under TLS\r\n'"


# --- the sessions -----------------------------------------------------------------------------


@dataclass
class Sent:
    octets: bytes = field(repr=False)
    recipients: set
    acknowledged: bool = False


@dataclass
class Outcome:
    """What a client has been told. again: it tries again what has failed."""

    again: bool
    sent: list = field(default_factory=list)
    replies: list = field(default_factory=list)
    deleted: str = "no"  # no; maybe: QUIT was sent; yes: and +OK was the reply
    finished: bool = False
    failures: int = 0


class SmtpClient:
    def __init__(self, wire, outcome):
        self.wire = wire
        self.outcome = outcome

    def note(self, reply):
        self.outcome.replies.append(reply.text)
        self.outcome.failures += not reply.good
        return reply.good

    def greet(self):
        if not self.note(self.wire.reply()):
            raise Closed  # 421, and nothing else can come

    def command(self, octets):
        return self.note(self.wire.command(octets))

    def try_twice(self, attempt):
        """As a client does that gets a temporary error: once more, from the start."""
        if attempt():
            return True
        if not self.outcome.again:
            return False
        self.command(b"RSET")
        return attempt()

    def sign_up(self, name):
        def attempt():
            # Without a store there is no invitation, and EHLO is what it is elsewhere.
            greeted = self.wire.command(b"EHLO " + name)
            return (
                self.note(greeted)
                and b"the password of" in greeted.text
                and self.command(b"secret.Zq8")
            )

        return self.try_twice(attempt)

    def mail(self, sender, recipients, parts, send):
        """send(client, parts) sends the message and says whether it was accepted."""

        def attempt():
            # No two attempts are alike, so that it is known which of them is stored.
            subject = b"Subject: attempt %d, " % len(self.outcome.sent)
            marked = [part.replace(b"Subject: ", subject) for part in parts]
            if not self.command(b"MAIL FROM:" + sender):
                return False
            accepted = [r for r in recipients if self.command(b"RCPT TO:<%s>" % r.encode())]
            if not accepted:
                return False
            accounts = {account for r in accepted for account in ALIASES.get(r, (r,))}
            self.outcome.sent.append(Sent(b"".join(marked), accounts))
            self.outcome.sent[-1].acknowledged = send(self, marked)
            return self.outcome.sent[-1].acknowledged and accepted == recipients

        self.try_twice(attempt)

    def data(self, parts):
        if not self.command(b"DATA"):
            return False
        self.wire.send(stuffed(b"".join(parts)))
        return self.command(b".")

    def chunks(self, parts):
        for part, last in zip(parts, [b""] * (len(parts) - 1) + [b" LAST"]):
            self.wire.send(b"BDAT %d%s\r\n" % (len(part), last) + part)
            if not self.note(self.wire.reply()):
                return False  # RSET follows
        return True

    def quit(self):
        self.command(b"NOOP")
        self.command(b"QUIT")
        self.outcome.finished = True


def sign_up_and_deliver(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    if client.sign_up(b"carol"):
        client.mail(b"@ME", ["alice", "bob"], [SMALL], SmtpClient.data)
    client.quit()


def deliver_chunks(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    client.command(b"EHLO client.example")
    client.mail(b"<x@remote.example>", ["alice"], CHUNKS, SmtpClient.chunks)
    client.quit()


def deliver_big(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    client.command(b"EHLO client.example")
    client.mail(b"<x@remote.example>", ["bob", "alice"], [BIG], SmtpClient.data)
    client.quit()


def deliver_to_alias(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    client.command(b"EHLO client.example")
    client.mail(b"<x@remote.example>", ["alice", *ALIASES], [SMALL], SmtpClient.data)
    client.quit()


def create(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    if client.sign_up(b"dave"):
        client.mail(b"@ME", ["dave"], [SMALL], SmtpClient.data)
    client.quit()


def hand_on(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    if client.sign_up(b"alice"):
        recipients = ["friend@elsewhere.example", "other@elsewhere.example"]
        client.mail(b"@ME", recipients, [ELSEWHERE], SmtpClient.data)
    client.quit()


def start_tls(connection, outcome):
    client = SmtpClient(Smtp(connection), outcome)
    client.greet()
    client.command(b"EHLO client.example")
    client.command(b"NOOP")
    if client.command(b"STARTTLS"):
        assert client.wire.line() == b"under TLS"
        outcome.finished = True


class Pop3Client:
    def __init__(self, wire, outcome):
        self.wire = wire
        self.outcome = outcome

    def note(self, reply):
        self.outcome.replies.append(reply.text + b"\r\n" + reply.body)
        self.outcome.failures += not reply.good
        return reply.good

    def command(self, octets, with_body=False):
        return self.note(self.wire.command(octets, with_body))

    def read(self, octets, with_body=True):
        """A command that reads, which may be given again."""
        if not self.command(octets, with_body) and self.outcome.again:
            self.command(octets, with_body)

    def sign_in(self, name):
        if not self.note(self.wire.reply()):
            raise Closed
        for _attempt in range(1 + self.outcome.again):
            self.command(b"USER " + name)
            if self.command(b"PASS secret.Zq8"):
                return True
        return False

    def quit(self, deleted):
        if deleted:
            self.outcome.deleted = "maybe"
        good = self.command(b"QUIT")
        if good and deleted:
            self.outcome.deleted = "yes"
        self.outcome.finished = True


def read_and_delete(connection, outcome):
    client = Pop3Client(Pop3(connection), outcome)
    if not client.sign_in(b"alice"):
        client.quit(deleted=False)
        return
    client.command(b"STAT")
    client.read(b"LIST 2", with_body=False)
    for command in (b"LIST", b"UIDL", b"TOP 1 1", b"RETR 1", b"RETR 2"):
        client.read(command)
    # Each counts only with its own +OK; the whole is simple if both have it.
    deleted = client.command(b"DELE 1") & client.command(b"DELE 2")
    assert deleted, outcome.replies
    client.quit(deleted=True)


def read_all(connection, outcome):
    """Deletes nothing, so that only marks are written; and the terminal dialect's mbox."""
    client = Pop3Client(Pop3(connection), outcome)
    if client.sign_in(b"alice"):
        client.read(b"RETR 3")
        client.read(b"RETR U")
        client.read(b"TOP 2 900")
    client.quit(deleted=False)


@dataclass(frozen=True)
class Session:
    talk: object
    smtp: bool
    fresh: bool = False  # without a database
    settings: str = ""  # further ones, where {tools} and {folder} are filled in
    processes: bool = False  # it starts some, and it is about them
    steps: bool = False  # somebody waits for the writer lock

    @property
    def faults(self):
        if not self.processes:
            return [fault for fault in FAULTS if fault.kind in ONE_PROCESS]
        errors = (errno.ENOSPC, errno.EACCES)  # those of files
        return [f for f in FAULTS if f.kind in BESIDE_PROCESSES and f.error not in errors]


SESSIONS = {
    "sign up, DATA": Session(sign_up_and_deliver, smtp=True),
    "BDAT": Session(deliver_chunks, smtp=True),
    "big DATA": Session(deliver_big, smtp=True),
    "big DATA in steps": Session(deliver_big, smtp=True, steps=True),
    "alias": Session(deliver_to_alias, smtp=True),
    "create": Session(create, smtp=True, fresh=True),
    "relay": Session(
        hand_on, smtp=True, settings="relay = /bin/sh {tools}/relay {folder}\n", processes=True
    ),
    "STARTTLS": Session(
        start_tls, smtp=True, settings="starttls = /bin/sh {tools}/wrapper\n", processes=True
    ),
    "RETR, DELE": Session(read_and_delete, smtp=False),
    "RETR, marks": Session(read_all, smtp=False),
}


# --- the faults -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    kind: str
    how: str
    error: int

    def __str__(self):
        return f"{self.kind} {self.how} {errno.errorcode.get(self.error, '')}"

    @property
    def once(self):
        return self.how in ("once", "short")


FAULTS = tuple(
    Fault(kind, how, error)
    for kind, hows, errors in (
        ("lock", ("on", "once"), (errno.EAGAIN, errno.ENOLCK)),
        ("alloc", ("once", "on"), (errno.ENOMEM,)),
        ("read", ("once", "on"), (errno.EIO,)),
        ("read", ("once",), (errno.EINTR,)),
        ("read", ("short", "short-on"), (0,)),
        ("write", ("once", "on"), (errno.EIO, errno.ENOSPC)),
        ("write", ("once",), (errno.EINTR,)),
        ("write", ("short", "short-on"), (0,)),
        ("sync", ("once", "on"), (errno.EIO,)),
        ("open", ("once", "on"), (errno.EMFILE, errno.EACCES)),
        ("stat", ("once", "on"), (errno.EACCES, errno.EIO)),
        ("size", ("once", "on"), (errno.EIO, errno.ENOSPC)),
        ("map", ("once", "on"), (errno.ENOMEM,)),
        ("poll", ("once", "on"), (errno.ENOMEM,)),
        ("poll", ("once",), (errno.EINTR,)),
        ("descriptor", ("once", "on"), (errno.EMFILE,)),
        ("fork", ("once", "on"), (errno.EAGAIN,)),
        ("wait", ("once",), (errno.EINTR, errno.ECHILD)),
    )
    for how in hows
    for error in errors
)

ONE_PROCESS = "lock alloc read write sync open stat size map poll".split()
# What the other sessions do not do; the store is their business.
BESIDE_PROCESSES = "alloc read write open poll descriptor fork wait".split()


# --- one run ----------------------------------------------------------------------------------


def trace_free(stored):
    """A stored message without what smtpd prepended."""
    trace = re.match(
        rb"Return-Path: <[^>\r\n]*>\r\nReceived: [^\r\n]+\r\n(?:[ \t]+[^\r\n]+\r\n)*"
        rb"(?:Date: [^\r\n]+\r\n)?(?:Message-ID: [^\r\n]+\r\n)?",
        stored,
    )
    assert trace, stored[:300]
    return stored[trace.end() :]


def variants(reply):
    """The first line of EHLO is another one without a store, or once the account exists."""
    invitation = re.compile(rb"\A(250-\S+) the next line becomes the password of new account (\S+)")
    return {
        reply,
        re.sub(rb"\A(250-\S+) the next line is the password of \S+", rb"\1", reply),
        invitation.sub(rb"\1", reply),
        invitation.sub(rb"\1 the next line is the password of \2", reply),
        re.sub(rb"\A235 2.7.0 Account created, s", b"235 2.7.0 S", reply),
    }


@dataclass
class Run:
    """What came of one session with a fault."""

    calls: int
    failed: int
    paths: list
    outcome: Outcome


class Bench:
    """Runs sessions, each on a copy of one prepared database."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count()
        self.snapshot = folder / "snapshot"
        self.settings = folder / "settings"
        self.settings.write_text(SETTINGS_FILE)
        (folder / "relay").write_text(RELAY)
        (folder / "wrapper").write_text(WRAPPER)
        # Sanitized ones if we are given those, as they are linked dynamically too.
        self.sanitized = is_sanitized(SMTPD)
        self.programs = (SMTPD, POP3D) if self.sanitized else (DYNAMIC_SMTPD, DYNAMIC_POP3D)
        # What is not about a fault need not be slow.
        self.plain_programs = (DYNAMIC_SMTPD, DYNAMIC_POP3D) if self.sanitized else (SMTPD, POP3D)
        self.expected = {}
        self.prepare()

    def command(self, program, folder, settings=None):
        file = str(settings or self.settings)
        return [str(program), "-c", file, "-d", str(folder / "mail.db")]

    def settings_of(self, session, folder):
        file = folder / "settings"
        file.write_text(SETTINGS_FILE + session.settings.format(tools=self.folder, folder=folder))
        return file

    def plain(self, program, folder, *lines):
        """A session without a fault, through a pipe; returns the lines of the replies."""
        session = subprocess.run(
            self.command(self.plain_programs[program is POP3D], folder),
            input=b"".join(line + b"\r\n" for line in lines),
            capture_output=True,
            timeout=END_SECONDS,
        )
        assert session.returncode == 0, session
        return session.stdout.split(b"\r\n")

    def deposit(self, folder, octets, *recipients):
        replies = self.plain(
            SMTPD,
            folder,
            *(b"EHLO client.example", b"MAIL FROM:<old@remote.example>"),
            *(b"RCPT TO:<%s>" % name.encode() for name in recipients),
            *(b"DATA", stuffed(octets) + b".", b"QUIT"),
        )
        assert replies[-3].startswith(b"250 2.0.0 Stored as"), replies

    @staticmethod
    def make_aliases(folder):
        with closing(sqlite3.connect(folder / "mail.db", isolation_level=None)) as database:
            for alias, accounts in ALIASES.items():
                for account in accounts:
                    database.execute("INSERT INTO account (name, created) VALUES (?, 0)", [account])
                    database.execute("INSERT INTO alias VALUES (?, ?)", [alias, account])

    def prepare(self):
        self.snapshot.mkdir()
        for name in OLD:
            login = (b"USER " + name.encode(), b"PASS secret.Zq8", b"QUIT")
            assert all(r[:1] in (b"+", b"") for r in self.plain(POP3D, self.snapshot, *login))
        self.make_aliases(self.snapshot)
        for name, messages in OLD.items():
            for octets in messages:
                self.deposit(self.snapshot, octets, name)
        # Nearly as long as the log gets, so that the next delivery makes a checkpoint due.
        log = self.snapshot / "mail.db-wal"
        for _ in range(100):
            if 45 * 4120 < log.stat().st_size < 65 * 4120:
                break
            self.deposit(self.snapshot, OLD["bob"][0], "bob")
        else:
            raise AssertionError("the log never had the right length")
        copy = self.copy(self.snapshot)
        self.before = self.maildrops(copy)
        shutil.rmtree(copy)

    def copy(self, original=None):
        folder = self.folder / str(next(self.numbers))
        if original:
            shutil.copytree(original, folder)
        else:
            folder.mkdir()
        return folder

    @staticmethod
    def maildrops(folder):
        """What is in the database: {account: {message id: octets}}; checks that it is sound."""
        database = sqlite3.connect(folder / "mail.db")
        try:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            contents = {}
            # What is left of a large message, if it could not be removed, has an id below 0.
            finished = (
                "SELECT content.id, data FROM content"
                " WHERE content.id >> 16 NOT IN (SELECT -id FROM message) ORDER BY content.id"
            )
            for part, data in database.execute(finished):
                contents[part >> 16] = contents.get(part >> 16, b"") + data
            rows = database.execute(
                "SELECT name, message, delivery.octets, message.octets FROM delivery"
                " JOIN account ON account.id = delivery.account"
                " JOIN message ON message.id = delivery.message"
            ).fetchall()
        finally:
            database.close()
        maildrops = {}
        for name, number, octets, message_octets in rows:
            assert octets == message_octets == len(contents[number])
            maildrops.setdefault(name, {})[number] = contents[number]
        assert set(contents) == {number for _name, number, *_ in rows}, "content without delivery"
        return maildrops

    def environment(self, fault, number, report):
        with open(report, "wb") as file:
            file.truncate(REPORT.size)
        return {
            "PATH": os.environ["PATH"],
            "LD_PRELOAD": str(FAIL_LIBRARY),
            "FAIL_KIND": fault.kind,
            "FAIL_HOW": fault.how,
            "FAIL_AT": str(number),
            "FAIL_ERRNO": str(fault.error),
            "FAIL_REPORT": str(report),
            **({"FAIL_PATHS": "1"} if number == BEYOND else {}),
            # The sanitizer's own allocations are not the program's; it need not be first.
            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=1",
            "UBSAN_OPTIONS": "print_stacktrace=1",
        }

    def talk(self, session, process, connection, outcome):
        try:
            session.talk(connection, outcome)
        except Closed:
            pass
        finally:
            connection.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError("the session does not end") from None

    def run(self, name, fault, number):
        """A session in which call number of a kind fails; all that must hold is asserted."""
        session = SESSIONS[name]
        folder = self.copy(None if session.fresh else self.snapshot)
        report = folder / "report"
        ours, theirs = socket.socketpair()
        outcome = Outcome(again=fault.once)
        try:
            with open(folder / "log", "wb") as log:
                process = subprocess.Popen(
                    self.command(
                        self.programs[0 if session.smtp else 1],
                        folder,
                        self.settings_of(session, folder),
                    ),
                    stdin=theirs,
                    stdout=theirs,
                    stderr=log,
                    env=self.environment(fault, number, report),
                )
            theirs.close()
            with somebody_waits(folder / "mail.db") if session.steps else nullcontext():
                self.talk(session, process, ours, outcome)
            calls, failed, *paths = REPORT.unpack(report.read_bytes())
            run = Run(calls, failed, paths[:calls], outcome)
            self.check_program(fault, process, folder)
            self.check_replies(name, fault, run)
            self.check_syncs(fault, number, outcome)
            self.check_next_session(session, folder)
            self.check_mail(session, outcome, folder)
            return run
        except Exception as problem:
            log = (folder / "log").read_text(errors="replace")
            raise AssertionError(
                f"{name}, {fault}, call {number}: {str(problem)[:800]}\n{str(outcome)[:2500]}\n{log}"
            ) from problem
        finally:
            ours.close()
            theirs.close()
            shutil.rmtree(folder)

    @staticmethod
    def check_program(fault, process, folder):
        log = (folder / "log").read_text(errors="replace")
        if fault.kind == "open":
            log = BLIND_SANITIZER.sub("", log)
        assert not any(mark in log for mark in SANITIZER_MARKS), "a sanitizer found something"
        assert 'problem=""' not in log and "problem=not an error" not in log, "no reason is logged"
        assert process.returncode >= 0, signal.Signals(-process.returncode)
        assert process.returncode in EXITS, process.returncode

    def check_replies(self, name, fault, run):
        """Good replies are those of a session without a fault; others say that it is temporary."""
        outcome = run.outcome
        shown = [re.sub(rb"(Stored|Relayed) as \S+", rb"\1", r) for r in outcome.replies]
        if fault.kind == "none":
            self.expected[name] = set().union(*map(variants, shown))
        for reply in shown:
            if reply.startswith((b"2", b"3", b"+")):
                assert reply in self.expected[name], f"not what was asked for: {reply[:300]}"
            else:
                self.check_refusal(reply, fault)
        # What has happened once does not happen to the second attempt; but a file that could
        # not be opened for writing is read only for SQLite as long as the session lasts.
        opened = fault.kind != "open"
        session = SESSIONS[name]
        alone = session.smtp and not session.processes
        if fault.once and opened and outcome.finished and alone:
            assert outcome.sent and outcome.sent[-1].acknowledged, "the second attempt failed too"
        # A write of a few octets to a pipe does not wait, so nothing interrupts it (pipe(7)).
        if session.processes and fault.error == errno.EINTR and fault.kind != "write":
            assert outcome.finished and outcome.failures == 0, "being interrupted is no fault"

    @staticmethod
    def check_syncs(fault, number, outcome):
        """The data are there all the same, and only the reply tells that they might not be."""
        if fault.kind == "sync" and fault.how == "on" and number == 1:
            assert not any(sent.acknowledged for sent in outcome.sent), "250 without a sync"
            assert outcome.deleted != "yes", "deleted without a sync"

    @staticmethod
    def check_refusal(reply, fault):
        assert reply[:1] in b"4-", f"refused for good: {reply}"
        if fault.kind in TEMPORARY and b"not configured" not in reply:
            assert b" 4.3.5 " not in reply and b"[SYS/PERM]" not in reply, f"no operator: {reply}"
        if reply.startswith(b"-"):
            assert b"[SYS/" in reply or (fault.kind == "lock" and b"[IN-USE]" in reply), reply

    def check_next_session(self, session, folder):
        name = b"dave" if session.fresh else b"alice"
        if session.fresh or not session.smtp:
            login = (b"USER " + name, b"PASS secret.Zq8", b"STAT", b"QUIT")
            replies = self.plain(POP3D, folder, *login)
            assert all(reply[:1] in (b"+", b"") for reply in replies) and len(replies) == 6
        self.deposit(folder, OLD["bob"][0], name.decode())

    def check_mail(self, session, outcome, folder):
        maildrops = self.maildrops(folder)
        name = "dave" if session.fresh else "alice"
        newest = max(maildrops[name])
        assert trace_free(maildrops[name].pop(newest)) == OLD["bob"][0]
        before = {} if session.fresh else self.before
        new = {}
        for account, messages in maildrops.items():
            for number, octets in messages.items():
                if number not in before.get(account, {}):
                    new.setdefault(number, (octets, set()))[1].add(account)
        gone = {
            (account, number)
            for account, messages in before.items()
            for number, octets in messages.items()
            if maildrops[account].get(number) != octets
        }
        self.check_gone(outcome, gone)
        arrived = [new[number] for number in sorted(new)]
        self.check_new([] if session.processes else outcome.sent, arrived)
        if session.processes:
            self.check_handed_on(outcome.sent, folder)

    def check_gone(self, outcome, gone):
        first_two = {("alice", number) for number in sorted(self.before["alice"])[:2]}
        allowed = {"no": [set()], "maybe": [set(), first_two], "yes": [first_two]}
        assert gone in allowed[outcome.deleted], f"deleted: {outcome.deleted}, gone: {gone}"

    @staticmethod
    def check_handed_on(all_sent, folder):
        """No two that were sent are alike; half of one is none."""
        taken = []
        for file in folder.glob("*.relayed"):
            message_octets = file.read_bytes().replace(b"\n", b"\r\n")
            arguments = file.with_suffix(".arguments").read_text().splitlines()
            assert arguments[1:3] == ["alice@mail.example", "--"]
            taken.append((trace_free(b"Return-Path: <>\r\n" + message_octets), set(arguments[3:])))
        for sent in all_sent:
            copies = taken.count((sent.octets, sent.recipients))
            assert copies <= 1, "handed on twice"
            assert copies == 1 or not sent.acknowledged, "250 for what was not handed on"
            taken = [one for one in taken if one != (sent.octets, sent.recipients)]
        assert not taken, f"what is that? {taken[0][0][:300]}"

    @staticmethod
    def check_new(all_sent, new):
        """Messages appear in the order in which they were sent; those with a 250 must."""
        for sent in all_sent:
            if new and trace_free(new[0][0]) == sent.octets and new[0][1] == sent.recipients:
                new = new[1:]
            else:
                assert not sent.acknowledged, "250 for a message that is not there, whole, for all"
        assert not new, f"what is that, for {new[0][1]}? {new[0][0][:300]}"


# What passes by itself, and needs no operator. A disk that cannot be read does not.
TEMPORARY = ("alloc", "write", "sync", "lock", "poll", "map", "size")

NOTHING = Fault("none", "once", 0)


class Sweep:
    """All N of one fault in one session."""

    def __init__(self, bench, name, fault, full):
        self.bench = bench
        self.name = name
        self.fault = fault
        self.runs = 0
        self.failed = 0  # runs in which a call has failed
        self.refusals = 0
        self.longest = 0.0
        self.lock = threading.Lock()
        clean = bench.run(name, fault, BEYOND)
        self.calls = clean.calls
        self.numbers = sorted({path: n for n, path in enumerate(clean.paths, 1)}.values())
        self.waits = (fault.kind, fault.how) == ("lock", "on")
        turn = FAULTS.index(fault)
        processes = SESSIONS[name].processes
        if not full and self.waits:
            self.numbers = []
        elif bench.sanitized:
            self.numbers = self.numbers if full else self.numbers[turn % 4 :: 4]
        elif full or self.calls <= FEW:
            self.numbers = range(1, self.calls + 1)
        elif fault.kind != "alloc" and not (processes and fault.error == errno.EINTR):
            self.numbers = self.numbers[turn % 2 :: 2]

    def one(self, number):
        start = time.monotonic()
        run = self.bench.run(self.name, self.fault, number)
        with self.lock:
            self.longest = max(self.longest, time.monotonic() - start)
            self.runs += 1
            self.failed += run.failed > 0
            self.refusals += run.outcome.failures > 0
        return run.failed

    def beyond(self):
        """A session is not the same twice to the last call, so the end of N is looked for."""
        number = self.calls + 1
        while self.one(number):
            number += 1
            assert number < self.calls + 100, "there is no end of N"

    def tasks(self):
        yield self.beyond
        for number in self.numbers:
            yield functools.partial(self.one, number)


@pytest.fixture(scope="session")
def bench():
    for program in (FAIL_LIBRARY, DYNAMIC_SMTPD, DYNAMIC_POP3D):
        if not program.exists():
            pytest.skip(f"{program} is not there, run make faults-short")
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pillarbox-nth-", dir=place) as folder:
        yield Bench(Path(folder))


@pytest.mark.field("S7")
@pytest.mark.parametrize("name", SESSIONS)
def test_nth_call_fails(bench, name, full, figure, progress):
    bench.run(name, NOTHING, 0)
    sweeps = [Sweep(bench, name, fault, full) for fault in SESSIONS[name].faults]
    problems = []
    with ThreadPoolExecutor(WORKERS) as working, ThreadPoolExecutor(WAITERS) as waiting:
        futures = [
            (waiting if sweep.waits else working).submit(task)
            for sweep in sweeps
            for task in sweep.tasks()
        ]
        done = progress(len(futures))
        for number, future in enumerate(as_completed(futures), 1):
            try:
                future.result()
            except AssertionError as problem:
                problems.append(str(problem))
            if len(problems) == PROBLEMS:
                for pool in (working, waiting):
                    pool.shutdown(cancel_futures=True)
                break
            done(number)
    assert not problems, "\n\n".join(problems)
    for sweep in sweeps:
        # No two sessions have the same calls, so one that is chosen alone may not come.
        alone = bench.sanitized and len(sweep.numbers) == 1
        # Polls are too few, and come and go.
        assert sweep.failed or not sweep.numbers or alone or sweep.fault.kind == "poll", sweep.fault
    for kind in dict.fromkeys(sweep.fault.kind for sweep in sweeps):
        same = [sweep for sweep in sweeps if sweep.fault.kind == kind]
        runs, failed, refusals = (
            sum(getattr(sweep, what) for sweep in same) for what in ("runs", "failed", "refusals")
        )
        assert failed or kind == "poll" or not any(sweep.numbers for sweep in same), kind
        figure(
            kind,
            f"{same[0].calls} calls a session; {runs} runs, {failed} with a fault,"
            f" {refusals} with a refusal",
        )
    figure("longest session", f"{max(sweep.longest for sweep in sweeps):.1f} s")
