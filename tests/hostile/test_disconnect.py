"""Peers that leave at any octet of what they were going to say.

Transcripts of tests/dialogue are cut behind each octet of the client's side, in several ways of leaving.
What a session must have done at a cut is learnt from sessions that get the input up to there and then
its end: the database changes only where a line or a chunk ends. Peers who leave while nobody waits for
them may be heard in part; then the database is as it was at some earlier end. Those who have heard the
replies are heard in full.
"""

import os
import random
import re
import select
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from player import Play, socket_pair
from servers import POP3D, SANITIZER_MARKS, SMTPD
from sessions import MEMORY
from sockets import Session as Conversation
from sockets import create_account
from transcript import Command, Send, Session, load

DIALOGUES = Path(__file__).resolve().parents[1] / "dialogue"
TRANSCRIPTS = (
    *("smtp/S02-end-of-data-near-misses", "smtp/S06-dot-unstuffing", "smtp/S14-mail-in-transaction"),
    *("smtp/S18-pipelining", "bdat/S18-pipelining-bdat", "smtp/S18-pipelining-auth"),
    *("dialect/lf-data", "dialect/passwords", "dialect/without-password"),
    *("dialect/submission-fields", "lmtp/dialogue", "lmtp/pipelining", "pop3/P14-deleted-left-out"),
    *("pop3/P15-deleted-is-gone", "pop3/P16-rset", "pop3/P19-retr-keeps", "pop3/P26-dot-stuffing"),
    *("pop3/P31-pipelining-auth", "auth/P40-auth-leaves-user", "pop3/P48-mbox"),
)

# Those that listen on hear all that is said, which is learnt from them: on a socket and on pipes, since
# the throttle knows who is on a socket.
HALF, CLOSE, RESET, HALF_PIPE, PIPES = WAYS = (
    "the end of its input, and listens on",
    "closes its socket",
    "resets the connection",
    "the end of its input, and listens on at a pipe",
    "closes both pipes, the replies' first",
)
ON_PIPES = (HALF_PIPE, PIPES)
LISTENING = (HALF, HALF_PIPE)

END_SECONDS = 2  # for a session to end when its peer has left
TRIES = 3  # on a busy machine a process may have to wait for its turn
STUCK_SECONDS = 20
ALL = 1 << 30  # lines, up to the end of what is said
SHORT_STEP = 24  # octets between two cuts in the short form

SEED = os.environ.get("DISCONNECT_SEED") or str(random.randrange(1 << 32))

# What is another one in each session: ids, dates, and the peer, on a pipe or a socket.
VARYING = re.compile(
    rb"[a-z0-9]{6,13}\.\d+|\w{3}, \d+ \w{3} \d{4} [\d:]{8} \+0000|\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}"
    rb"|\(local\)|\(\[127\.0\.0\.1\]\)"
)


def masked(octets):
    return VARYING.sub(b"*", octets)


@dataclass(frozen=True)
class Known:
    """What input up to some octet leads to."""

    replies: tuple  # lines
    state: tuple  # of the database


