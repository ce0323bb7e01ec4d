"""Power loss: whatever a cut leaves on the disk, what was acknowledged before it is there.

Several smtpd and pop3d run at the same time on one database, and record.c writes down all that they
do to its files, and all that they say. From that log powercut.py makes the disks that a power cut
at some instant could leave, and the programs then have to go on with each of them.
"""

import itertools
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from powercut import Kind, Volume, outcomes, read_log
from servers import HOSTNAME, OUTSIDER, SETTINGS, TOP
from waiting import somebody_waits

RECORDER = Path(os.environ.get("FAULT_TOOLS", TOP / "build/tests"), "record.so").resolve()
DYNAMIC = Path(os.environ.get("DYNAMIC_SMTPD", TOP / "build/dynamic/smtpd.run")).resolve().parent

SEED = 20261124
DATABASE = "mail.db"
PATIENCE = 30  # seconds that a session may take to end
RUN_SECONDS = 300  # and all that are recorded; it takes a few
SYNC_US = 3000  # what a sync takes at most, besides what the disk does

DELIVERERS = 4
READERS = ("reader0", "reader1", "reader2")  # empty their maildrops as they go
KEEPERS = ("keeper0", "keeper1", "keeper2")
BIG = 2_400_000  # can be stored in steps

ROOM = 1 << 30  # in octets; the long form needs a tenth of it


@dataclass
class Size:
    """Of the short form, the long one, and that of the build that loses mail."""

    sessions: int  # of each deliverer
    cuts: int
    disks: int  # of each cut, besides the two extreme ones


SHORT = Size(sessions=10, cuts=150, disks=2)
FULL = Size(sessions=40, cuts=1000, disks=4)
WITHOUT_SYNC = Size(sessions=4, cuts=60, disks=0)


@dataclass
class Message:
    token: str
    body: bytes
    recipients: list


@dataclass
class Visit:
    """A POP3 session that means to delete something."""

    account: str
    tokens: list
    marked: int = 0  # replies to DELE so far
    acknowledged: bool = False

    def may_have_deleted(self):
        return self.marked == len(self.tokens)


class Session:
    """A program that is recorded, on two pipes or on a socket."""

    def __init__(self, run, program):
        command = run.command(program)
        self.socket = None
        if next(run.on_socket):
            self.socket, theirs = socket.socketpair()
            self.process = run.start(command, theirs, theirs)
            theirs.close()
            self.input, self.output = self.socket.makefile("wb"), self.socket.makefile("rb")
        else:
            self.process = run.start(command, subprocess.PIPE, subprocess.PIPE)
            self.input, self.output = self.process.stdin, self.process.stdout
        self.reply()

    def send(self, *lines):
        for line in lines:
            self.input.write(line)
        self.input.flush()

    def reply(self):
        """The last line of a reply, which must be a good one."""
        while True:
            line = self.output.readline()
            assert line[:1] in (b"2", b"3", b"+"), line
            if line[3:4] != b"-":
                return line

    def ask(self, line):
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def lines(self, command):
        """What a multi-line POP3 reply says."""
        self.ask(command)
        return list(iter(self.output.readline, b".\r\n"))

    def end(self, quit=True):
        if quit:
            self.ask("QUIT")
        self.input.close()
        if self.socket:
            self.socket.close()
        self.output.close()
        assert self.process.wait(timeout=PATIENCE) == 0


