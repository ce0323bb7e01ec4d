"""Kill: sessions get SIGKILL at any instant. What was acknowledged is there, once, and whole.

Each client has a tcpserver of its own, so that the one process below it is the session to kill. The
instant is chosen by phase, since a session that is killed at any odd moment is nearly always
waiting for its client; how long the short phases last is learnt from sessions that are left alone.
"""

import contextlib
import os
import random
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from messages import TRACE
from servers import HOST, HOSTNAME, OUTSIDER, POP3D, SMTPD, Pillarbox, fields_of, process_group
from waiting import somebody_waits

LARGE = 2_500_000  # can be stored in steps
SENDERS = 8
READERS = 4
ACCOUNTS = 60
KILLED_SHARE = 0.8  # of the attempts
AT_ONCE = 5  # seconds for the first session behind the last kill; a lock is waited for longer
PATIENCE = 30  # seconds for any one reply; a session that is killed ends at once

GREETING, ENVELOPE, CONTENT, COMMIT, REPLIED = SMTP_PHASES = (
    "before the greeting",
    "before DATA",
    "in DATA",
    "behind the final dot",
    "behind the reply",
)
SMTP_WEIGHTS = (1, 2, 3, 10, 4)

MARKING, UPDATE, LEFT = POP3_PHASES = ("before QUIT", "behind QUIT", "behind the reply to QUIT")
POP3_WEIGHTS = (3, 10, 2)


@pytest.fixture
def box(tmp_path):
    if not shutil.which("tcpserver"):
        pytest.skip("tcpserver is not installed")
    box = Pillarbox(tmp_path, "log=warning")
    yield box
    box.stop()
    shutil.rmtree(tmp_path)  # pytest would keep the databases of its last three runs


class Kills:
    """How many there have been, of how many there are to be."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.taken = 0
        self.lock = threading.Lock()

    def left(self):
        return self.taken < self.total

    def take(self):
        with self.lock:
            if self.taken >= self.total:
                return False
            self.taken += 1
            return True

    def count(self, killed):
        with self.lock:
            self.done += killed
            self.taken -= not killed

    def give_up(self):
        self.taken = self.total


class Died(Exception):
    """The session has ended without the reply that was waited for."""


class Usual:
    """How long something usually takes, in seconds."""

    def __init__(self, guess):
        self.seconds = guess

    def learn(self, seconds):
        self.seconds += (seconds - self.seconds) / 8

    def instant(self):
        """One that may be before its end or just behind it."""
        return random.uniform(0, 1.25 * self.seconds)


def running(server):
    """
    The sessions of a listener. The kernel's list of its children, where there is one, is found far
    more quickly than all processes are looked through; it has those too that have just ended.
    """
    leader = server.process.pid
    try:
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    except FileNotFoundError:
        return process_group(leader)
    return [int(pid) for pid in children if fields_of(pid)]


class Session:
    """A connection to a listener that serves nobody else, and the process behind it."""

    def __init__(self, box, listener, kills):
        self.listener = listener
        self.kills = kills
        self.connection = socket.create_connection((HOST, listener.port), timeout=PATIENCE)
        self.replies = self.connection.makefile("rb")
        self.process = None

    def find(self):
        """Looks for the process; one that has just been started may take a moment to be there."""
        if self.process is not None:
            return
        end = time.monotonic() + PATIENCE
        while self.process is None:
            assert time.monotonic() < end, "no session has been started"
            members = running(self.listener)
            assert len(members) <= 1, f"more than one session: {members}"
            for pid in members:
                # Stays this process's, whatever has its number later.
                with contextlib.suppress(ProcessLookupError):
                    self.process = os.pidfd_open(pid)
            time.sleep(0.0002)

    def has_ended(self, wait=0):
        return bool(select.select([self.process], [], [], wait)[0])

    def kill(self, after):
        """Kills the session, after some time; true if that came before its end."""
        self.find()
        time.sleep(after)
        killed = not self.has_ended()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)
        self.kills.count(killed)
        return killed

    def send(self, octets):
        try:
            self.connection.sendall(octets)
        except (BrokenPipeError, ConnectionResetError):
            raise Died from None

    def reply(self):
        try:
            line = self.replies.readline()
        except ConnectionResetError:
            raise Died from None
        if not line.endswith(b"\r\n"):
            raise Died
        return line

    def expect(self, status):
        """The last line of a reply, which must have this status."""
        while True:
            line = self.reply()
            assert line.startswith(status), line
            if line[3:4] != b"-":
                return line

    def close(self):
        """Waits until the process has ended too: its locks are the next session's."""
        self.replies.close()
        self.connection.close()
        if self.process is not None:
            assert self.has_ended(PATIENCE), "the session does not end"
            os.close(self.process)