class Dialogue:
    """A transcript, up to the longest of its sessions, which is the one to be cut."""

    def __init__(self, name, folder):
        self.folder = folder
        transcript = load(DIALOGUES / f"{name}.t")
        sessions = [part for part in transcript.parts if isinstance(part, Session)]
        self.session = max(sessions, key=lambda one: len(self.said(one)))
        self.octets = self.said(self.session)
        self.play = Play(transcript, "whole", 0, folder)
        self.prepare(transcript)
        ends = {match.end() for match in re.finditer(rb"\n", self.octets)}
        position = 0
        for step in self.session.steps:
            if isinstance(step, Send):
                position += len(step.octets)
                ends.add(position)
        self.ends = [0, *sorted(ends)]
        self.known = {}  # by the way of listening, and the end

    @staticmethod
    def said(session):
        return b"".join(step.octets for step in session.steps if isinstance(step, Send))

    def prepare(self, transcript):
        for part in transcript.parts:
            if part is self.session:
                break
            if isinstance(part, Command):
                self.play.command(part)
            else:
                self.play.session(part)
        if self.play.engine.exists():
            with closing(sqlite3.connect(self.play.engine.path)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def start(self, folder, theirs_in, theirs_out):
        folder.mkdir()
        if self.play.engine.exists():
            shutil.copy(self.play.engine.path, folder / "mail.db")
        argv = self.play.argv(self.session.daemon, self.session.arguments, self.session.options)
        argv = [str(folder / "mail.db") if word == str(self.play.engine.path) else word for word in argv]
        with open(folder / "log", "wb") as log:
            return subprocess.Popen(
                argv,
                stdin=theirs_in,
                stdout=theirs_out,
                stderr=log,
                cwd=folder,
                env=self.play.environment(self.session.environment),
            )

    def last_end(self, cut):
        return max(end for end in self.ends if end <= cut)


def state(path):
    """Accounts and mail, without what is another one each time; every message must be whole."""
    if not path.exists():
        return ()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        accounts = database.execute("SELECT name, password IS NULL FROM account ORDER BY id").fetchall()
        deliveries = database.execute(
            "SELECT account, message, seen FROM delivery ORDER BY account, message"
        ).fetchall()
        messages = []
        for number, octets in database.execute("SELECT id, octets FROM message ORDER BY id").fetchall():
            parts = database.execute(
                "SELECT data FROM content WHERE id BETWEEN ? AND ? ORDER BY id",
                [number << 16, (number << 16) + 65535],
            ).fetchall()
            content = b"".join(data for (data,) in parts)
            assert len(content) == octets, f"half a message: {len(content)} of {octets} octets"
            messages.append((number, masked(content)))
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    return tuple(accounts), tuple(deliveries), tuple(messages)


def acknowledged(path, said):
    """Asserts that what said calls stored is there."""
    ids = re.findall(rb"^250 2\.0\.0 Stored as ([a-z0-9.]+)\r\n", said, re.MULTILINE)
    if not ids:
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        there = {row[0].encode() for row in database.execute("SELECT transaction_id FROM message")}
    assert set(ids) <= there, f"acknowledged and not there: {set(ids) - there}"


# --- leaving ----------------------------------------------------------------------------------


def read(fd, lines):
    """What is said up to so many lines, or to its end."""
    said = b""
    while said.count(b"\n") < lines and select.select([fd], [], [], STUCK_SECONDS)[0]:
        try:
            octets = os.read(fd, 1 << 16)
        except ConnectionResetError:
            break
        if not octets:
            break
        said += octets
    return said


def leave_socket(dialogue, folder, octets, way, lines):
    """Returns the process and what it has said; lines of it are waited for before leaving."""
    ours, theirs = socket_pair("inet")
    with ours:
        with theirs:
            process = dialogue.start(folder, theirs, theirs)
        try:
            ours.sendall(octets)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the session may be over before all is said
        said = read(ours.fileno(), lines)
        if way == HALF:
            try:
                ours.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            said += read(ours.fileno(), ALL)
        elif way == RESET:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return process, said


def leave_pipes(dialogue, folder, octets, way, lines):
    theirs_in, ours_in = os.pipe2(os.O_CLOEXEC)
    ours_out, theirs_out = os.pipe2(os.O_CLOEXEC)
    with open(ours_out, "rb", 0) as replies, open(ours_in, "wb", 0) as commands:
        commands.write(octets)
        if way == PIPES and lines == 0:
            replies.close()
        try:
            process = dialogue.start(folder, theirs_in, theirs_out)
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        if way == HALF_PIPE:
            commands.close()
            lines = ALL
        said = read(replies.fileno(), lines) if lines else b""
        replies.close()
    return process, said


def end_of(process):
    """Seconds that a process takes to end by itself; it must not be a signal that ends it."""
    start = time.monotonic()
    try:
        status = process.wait(STUCK_SECONDS)
    except subprocess.TimeoutExpired:
        pytest.fail("a process is left")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert status == 0, f"exit status {status}"
    return time.monotonic() - start


def leave(dialogue, cut, way, lines):
    """Lets a peer leave behind cut octets; returns what was said, the state, and seconds to the end."""
    folder = Path(tempfile.mkdtemp(dir=dialogue.folder)) / "cut"
    octets = dialogue.octets[:cut]
    try:
        if way in ON_PIPES:
            process, said = leave_pipes(dialogue, folder, octets, way, lines)
        else:
            process, said = leave_socket(dialogue, folder, octets, way, lines)
        seconds = end_of(process)
        log = (folder / "log").read_text(errors="replace")
        assert not any(mark in log for mark in SANITIZER_MARKS), log
        acknowledged(folder / "mail.db", said)
        return said, state(folder / "mail.db"), seconds
    finally:
        shutil.rmtree(folder.parent)


def learn(dialogue, way, end):
    said, then, _seconds = leave(dialogue, end, way, 0)
    dialogue.known[way, end] = Known(tuple(masked(said).splitlines()), then)


def check(dialogue, cut, way, patient):
    """Cuts, compares with what is known, and returns how long the session took to end."""
    before = dialogue.octets[max(cut - 40, 0) : cut]
    where = f"DISCONNECT_SEED={SEED}: {way} behind octet {cut}, {before}"
    listening = HALF_PIPE if way in ON_PIPES else HALF
    known = dialogue.known[listening, dialogue.last_end(cut)]
    lines = len(known.replies) if patient else 0
    for _ in range(TRIES):
        said, then, seconds = leave(dialogue, cut, way, lines)
        if seconds <= END_SECONDS:
            break
    assert seconds <= END_SECONDS, f"{where}: {seconds:.1f} s to its end"
    heard = tuple(masked(said).splitlines())
    if way in LISTENING or patient:
        assert (heard, then) == (known.replies, known.state), where
        return seconds
    assert heard == known.replies[: len(heard)], where
    possible = {dialogue.known[listening, end].state for end in dialogue.ends if end <= cut}
    assert then in possible, where
    return seconds


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_disconnect(name, full, figure, progress):
    chance = random.Random(f"{SEED} {name}")
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pillarbox-disconnect-", dir=place) as folder:
        dialogue = Dialogue(name, Path(folder))
        octets = len(dialogue.octets)
        step = 1 if full else SHORT_STEP
        cuts = [
            (cut, way, chance.random() < 0.5)
            for way in WAYS
            for cut in range(0 if full else chance.randrange(step), octets + 1, step)
        ]
        done = progress(len(cuts))
        longest = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(lambda known: learn(dialogue, *known), product(LISTENING, dialogue.ends)):
                pass
            for number, seconds in enumerate(pool.map(lambda cut: check(dialogue, *cut), cuts), 1):
                longest = max(longest, seconds)
                done(number)
    figure("cuts", f"{len(cuts):,} in {octets} octets; the longest end took {longest * 1000:.0f} ms")


LARGE = b"Subject: large\r\n\r\n" + b"0123456789\r\n" * 100000  # more than a socket holds


def test_what_has_not_arrived_stays(tmp_path):
    """All has been said, QUIT too, when the peer leaves in the middle of the message."""
    create_account(tmp_path, "alice", "secret")
    envelope = b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice>\r\n"
    subprocess.run(
        [SMTPD, "-l", "-c", "/dev/null", "-d", tmp_path / "mail.db"],
        input=envelope + b"BDAT %d LAST\r\n%sQUIT\r\n" % (len(LARGE), LARGE),
        check=True,
        capture_output=True,
    )
    with Conversation(POP3D, tmp_path) as session:
        connection = session.wire.connection
        connection.sendall(b"USER alice\r\nPASS secret\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n")
        assert b"Subject: large" in read(connection.fileno(), 20)
    assert "event=update" not in session.log.read_text()
    ((_account, _message, seen),) = state(tmp_path / "mail.db")[1]
    assert not seen
