"""Plays transcripts (their language: transcript.py) into the real executables.

A transcript is played in each of its modes, every time on a fresh database:

    whole   everything that the client says in one piece, then the end of its input
    bytes   an octet at a time, then the end of its input
    random  pieces of random size; a failure shows the DIALOGUE_SEED that repeats them
    step    a line at a time, each after the replies to the one before; the input stays open

Standard input is a pipe that keeps the pieces apart (O_DIRECT, see pipe(2)): each read() of the server
returns exactly one piece, however busy the machine is.

The player starts the programs with an empty configuration file and these options before the
transcript's own: the host name mail.example, only errors in the log, the cheapest hash, and a sandbox
that kills.

The environment variables SMTPD and POP3D name other executables, relative to the project's top
directory, than smtpd/smtpd and pop3d/pop3d.
"""

import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from engine import ENGINE, lock_file
from transcript import Close, Expect, Meanwhile, Pattern, Pause, Send, Session, Signal, load

TOP = Path(__file__).resolve().parents[2]
PROGRAMS = {
    "smtpd": str(TOP / os.environ.get("SMTPD", "smtpd/smtpd")),
    "pop3d": str(TOP / os.environ.get("POP3D", "pop3d/pop3d")),
}
OPTIONS = [
    "hostname=mail.example",
    "log=error",
    "password_hash=$5$",
    "password_cost=1000",
    "sandbox=strict",
]

# Variables that tell the programs about a peer or its connection.
NOT_INHERITED = (
    *("TCPREMOTEIP", "REMOTE_HOST", "REMOTE_ADDR", "TCPLOCALIP", "PROTO"),
    *("SSLCTLFD", "SSLREADFD", "SSLWRITEFD"),
)

# What can start a program for the player.
BETWEEN = {None: [], "ucspi-tls": [sys.executable, str(TOP / "tests" / "ucspitls.py"), "plain"]}

SESSION_LIMIT = 30.0  # seconds; a session that takes longer hangs
ANSWER_LIMIT = 10.0  # seconds for a reply in "step" mode
RANDOM_PIECE = 200  # octets in the largest random piece

HASH_LOCKS, HASH_SLOTS = 1, 64  # locked octets of the file of hash slots

CREATE = PROGRAMS["smtpd"]  # even if a test replaces the program


class Failure(Exception):
    """The server did not do what the transcript says."""


@dataclass
class Record:
    """The lines received in a session, each with the command that it answers, or None."""

    daemon: str
    lines: list = field(default_factory=list)


@dataclass
class Result:
    failure: str | None
    records: list
    masked: list  # all lines received, with what may vary between modes replaced


class Matcher:
    """Compares the lines of one session with what is expected, as they come."""

    def __init__(self, session, values, record, masked):
        self.expected = [step for step in session.steps if isinstance(step, Expect)]
        self.values = values
        self.record = record
        self.masked = masked
        self.position = 0

    def take(self, line):
        """Compares one more line; raises Failure if it is not the expected one."""
        for step in self._candidates():
            masked = step.pattern.match(line, self.values)
            if masked is None:
                continue
            if not step.repeated:
                self.position = self.expected.index(step) + 1
            self.record.lines.append((step.command, line))
            self.masked.append(masked)
            return
        self.record.lines.append((None, line))
        if self.position == len(self.expected):
            raise Failure(f"more than expected: {show(line)}")
        step = self.expected[self.position]
        raise Failure(f"{step.where}: expected {step.pattern.text!r}, received {show(line)}")

    def _candidates(self):
        """The steps that the next line may match: first the one after an S*, then the S*."""
        here = self.expected[self.position : self.position + 2]
        return here[::-1] if here and here[0].repeated else here[:1]

    def reached(self, step):
        """Whether step has been matched; an S* need not be."""
        return step.repeated or self.expected.index(step) < self.position

    def finish(self):
        """Raises Failure if lines are missing."""
        for step in self.expected[self.position :]:
            if not step.repeated:
                raise Failure(f"{step.where}: expected {step.pattern.text!r}, nothing came")