def listener(box, program):
    box.listen(*box.command(program))
    return box.servers[-1]


def run_all(workers, kills, tick):
    """Runs every worker's work() in a thread of its own; when one fails the others stop too."""

    def run(worker):
        try:
            worker.work()
        except BaseException:
            kills.give_up()
            raise

    with ThreadPoolExecutor(len(workers)) as pool:
        running = [pool.submit(run, worker) for worker in workers]
        told = 0
        while not all(one.done() for one in running):
            if kills.done > told:
                told = kills.done
                tick(told)
            time.sleep(0.05)
    for one in running:
        one.result()


def choose(phases, weights):
    return random.choices(phases, weights)[0]


def body(token, octets):
    """A message that can be told from every other one by each of its lines."""
    line = f"{token} {'x' * 60}\r\n".encode()
    return f"Subject: {token}\r\n\r\n".encode() + line * (octets // len(line) + 1)


@dataclass
class Attempt:
    """To deliver a message: a transaction, which must be stored once or not at all."""

    token: str
    message: str
    octets: int
    recipients: list
    phase: str = None  # in which the session was killed
    acknowledged: bool = False

    def body(self):
        return body(self.token, self.octets)


class Sender:
    """Delivers message after message, each until it is acknowledged, while kills are left."""

    def __init__(self, box, number, kills):
        self.box = box
        self.number = number
        self.kills = kills
        self.listener = listener(box, SMTPD)
        self.commit = Usual(0.004)
        self.maintenance = Usual(0.002)
        self.attempts = []
        self.start = Usual(0.002)

    def work(self):
        message = 0
        while self.kills.left():
            message += 1
            self.deliver(f"{self.number}.{message}")

    def deliver(self, message):
        octets = random.choices((100, 20_000, 300_000, LARGE), (78, 16, 4, 2))[0]
        names = [f"user{i}" for i in range(ACCOUNTS)]
        recipients = random.sample(names, random.choice((1, 2, ACCOUNTS)))
        # Many more than the kills would take in a row; a store that is stuck must not go unnoticed.
        for number in range(200):
            attempt = Attempt(f"{message}.{number}", message, octets, recipients)
            self.attempts.append(attempt)
            if random.random() < KILLED_SHARE and self.kills.take():
                attempt.phase = choose(SMTP_PHASES, SMTP_WEIGHTS)
            in_steps = octets == LARGE and number % 2 == 0
            with somebody_waits(self.box.database) if in_steps else contextlib.nullcontext():
                if self.try_once(attempt):
                    return
        pytest.fail(f"message {message} was never taken")

    def try_once(self, attempt):
        session = Session(self.box, self.listener, self.kills)
        try:
            self.converse(session, attempt)
        except Died:
            assert attempt.phase, f"the session of {attempt.token} ended by itself"
        finally:
            session.close()
        return attempt.acknowledged

    def converse(self, session, attempt):
        begin = time.monotonic()
        if attempt.phase == GREETING:
            session.kill(self.start.instant())
        session.expect(b"220")
        self.start.learn(time.monotonic() - begin)
        session.find()
        session.send(b"EHLO client.elsewhere.example\r\n")
        session.expect(b"250")
        self.send_envelope(session, attempt)
        self.send_content(session, attempt)
        self.acknowledge(session, attempt)
        if attempt.phase == REPLIED:
            # What comes after a reply is the checkpoint, if the log has become long.
            session.kill(random.uniform(0, 0.003))
        session.send(b"QUIT\r\n")
        session.expect(b"221")

    def send_envelope(self, session, attempt):
        lines = [f"MAIL FROM:<{OUTSIDER}>\r\n"]
        lines += [f"RCPT TO:<{name}@{HOSTNAME}>\r\n" for name in attempt.recipients]
        if attempt.phase == ENVELOPE:
            session.send("".join(lines[: random.randint(1, len(lines))]).encode())
            session.kill(random.uniform(0, 0.002))
        session.send("".join([*lines, "DATA\r\n"]).encode())
        for _line in lines:
            session.expect(b"250")
        session.expect(b"354")

    def send_content(self, session, attempt):
        octets = attempt.body()
        if attempt.phase == CONTENT:
            session.send(octets[: random.randrange(len(octets))])
            session.kill(random.uniform(0, 0.002))
        session.send(octets + b".\r\n")

    def acknowledge(self, session, attempt):
        begin = time.monotonic()
        if attempt.phase == COMMIT:
            session.kill(self.commit.instant())
        session.expect(b"250")
        attempt.acknowledged = True
        if attempt.phase != COMMIT:
            self.commit.learn(time.monotonic() - begin)


@dataclass
class Copy:
    """A message as it is in the database."""

    octets: int
    accounts: list = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)