class Run:
    """Some minutes of a mail server's life, recorded."""

    def __init__(self, folder, programs, size):
        self.directory = folder / "recorded"
        self.directory.mkdir()
        self.log = folder / "log"
        self.log.touch()
        self.smtpd, self.pop3d = programs
        self.size = size
        self.messages = {}  # by token
        self.tokens = {}  # by the id in the reply
        self.visits = {}  # by process
        self.creations = {}  # names of accounts by process
        self.processes = []
        self.errors = open(folder / "errors", "wb")
        self.delivering = threading.Event()
        self.on_socket = itertools.cycle((False, True))  # whether the next session is
        self.environment = {
            **os.environ,
            "LD_PRELOAD": str(RECORDER),
            "RECORD_LOG": str(self.log),
            "RECORD_DIRECTORY": str(self.directory),
            "RECORD_SYNC_US": str(SYNC_US),
        }

    def command(self, program):
        return command_for(program, self.directory)

    def start(self, command, stdin, stdout):
        process = subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=self.errors, env=self.environment
        )
        self.processes.append(process)
        return process

    def carry_out(self):
        """Returns what was recorded."""
        watch = threading.Timer(RUN_SECONDS, self.end)
        watch.start()
        try:
            self.carry_out_all()
        finally:
            watch.cancel()
            self.end()
            self.errors.close()
        return read_log(self.log)

    def end(self):
        """Of what goes well nothing is left to be killed."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()

    def carry_out_all(self):
        """Everything at once, the creation of the database too."""
        first = READERS + KEEPERS
        self.delivering.set()
        with ThreadPoolExecutor(DELIVERERS + len(READERS) + 1) as pool:
            for one in [pool.submit(self.create, name) for name in first]:
                one.result()
            deliverers = [pool.submit(self.deliver, number) for number in range(DELIVERERS)]
            others = [pool.submit(self.read, name) for name in READERS]
            others.append(pool.submit(self.create_more))
            try:
                for one in deliverers:
                    one.result()
            finally:
                self.delivering.clear()
            for one in others:
                one.result()

    def create(self, name):
        session = Session(self, self.pop3d)
        self.creations[session.process.pid] = name
        session.ask(f"USER {name}")
        session.ask(f"PASS secret.{name}")
        session.end()

    def create_more(self):
        for number in range(20):
            if not self.delivering.is_set():
                break
            self.create(f"late{number}")
            time.sleep(0.05)

    def deliver(self, deliverer):
        choice = random.Random(SEED + deliverer)
        for number in range(self.size.sessions):
            session = Session(self, self.smtpd)
            session.ask("EHLO client.elsewhere.example")
            # The first and then every eighth session has a message that does not fit into memory.
            sizes = [100, 6000, 100][: choice.randint(1, 3)]
            sizes += [BIG] if number % 8 == deliverer else []
            for part, octets in enumerate(sizes):
                token = f"{deliverer}.{number}.{part}"
                names = choice.sample(READERS + KEEPERS, choice.choice((1, 1, 3)))
                in_steps = octets == BIG and deliverer % 2 == 0
                with somebody_waits(self.directory / DATABASE) if in_steps else nullcontext():
                    self.transact(session, make_message(token, octets, names))
            session.end()

    def transact(self, session, message):
        self.messages[message.token] = message
        session.ask(f"MAIL FROM:<{OUTSIDER}>")
        for name in message.recipients:
            session.ask(f"RCPT TO:<{name}>")
        session.ask("DATA")
        session.send(message.body, b".\r\n")
        self.tokens[session.reply().split()[4].decode()] = message.token

    def read(self, name):
        choice = random.Random(name)
        last = False
        while not last:
            last = not self.delivering.is_set()
            session = Session(self, self.pop3d)
            session.ask(f"USER {name}")
            session.ask(f"PASS secret.{name}")
            here = self.tokens_in(session)
            chosen = [number for number in here if choice.random() < 0.5]
            quits = choice.random() < 0.8
            if quits and chosen:
                visit = Visit(name, [here[number] for number in chosen])
                self.visits[session.process.pid] = visit
            for number in chosen:
                session.ask(f"DELE {number}")
            session.end(quits)

    def tokens_in(self, session):
        count = int(session.ask("STAT").split()[1])
        tokens = {}
        for number in range(1, count + 1):
            head = b"".join(session.lines(f"TOP {number} 0"))
            tokens[number] = re.search(rb"^Subject: (\S+)\r$", head, re.M)[1].decode()
        return tokens


def command_for(program, directory):
    settings = (f"hostname={HOSTNAME}", "log=warning", *SETTINGS)
    options = [word for setting in settings for word in ("-o", setting)]
    return [str(program), "-d", str(directory / DATABASE), *options]


def make_message(token, octets, recipients):
    line = f"{token} {'x' * 60}\r\n".encode()
    head = f"Subject: {token}\r\n\r\n".encode()
    return Message(token, head + line * (octets // len(line) + 1), recipients)


class Promises:
    """What has been acknowledged, up to some instant of a run."""

    def __init__(self, run):
        self.run = run
        self.said = defaultdict(bytes)  # by each process, that is no whole line yet
        self.accounts = set()
        self.stored = set()  # tokens
        self.deleted = set()  # (token, account)

    def hear(self, event):
        *lines, self.said[event.pid] = (self.said[event.pid] + event.payload).split(b"\r\n")
        for line in lines:
            self.hear_line(event.pid, line.decode())

    def hear_line(self, pid, line):
        visit = self.run.visits.get(pid)
        if line.startswith("250 2.0.0 Stored as "):
            self.stored.add(self.run.tokens[line.split()[4]])
        elif line.startswith("+OK Account ") and " created" in line:
            self.accounts.add(self.run.creations[pid])
        elif visit and line.startswith("+OK Message "):
            visit.marked += 1
        elif visit and line.startswith(f"+OK {HOSTNAME} closing"):
            visit.acknowledged = True
            self.deleted.update((token, visit.account) for token in visit.tokens)

    def open_visits(self):
        """Those whose deletions may have been carried out, but were not acknowledged."""
        visits = self.run.visits.values()
        return [v for v in visits if v.may_have_deleted() and not v.acknowledged]


@dataclass
class Found:
    """What is in the database of a disk."""

    accounts: set = field(default_factory=set)
    messages: dict = field(default_factory=dict)  # id to token
    octets: dict = field(default_factory=dict)
    recipients: dict = field(default_factory=lambda: defaultdict(set))
    content: dict = field(default_factory=lambda: defaultdict(bytearray))
    unfinished: int = 0  # messages of which some steps were stored


def look_into(path):
    found = Found()
    database = sqlite3.connect(path, timeout=PATIENCE)
    try:
        (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        found.accounts.update(name for (name,) in database.execute("SELECT name FROM account"))
        rows = database.execute("SELECT id, subject, octets FROM message WHERE id > 0").fetchall()
        found.messages = {id_: subject for id_, subject, _octets in rows}
        found.octets = {id_: octets for id_, _subject, octets in rows}
        (found.unfinished,) = database.execute("SELECT count(*) FROM message WHERE id < 0").fetchone()
        deliveries = "SELECT message, name FROM delivery JOIN account ON account.id = account"
        for id_, name in database.execute(deliveries):
            found.recipients[id_].add(name)
        contents = (
            "SELECT content.id >> 16, data FROM content"
            " WHERE content.id >> 16 NOT IN (SELECT -id FROM message) ORDER BY content.id"
        )
        for id_, data in database.execute(contents):
            found.content[id_] += data
    finally:
        database.close()
    return found


AFTERWARDS = make_message("afterwards", 100, ["postmaster"])


class Judge:
    """Says what is wrong with a disk: pairs of what kind of fault it is, and where."""

    def __init__(self, promises):
        self.promises = promises
        self.messages = promises.run.messages
        self.deleted = defaultdict(set)  # names, by token; so are the next
        self.perhaps_deleted = defaultdict(set)
        for token, name in promises.deleted:
            self.deleted[token].add(name)
        for visit in promises.open_visits():
            for token in visit.tokens:
                self.perhaps_deleted[token].add(visit.account)

    def faults(self, found):
        for name in self.promises.accounts - found.accounts:
            yield "account lost", name
        for id_ in found.recipients.keys() | found.content.keys():
            if id_ not in found.messages:
                yield "torn", f"something of message {id_}, which is not there"
        count = Counter(found.messages.values())
        for token in [token for token, copies in count.items() if copies > 1]:
            yield "stored twice", token
        there = {token: id_ for id_, token in found.messages.items()}
        if there.pop(AFTERWARDS.token, None) is None:
            yield "out of order", "what was delivered afterwards is not there"
        for token in there.keys() - self.messages.keys():
            yield "torn", f"{token!r}, which nobody sent"
        for token, message in self.messages.items():
            yield from self.faults_of(message, there.get(token), found)
        for visit in self.promises.open_visits():
            yield from self.faults_of_visit(visit, there, found)

    def faults_of(self, message, id_, found):
        token = message.token
        must = set(message.recipients) - self.deleted[token] - self.perhaps_deleted[token]
        names = found.recipients[id_] if id_ is not None else set()
        if names & self.deleted[token]:
            yield "came back", f"{token} for {names & self.deleted[token]}"
        if names - set(message.recipients):
            yield "torn", f"{token} for {names}"
        if id_ is None:
            if must and token in self.promises.stored:
                yield "lost", token
            return
        if must - names:
            yield "torn", f"{token} not for {must - names}"
        if not names:
            yield "torn", f"{token} for nobody"
        content = bytes(found.content[id_])
        if len(content) != found.octets[id_] or not content.endswith(message.body):
            yield "torn", f"the content of {token}"

    def faults_of_visit(self, visit, there, found):
        """All that was marked has gone, or all is there."""
        tokens = [token for token in visit.tokens if token in self.promises.stored]
        left = [t for t in tokens if t in there and visit.account in found.recipients[there[t]]]
        if left and len(left) < len(tokens):
            yield "half deleted", f"of {tokens} for {visit.account} there is {left}"


class Disk:
    """A directory that the disks of all cuts are tried out in, one after the other."""

    def __init__(self, folder, programs):
        self.directory = folder / "disk"
        self.smtpd, self.pop3d = programs
        self.unfinished = 0  # disks with such a message

    def fill(self, files, choice):
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir()
        for name, content in files.items():
            (self.directory / name).write_bytes(content)
        # Its index of the log lies in memory that was never synced: it is gone, or anything.
        if choice.random() < 0.5:
            (self.directory / f"{DATABASE}-shm").write_bytes(choice.randbytes(32768))

    def talk(self, program, *lines):
        session = subprocess.run(
            command_for(program, self.directory),
            input=b"\r\n".join(line.encode() for line in lines) + b"\r\n",
            capture_output=True,
            timeout=PATIENCE,
        )
        return session.stdout.decode() + session.stderr.decode()

    def faults(self, judge, choice):
        """Has the programs go on with the disk, and looks at what is there then."""
        said = self.talk(
            self.smtpd,
            *("HELO client.elsewhere.example", f"MAIL FROM:<{OUTSIDER}>", "RCPT TO:<postmaster>"),
            *("DATA", AFTERWARDS.body.decode() + ".", "QUIT"),
        )
        if "250 2.0.0 Stored" not in said:
            return [("out of order", said)]
        try:
            found = look_into(self.directory / DATABASE)
        except sqlite3.Error as error:
            return [("damaged", str(error))]
        self.unfinished += found.unfinished > 0
        faults = list(judge.faults(found))
        if choice.random() < 0.25:
            faults += self.faults_of_pop3d(judge, found)
        return faults

    def faults_of_pop3d(self, judge, found):
        """A reader is shown just as many messages."""
        names = sorted(judge.promises.accounts & found.accounts)
        if not names:
            return
        here = sum(names[0] in found.recipients[id_] for id_ in found.messages)
        said = self.talk(
            self.pop3d, f"USER {names[0]}", f"PASS secret.{names[0]}", "STAT", "QUIT"
        )
        if f"+OK {here} " not in said:
            yield "out of order", said


def choose_cuts(events, count, choice):
    """
    Half of them are next to syncs and replies, where what must be there changes, a tenth is from
    while the database is created, the rest is anywhere. A cut is the number of events before it.
    """
    turns = {
        at
        for number, event in enumerate(events)
        if event.kind in (Kind.SYNC_BEGIN, Kind.SYNC_END, Kind.REPLY)
        for at in (number, number + 1)
    }
    created = next(n for n, event in enumerate(events) if b" created, " in event.payload)
    chosen = set()
    for share, among in ((0.5, turns), (0.6, range(created)), (1, range(len(events) + 1))):
        left = sorted(set(among) - chosen)
        wanted = round(share * count) - len(chosen)
        chosen.update(choice.sample(left, min(wanted, len(left))))
    return sorted(chosen)


def assert_complete(run, events):
    """With nothing lost the log makes just the files that are there: it misses nothing."""
    volume = replay(run, events)
    made = {
        name: file.content(len(events), lambda change, sector: True)
        for name, file in volume.names_until(len(events)).items()
    }
    there = {
        path.name: path.read_bytes()
        for path in run.directory.iterdir()
        if not path.name.endswith("-shm")
    }
    assert made.keys() == there.keys()
    for name, content in there.items():
        assert made[name] == content, f"{name} is not what the log says"


def replay(run, events):
    volume = Volume(run.directory.stat().st_ino)
    for seq, event in enumerate(events):
        volume.apply(seq, event)
    return volume


def assert_eventful(events):
    """
    The run had all that could go wrong: checkpoints, the log begun anew, syncs side by side, and a
    message that was spooled to a file. Returns how many there were of the first three.
    """
    inodes = {e.payload.decode(): e.inode for e in events if e.kind == Kind.CREATE}
    log = inodes[f"{DATABASE}-wal"]
    writes = [e for e in events if e.kind == Kind.WRITE and e.inode in (log, inodes[DATABASE])]
    checkpoints = sum(a.inode == log != b.inode for a, b in itertools.pairwise(writes))
    anew = sum(event.inode == log and event.offset == 0 for event in writes)
    under_way = itertools.accumulate(
        {Kind.SYNC_BEGIN: 1, Kind.SYNC_END: -1}.get(event.kind, 0) for event in events
    )
    most = max(under_way)
    assert checkpoints > 2 and anew > 2 and most > 1
    assert any(event.kind == Kind.TEMPORARY for event in events)
    return checkpoints, anew, most


@pytest.fixture
def folder(tmp_path):
    """In memory, where there is room: nothing here is about the speed of the disk."""
    fast = Path("/dev/shm")
    if not os.access(fast, os.W_OK) or shutil.disk_usage(fast).free < ROOM:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="pillarbox-power-", dir=fast))
    yield folder
    shutil.rmtree(folder)


def programs_of(*parts):
    return DYNAMIC.joinpath(*parts, "smtpd.run"), DYNAMIC.joinpath(*parts, "pop3d.run")


class Examination:
    """All cuts of a run, and what is wrong with the disks that they leave."""

    def __init__(self, folder, run, events, size):
        self.run = run
        self.events = events
        self.choice = random.Random(SEED)
        self.cuts = choose_cuts(events, size.cuts, self.choice)
        self.disks_of_cut = size.disks
        self.disk = Disk(folder, (run.smtpd, run.pop3d))
        self.disks = 0

    def carry_out(self, tick):
        """Gives for each bad disk what was cut where, its files, and what is wrong with them."""
        volume = Volume(self.run.directory.stat().st_ino)
        promises = Promises(self.run)
        done = 0
        for number, cut in enumerate(self.cuts):
            for seq in range(done, cut):
                volume.apply(seq, self.events[seq])
                if self.events[seq].kind == Kind.REPLY:
                    promises.hear(self.events[seq])
            done = cut
            judge = Judge(promises)
            for outcome in outcomes(volume, self.choice, self.disks_of_cut):
                files = volume.disk(outcome)
                self.disks += 1
                self.disk.fill(files, self.choice)
                if faults := self.disk.faults(judge, self.choice):
                    yield f"cut before event {cut}, there is {outcome.what}", files, faults
            tick(number + 1)


def record(folder, programs, size):
    for needed in (*programs, RECORDER):
        if not needed.exists():
            pytest.skip(f"{needed} is not there, run make fault-programs")
    run = Run(folder, programs, size)
    events = run.carry_out()
    assert (folder / "errors").read_text() == ""
    assert_complete(run, events)
    return run, events


def test_power_cut(folder, full, figure, progress, tmp_path):
    size = FULL if full else SHORT
    begin = time.monotonic()
    run, events = record(folder, programs_of(), size)
    checkpoints, anew, most = assert_eventful(events)
    examination = Examination(folder, run, events, size)
    bad = next(examination.carry_out(progress(len(examination.cuts))), None)

    figure("events", len(events))
    figure("messages stored", len(run.messages))
    figure("deletions", sum(len(visit.tokens) for visit in run.visits.values()))
    figure("checkpoints, logs begun, syncs at once", f"{checkpoints}, {anew}, {most}")
    figure("cuts", len(examination.cuts))
    figure("disks", examination.disks)
    figure("of these with an unfinished message", examination.disk.unfinished)
    figure("seconds", f"{time.monotonic() - begin:.1f}")
    if bad:
        what, files, faults = bad
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        pytest.fail(f"{what}: {faults}; seed {SEED}, the files are in {tmp_path}")
    assert examination.disk.unfinished > 0


def test_power_cut_without_sync(folder, figure):
    """The same with a store that does not sync its log: what it has acknowledged gets lost."""
    begin = time.monotonic()
    run, events = record(folder, programs_of("variants", "without-sync"), WITHOUT_SYNC)
    examination = Examination(folder, run, events, WITHOUT_SYNC)
    bad = list(examination.carry_out(lambda done: None))
    kinds = Counter(kind for _what, _files, faults in bad for kind, _where in faults)
    figure("disks that lack what was acknowledged", f"{len(bad)} of {examination.disks}")
    figure("messages lost, all disks together", kinds["lost"])
    figure("seconds", f"{time.monotonic() - begin:.1f}")
    assert kinds["lost"] > 0
    # Even so nothing is torn or damaged: that is what the syncs of the checkpoints are for. What is
    # half lost may look half deleted.
    assert kinds.keys() <= {"lost", "came back", "account lost", "half deleted"}, bad