class Server:
    """One process, and the only place that waits for it."""

    def __init__(self, session, command, environment, directory, limit):
        self.matcher = None
        self.line_end = b"\r\n" if session.dialogue else b"\n"
        self.pending = []  # pieces for the server to read, then None for the end of the input
        self.output = b""
        self.writes = 0
        self.errors = b""
        self.deadline = time.monotonic() + limit
        self.other = None  # the other client of a listener
        theirs_in, theirs_out = self._connect(session.on)
        self._start(session, command, environment, directory, theirs_in, theirs_out)

    def _connect(self, on):
        """Opens our ends; returns theirs."""
        if on == "pipe":
            theirs_in, self.input_fd = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
            self.output_fd, theirs_out = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
            self.socket = None
        else:
            if on == "listener":
                self.other, self.socket, theirs = listening_socket()
            else:
                self.socket, theirs = socket_pair(on)
            self.input_fd = self.output_fd = self.socket.fileno()
            theirs_in = theirs_out = theirs.detach()
        os.set_blocking(self.input_fd, False)
        os.set_blocking(self.output_fd, False)
        return theirs_in, theirs_out

    def _start(self, session, command, environment, directory, theirs_in, theirs_out):
        self.errors_fd, theirs_errors = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(self.errors_fd, False)
        if session.stderr_to == "closed":
            command = ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", *command]
        self.process = subprocess.Popen(
            command,
            stdin=theirs_in,
            stdout=theirs_out,
            stderr=theirs_out if session.stderr_to == "socket" else theirs_errors,
            env=environment,
            cwd=directory,
            process_group=0,
        )
        for fd in {theirs_in, theirs_out, theirs_errors}:
            os.close(fd)
        self.open_fds = {self.output_fd, self.errors_fd}
        self.input_open = True

    def say(self, pieces, end=False):
        self.pending += pieces
        if end:
            self.pending.append(None)

    def said_all(self):
        return not self.pending or not self.input_open

    def ended(self):
        return not self.open_fds

    def pump(self, until, limit=SESSION_LIMIT):
        """Moves octets both ways until until() is true; False if the limit in seconds comes first."""
        limit = min(time.monotonic() + limit, self.deadline)
        while not until():
            left = limit - time.monotonic()
            if left <= 0 or (self.ended() and self.said_all()):
                return False
            writing = [] if self.said_all() else [self.input_fd]
            readable, writable, _ = select.select(list(self.open_fds), writing, [], left)
            for fd in readable:
                self._read(fd)
            if writable:
                self._write()
        return True

    def _read(self, fd):
        try:
            octets = os.read(fd, 65536)
        except ConnectionResetError:
            octets = b""
        if not octets:
            self.open_fds.discard(fd)
            if self.other and fd == self.output_fd:
                self._end_listener()
        elif fd == self.errors_fd:
            self.errors += octets
        else:
            self.writes += 1
            self.output += octets
            self._take_lines()

    def _end_listener(self):
        self.other.close()
        self.process.terminate()

    def _take_lines(self):
        *lines, self.output = self.output.split(self.line_end)
        for line in lines:
            self.matcher.take(line)

    def _write(self):
        """Writes pieces while there is room. A server that has gone is no error."""
        try:
            while self.pending and self.pending[0] is not None:
                written = os.write(self.input_fd, self.pending[0])
                if written < len(self.pending[0]):
                    self.pending[0] = self.pending[0][written:]
                else:
                    self.pending.pop(0)
        except BlockingIOError:
            return
        except (BrokenPipeError, ConnectionResetError):
            self.pending = [None]
        if self.pending:
            self._end_input()

    def _end_input(self):
        self.pending = []
        self.input_open = False
        if self.socket is None:
            os.close(self.input_fd)
            return
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has closed the connection already

    def wait(self):
        """Waits for the end of the process and returns its exit status."""
        try:
            return self.process.wait(max(0.0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise Failure("the server closed its output but did not end") from None

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)  # it may have started others
            self.process.wait()
        os.close(self.errors_fd)
        if self.other:
            self.other.close()
        if self.socket is not None:
            self.socket.close()
            return
        os.close(self.output_fd)
        if self.input_open:
            os.close(self.input_fd)


class Play:
    """One transcript in one mode, in a directory of its own."""

    def __init__(self, transcript, mode, seed, directory):
        self.transcript = transcript
        self.mode = mode
        self.random = random.Random(f"{seed} {transcript.path.name}")
        self.directory = Path(directory)
        self.engine = ENGINE(self.directory)
        self.makes_database = True
        self.values = {}
        self.records = []
        self.masked = []
        (self.directory / "pillarbox.conf").write_text("")

    def run(self):
        for part in self.transcript.parts:
            if isinstance(part, Session):
                self.session(part)
            else:
                self.command(part)

    def command(self, command):
        """Carries out a line of set-up or check."""
        try:
            getattr(self, "do_" + command.name)(command)
        except (Failure, self.engine.Error) as error:
            raise Failure(f"{command.where}: {command.name}: {error}") from error

    def do_database(self, command):
        if command.argument != "none":
            raise Failure("there is only none")
        self.makes_database = False

    def make_database(self):
        if self.makes_database and not self.engine.exists():
            self.engine.create(CREATE)

    def do_account(self, command):
        name, _, password = command.argument.partition(" ")
        if password:
            self._smtp([f"EHLO {name}", f"PASS {password}"], "235 2.7.0 {*}")
        else:
            self._smtp([f"HELO {name}"], "250 {*} account {*} created{*}")

    def do_deliver(self, command):
        sender, *recipients = command.argument.split()
        body = ["." + line if line.startswith(".") else line for line in command.lines]
        self._smtp(
            ["EHLO client.example", "MAIL FROM:<" + sender.strip("<>") + ">"]
            + [f"RCPT TO:<{recipient}>" for recipient in recipients]
            + ["DATA", *body, "."],
            "250 2.0.0 Stored as {*}",
        )

    def _smtp(self, lines, last_but_one):
        """Plays lines and QUIT into smtpd; the last reply before QUIT's must match."""
        text = "".join(line + "\r\n" for line in [*lines, "QUIT"])
        self.make_database()
        done = subprocess.run(
            self.argv("smtpd", [], True),
            input=text.encode(),
            capture_output=True,
            env=self.environment({}),
            cwd=self.directory,
            timeout=SESSION_LIMIT,
            check=False,
        )
        replies = done.stdout.split(b"\r\n")
        if len(replies) < 3 or Pattern(last_but_one).match(replies[-3], {}) is None:
            raise Failure(f"smtpd said {show(done.stdout)} and {show(done.stderr)}")

    def do_file(self, command):
        text = "".join(line + "\n" for line in command.lines)
        (self.directory / command.argument).write_text(text, encoding="utf-8")

    def do_program(self, command):
        self.do_file(command)
        (self.directory / command.argument).chmod(0o700)

    def do_lines(self, command):
        path = self.directory / command.argument
        octets = path.read_bytes() if path.exists() else b""
        compare(command.patterns(), split_lines(octets), self.values)

    def do_truncate(self, command):
        name, octets = command.argument.split()
        os.truncate(self.directory / name, int(octets))

    def do_schema(self, command):
        self.engine.create_version(int(command.argument))

    def do_sql(self, command):
        self.engine.run("\n".join([command.argument, *command.lines]))

    def do_refused(self, command):
        try:
            self.engine.rows(command.argument)
        except self.engine.Error as error:
            compare(command.patterns(), str(error).encode().splitlines()[:1], self.values)
        else:
            raise Failure("the database has accepted it")

    def do_rows(self, command):
        found = self.engine.rows(command.argument)
        received = [" | ".join(map(column_text, row)).encode() for row in found]
        compare(command.patterns(), received, self.values)

    def do_held(self, command):
        if not self._is_locked(command.argument):
            raise Failure("the lock is free")

    def do_free(self, command):
        if self._is_locked(command.argument):
            raise Failure("the lock is held")

    def _lock(self, what):
        """Takes the lock and returns it, to be closed; BlockingIOError if another process holds it."""
        if what == "hashing":
            return lock_file(self.engine.turns, HASH_LOCKS, HASH_SLOTS)
        return self.engine.lock(what)

    def _is_locked(self, what):
        try:
            self._lock(what).close()
        except BlockingIOError:
            return True
        return False

    def argv(self, daemon, arguments, options):
        argv = [PROGRAMS[daemon], *self.engine.options]
        if "-c" not in arguments:
            argv += ["-c", str(self.directory / "pillarbox.conf")]
        if options:
            for option in OPTIONS:
                argv += ["-o", option]
        values = {"{dir}": str(self.directory), "{again}": " ".join(argv)}
        for name, value in values.items():
            arguments = [argument.replace(name, value) for argument in arguments]
        return argv + arguments

    @staticmethod
    def environment(changes):
        inherited = {k: v for k, v in os.environ.items() if k not in NOT_INHERITED}
        return {**inherited, **changes}

    def session(self, session):
        """Plays one session and compares everything with what is expected of it."""
        self.make_database()
        held = [self._lock(what) for what in session.holds]
        record = Record(session.daemon)
        if session.dialogue:
            self.records.append(record)
        server = Server(
            session,
            BETWEEN[session.through]
            + self.argv(session.daemon, session.arguments, session.options),
            self.environment(session.environment),
            self.directory,
            SESSION_LIMIT,
        )
        server.matcher = Matcher(session, self.values, record, self.masked)
        try:
            self._converse(session, server)
            self._compare(session, server)
        except Failure as failure:
            raise Failure(self._story(session, record, server, failure)) from failure
        finally:
            server.close()
            for lock in held:
                lock.close()

    def _converse(self, session, server):
        if self.mode == "step":
            for step in session.steps:
                self._step(step, server)
        else:
            said = b"".join(step.octets for step in session.steps if isinstance(step, Send))
            server.say(self._pieces(said), end=True)
        if not server.pump(server.ended):
            raise Failure("the session does not end")

    def _pieces(self, octets):
        if self.mode == "whole":
            return [octets] if octets else []
        if self.mode == "bytes":
            return [octets[i : i + 1] for i in range(len(octets))]
        pieces = []
        while octets:
            size = self.random.randint(1, self.random.randint(1, RANDOM_PIECE))
            pieces.append(octets[:size])
            octets = octets[size:]
        return pieces

    def _step(self, step, server):
        matcher = server.matcher
        if isinstance(step, Send):
            server.say([step.octets])
            server.pump(server.said_all, ANSWER_LIMIT)
        elif isinstance(step, Expect):
            if not server.pump(lambda: matcher.reached(step), ANSWER_LIMIT):
                raise Failure(f"{step.where}: expected {step.pattern.text!r}, nothing came")
        elif isinstance(step, Pause):
            self._pause(step, server)
        elif isinstance(step, Close):
            server.say([], end=True)
            server.pump(server.said_all, ANSWER_LIMIT)
        elif isinstance(step, Signal):
            server.process.send_signal(step.number)
        elif isinstance(step, Meanwhile):
            self.command(step.command)

    @staticmethod
    def _pause(step, server):
        lines = len(server.matcher.record.lines)
        server.pump(server.ended, step.seconds)
        if len(server.matcher.record.lines) > lines or server.output or server.ended():
            raise Failure(f"{step.where}: not the silence that was expected")

    def _compare(self, session, server):
        server.matcher.finish()
        if server.output:
            raise Failure(f"a line without its end: {show(server.output)}")
        status = server.wait()
        if status != session.exit:
            raise Failure(f"exit status {status}, expected {session.exit}")
        self._compare_errors(session, server.errors)
        if session.writes is not None and server.writes != session.writes:
            raise Failure(f"{server.writes} writes, expected {session.writes}")

    def _compare_errors(self, session, errors):
        try:
            compare(session.stderr, split_lines(errors), self.values)
        except Failure as failure:
            raise Failure(f"standard error: {failure}") from failure

    def _story(self, session, record, server, failure):
        """The failure and all that helps to understand it."""
        lines = [f"session of {session.where}: {failure}", "received so far:"]
        lines += ["  " + show(line) for _, line in record.lines]
        if server.output:
            lines.append("  " + show(server.output) + " (no CRLF)")
        lines += ["standard error: " + show(line) for line in server.errors.splitlines()]
        return "\n".join(lines)


def socket_pair(kind):
    """Two connected stream sockets: ours and theirs."""
    if kind == "unix":
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return ours, theirs


def listening_socket():
    """Two clients and the socket that accepts them, in this order."""
    theirs = socket.create_server(("127.0.0.1", 0))
    first, second = (socket.create_connection(theirs.getsockname()) for _ in range(2))
    return first, second, theirs


def split_lines(octets):
    """The lines of octets, each of which must end in LF."""
    *lines, rest = octets.split(b"\n")
    if rest:
        raise Failure(f"a last line without its end: {show(rest)}")
    return lines


def compare(patterns, lines, values):
    """Compares lines, in octets, with as many patterns."""
    for pattern, line in zip(patterns, lines):
        if pattern.match(line, values) is None:
            raise Failure(f"expected {pattern.text!r}, found {show(line)}")
    if len(lines) != len(patterns):
        raise Failure(f"expected {len(patterns)} lines, found {len(lines)}: {lines}")


def column_text(value):
    if value is None:
        return "NULL"
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def show(octets):
    """Octets as readable text, cut in the middle if there are very many."""
    text = repr(octets)[1:]
    return text if len(text) < 2000 else f"{text[:900]} ... {text[-900:]}"


def play(path, mode, seed):
    """Plays the transcript at path once and returns a Result; the seed is for mode random."""
    with tempfile.TemporaryDirectory(prefix="pillarbox-") as directory:
        playing = Play(load(path), mode, seed, directory)
        failure = None
        try:
            playing.run()
        except (Failure, OSError, subprocess.SubprocessError) as error:
            failure = str(error)
        finally:
            playing.engine.remove()
        return Result(failure, playing.records, playing.masked)