def copies_by_subject(box):
    """All that is stored; read only, as in Pillarbox.query(). An id below 0 is an unfinished message."""
    database = sqlite3.connect(f"file:{box.database}?mode=ro", uri=True)
    copies = {}
    by_subject = defaultdict(list)
    try:
        for id_, subject, octets in database.execute("SELECT id, subject, octets FROM message WHERE id > 0"):
            copies[id_] = Copy(octets)
            by_subject[subject].append(copies[id_])
        deliveries = "SELECT message, name FROM delivery JOIN account ON account.id = account"
        for id_, name in database.execute(deliveries):
            copies[id_].accounts.append(name)
        contents = (
            "SELECT content.id >> 16, data FROM content"
            " WHERE content.id >> 16 NOT IN (SELECT -id FROM message) ORDER BY content.id"
        )
        for id_, data in database.execute(contents):
            copies[id_].content += data
    finally:
        database.close()
    return by_subject


def assert_whole(copy, sent, recipients):
    assert sorted(copy.accounts) == sorted(recipients), (sent[:40], copy.accounts)
    assert copy.octets == len(copy.content), sent[:40]
    assert copy.content.endswith(sent), (sent[:40], copy.content[:400])
    assert TRACE.fullmatch(copy.content[: -len(sent)]), copy.content[:400]


def assert_at_once(box):
    """The next session meets no lock that a killed one has left."""
    begin = time.monotonic()
    login = box.account("latecomer")
    sent = body("at once", 100)
    box.deposit(sent, login)
    assert time.monotonic() - begin < AT_ONCE
    assert [one.endswith(sent) for one in box.stored(login)] == [True]
    assert box.query("PRAGMA integrity_check") == [("ok",)]
    box.deposit(body("at once", LARGE), login)
    assert box.query("SELECT count(*) FROM message WHERE id < 0") == [(0,)]


def tell_phases(figure, phases, killed):
    shares = Counter(killed)
    figure("killed in each phase", ", ".join(f"{phase} {shares[phase]}" for phase in phases))
    for phase in phases:
        assert shares[phase] > 0, f"none of {shares.total()} kills came {phase}"


def test_smtpd_killed(box, full, figure, progress):
    box.accounts(*(f"user{i}" for i in range(ACCOUNTS)))
    kills = Kills(10_000 if full else 500)
    senders = [Sender(box, number, kills) for number in range(SENDERS)]
    begin = time.monotonic()
    run_all(senders, kills, progress(kills.total))
    seconds = time.monotonic() - begin

    assert_at_once(box)
    attempts = [attempt for sender in senders for attempt in sender.attempts]
    stored = copies_by_subject(box)
    stored.pop("at once")
    copies = {attempt.token: stored.pop(attempt.token, []) for attempt in attempts}
    assert not stored, f"nobody sent these: {list(stored)[:5]}"

    acknowledged = [attempt for attempt in attempts if attempt.acknowledged]
    lost = [attempt for attempt in acknowledged if not copies[attempt.token]]
    twice = [token for token, found in copies.items() if len(found) > 1]
    nonetheless = [a for a in attempts if copies[a.token] and not a.acknowledged]
    per_message = Counter(a.message for a in attempts if copies[a.token])
    extra = sum(count - 1 for count in per_message.values())
    behind_dot = [a for a in attempts if a.phase == COMMIT and not a.acknowledged]
    figure("kills", kills.done)
    figure("acknowledged", len(acknowledged))
    figure("lost", len(lost))
    figure("stored nonetheless", f"{len(nonetheless)} of {len(behind_dot)} killed behind the dot")
    figure("extra copies", extra)
    figure("seconds", f"{seconds:.1f}")
    tell_phases(figure, SMTP_PHASES, [a.phase for a in attempts if a.phase])

    assert kills.done == kills.total
    assert not lost, f"acknowledged and lost: {lost[:5]}"
    assert not twice, f"stored twice by one transaction: {twice[:5]}"
    assert all(a.phase == COMMIT for a in nonetheless), nonetheless[:5]
    # A sender that was told nothing sends again, and only then is there one copy more.
    assert extra == len(nonetheless)
    for attempt in attempts:
        for copy in copies[attempt.token]:
            assert_whole(copy, attempt.body(), attempt.recipients)
    # The window between commit and reply has really been hit, and so has the one before it.
    assert 0.02 * len(behind_dot) < len(nonetheless) < 0.98 * len(behind_dot)


class Reader:
    """Empties one maildrop by POP3, again and again, and knows what must be in it."""

    def __init__(self, box, number, kills):
        self.box = box
        self.number = number
        self.kills = kills
        self.login = box.account(f"reader{number}")
        self.archive = box.account(f"archive{number}")
        self.listener = listener(box, POP3D)
        self.update = Usual(0.003)
        self.sent = 0
        self.here = []  # tokens, oldest first
        self.in_doubt = []  # of these the last session was about to delete all, or has
        self.phases = []  # in which a session was killed
        self.acknowledged = 0  # deletions
        self.interrupted = 0  # updates, by a kill
        self.nonetheless = 0  # of these carried out

    def work(self):
        while self.kills.left():
            if len(self.here) < 8:
                self.fill()
            self.visit()
        if self.in_doubt:
            self.visit(spare=True)

    def fill(self):
        """New messages, each for the archive too, which nobody deletes from."""
        if self.in_doubt:
            return  # the next visit settles what is here
        envelope = f"MAIL FROM:<{OUTSIDER}>\r\n" + "".join(
            f"RCPT TO:<{login.address}>\r\n" for login in (self.login, self.archive)
        )
        lines = [b"HELO client.elsewhere.example\r\n"]
        for _number in range(20):
            self.sent += 1
            token = f"{self.number}.{self.sent}"
            lines += [envelope.encode(), b"DATA\r\n", content_of(token), b".\r\n"]
            self.here.append(token)
        session = subprocess.run(
            self.box.command(SMTPD), input=b"".join(lines), stdout=subprocess.PIPE, timeout=PATIENCE
        )
        assert session.stdout.count(b"\r\n250 2.0.0 Stored") == 20, session.stdout

    def visit(self, spare=False):
        phase = None
        if not spare and random.random() < KILLED_SHARE and self.kills.take():
            phase = choose(POP3_PHASES, POP3_WEIGHTS)
        session = Session(self.box, self.listener, self.kills)
        marked = []
        try:
            self.sign_in(session)
            self.look(session)
            if not spare:
                marked = self.mark(session)
            self.quit(session, phase, marked)
        except Died:
            assert phase, f"a session of {self.login.name} ended by itself"
            if phase == UPDATE:
                self.interrupted += 1
                self.in_doubt = marked
        finally:
            session.close()

    def sign_in(self, session):
        session.expect(b"+OK")
        session.find()
        for line in (f"USER {self.login.name}", f"PASS {self.login.password}"):
            session.send(f"{line}\r\n".encode())
            session.expect(b"+OK")

    def lines(self, session, command):
        session.send(command + b"\r\n")
        session.expect(b"+OK")
        lines = []
        while (line := session.reply()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return lines

    def look(self, session):
        """What is there: all that should be, and of what is in doubt all or nothing."""
        session.send(b"STAT\r\n")
        count = int(session.expect(b"+OK").split()[1])
        if self.in_doubt:
            if count == len(self.here) - len(self.in_doubt):
                self.nonetheless += 1
                self.forget(self.in_doubt)
            self.in_doubt = []
        assert count == len(self.here), f"{count} messages, not {len(self.here)}"
        for number in self.some(min(2, count)):
            content = b"".join(self.lines(session, b"RETR %d" % number))
            assert content.endswith(content_of(self.here[number - 1])), content[:400]

    def some(self, count):
        return sorted(random.sample(range(1, len(self.here) + 1), count))

    def forget(self, tokens):
        self.here = [token for token in self.here if token not in tokens]

    def mark(self, session):
        numbers = self.some(min(random.randint(1, 4), len(self.here)))
        session.send(b"".join(b"DELE %d\r\n" % number for number in numbers))
        for _number in numbers:
            session.expect(b"+OK")
        return [self.here[number - 1] for number in numbers]

    def quit(self, session, phase, marked):
        if phase == MARKING:
            self.kill(session, phase, random.uniform(0, 0.001))
        begin = time.monotonic()
        session.send(b"QUIT\r\n")
        if phase == UPDATE:
            self.kill(session, phase, self.update.instant())
        session.expect(b"+OK")
        if not phase:
            self.update.learn(time.monotonic() - begin)
        self.acknowledged += len(marked)
        self.forget(marked)
        if phase == LEFT:
            self.kill(session, phase, random.uniform(0, 0.001))

    def kill(self, session, phase, after):
        """A session that has been told to end may be quicker; then it was not killed."""
        if session.kill(after):
            self.phases.append(phase)


def content_of(token):
    return body(token, 20_000 if token.endswith("0") else 200)


def test_pop3d_killed(box, full, figure, progress):
    kills = Kills(10_000 if full else 500)
    readers = [Reader(box, number, kills) for number in range(READERS)]
    begin = time.monotonic()
    run_all(readers, kills, progress(kills.total))
    seconds = time.monotonic() - begin

    assert_at_once(box)
    nonetheless = sum(reader.nonetheless for reader in readers)
    behind_quit = sum(reader.interrupted for reader in readers)
    figure("kills", kills.done)
    figure("deletions acknowledged", sum(reader.acknowledged for reader in readers))
    figure("carried out nonetheless", f"{nonetheless} of {behind_quit} killed behind QUIT")
    figure("seconds", f"{seconds:.1f}")
    tell_phases(figure, POP3_PHASES, [phase for reader in readers for phase in reader.phases])

    assert kills.done == kills.total
    stored = copies_by_subject(box)
    stored.pop("at once")
    for reader in readers:
        for number in range(1, reader.sent + 1):
            token = f"{reader.number}.{number}"
            names = [reader.archive.name]
            if token in reader.here:
                names.append(reader.login.name)
            (copy,) = stored.pop(token)
            assert_whole(copy, content_of(token), names)
    assert not stored, f"nobody sent these: {list(stored)[:5]}"
    assert 0.02 * behind_quit < nonetheless < 0.98 * behind_quit
