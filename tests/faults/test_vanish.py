"""Peers that vanish without a word, and peers that only read slowly (RFC 9293 section 3.8.6.1).

Client and server have a network namespace each, and one link between them. A peer vanishes when the
link goes down, or when the client's machine finds no way back any more. All cases run at the same
time, as each takes minutes.
"""

import ctypes
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from servers import OUTSIDER, POP3D, SMTPD, Pillarbox

LINE = b"x" * 78 + b"\r\n"
LARGE = b"Subject: large\r\n\r\n" + LINE * (8 << 20 >> 6)

# A peer that has vanished is noticed within two minutes, or five where the window had long been
# closed; here with what a look every 5 s and a busy machine add.
VANISHED_SECONDS = 120 + 10
CLOSED_WINDOW_SECONDS = 300
LIVING_SECONDS = 400
LONG_CLOSED_SECONDS = 150  # until probes of a closed window come two minutes apart, almost

CLONE_NEWNET = 0x40000000


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=30)


class Link:
    """Two namespaces, named after this process, with one address each."""

    def __init__(self, number):
        self.names = [f"pillarbox-{os.getpid()}-{number}-{end}" for end in ("client", "server")]
        self.addresses = [f"10.{number}.0.1", f"10.{number}.0.2"]

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_why):
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, timeout=30)

    def make(self):
        client, server = self.names
        for name in self.names:
            ip("netns", "add", name)
        peer = ("type", "veth", "peer", "name", "cable", "netns", server)
        ip("-n", client, "link", "add", "name", "cable", *peer)
        for name, address in zip(self.names, self.addresses):
            ip("-n", name, "address", "add", f"{address}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")

    def connect(self, receive_octets):
        """Both ends of a connection: a socket stays in the namespace that it was made in."""
        with inside(self.names[1]):
            listener = socket.create_server((self.addresses[1], 0))
        with inside(self.names[0]):
            client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_octets)
        client.settimeout(30)
        client.connect(listener.getsockname())
        server, _address = listener.accept()
        listener.close()
        return client, server

    def pull_out(self):
        """As a cable."""
        ip("-n", self.names[0], "link", "set", "cable", "down")

    def lose_way_there(self):
        """What the client sends arrives: the server's packets are for another machine."""
        words = ("lladdr", "02:00:00:00:00:01", "dev", "cable", "nud", "permanent")
        ip("-n", self.names[1], "neighbour", "replace", self.addresses[0], *words)

    def lose_way_back(self):
        """What the server sends arrives, and no answer does."""
        ip("-n", self.names[0], "route", "add", "blackhole", self.addresses[1] + "/32")


@contextmanager
def inside(name):
    """This thread, in a network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as here, open(f"/run/netns/{name}") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns")
        try:
            yield
        finally:
            libc.setns(here.fileno(), CLONE_NEWNET)


def why_not():
    try:
        with Link(250) as link, inside(link.names[0]):
            return None
    except (OSError, subprocess.SubprocessError) as error:
        return f"there can be no network namespaces here: {error}"


class Session:
    """A session over a link, with one of the programs."""

    def __init__(self, box, program, link, receive_octets):
        self.client, server = link.connect(receive_octets)
        self.link = link
        self.log = box.folder / f"log-{link.names[0]}"
        with server, open(self.log, "wb") as log:
            # Its address is none of loopback's, but what it may do is not what this is about.
            command = box.command(program, "plaintext_auth=any")
            self.process = subprocess.Popen(command, stdin=server, stdout=server, stderr=log)
        self.file = self.client.makefile("rb")
        self.line()

    def line(self):
        return self.file.readline()

    def ask(self, octets):
        self.client.sendall(octets + b"\r\n")
        return self.line()

    def sign_in(self, login):
        assert self.ask(b"USER " + login.name.encode()).startswith(b"+OK")
        assert self.ask(b"PASS " + login.password.encode()).startswith(b"+OK")

    def seconds_to_end(self, most):
        """From now on; fails if it does not end."""
        start = time.monotonic()
        self.process.wait(most)
        return time.monotonic() - start

    def why(self):
        return re.findall(rb"because=(\w+)", self.log.read_bytes())

    def close(self):
        self.file.close()
        self.client.close()
        self.process.kill()
        self.process.wait()


# --- what happens to a peer, each with the seconds until its session has ended --------------------


def idle(session, login):
    """Nothing is on its way: keepalive."""
    session.sign_in(login)
    session.link.pull_out()
    return session.seconds_to_end(VANISHED_SECONDS)


def idle_without_way_back(session, login):
    session.sign_in(login)
    session.link.lose_way_back()
    return session.seconds_to_end(VANISHED_SECONDS)


def with_a_reply_on_its_way(session, login):
    """The server waits for the next command, and nobody acknowledges its last reply."""
    session.sign_in(login)
    session.link.lose_way_there()
    session.client.sendall(b"STAT\r\n")
    time.sleep(1)
    session.link.pull_out()
    return session.seconds_to_end(VANISHED_SECONDS)


def read_slowly(client):
    with suppress(OSError):  # it times out when the link is down, or is closed under us
        while client.recv(4096):
            time.sleep(0.001)


def in_a_retr(session, login):
    """The client reads, and then it is gone: a write stalls."""
    session.sign_in(login)
    session.client.sendall(b"RETR 1\r\n")
    threading.Thread(target=read_slowly, args=[session.client], daemon=True).start()
    time.sleep(0.5)
    session.link.pull_out()
    return session.seconds_to_end(VANISHED_SECONDS)


def with_a_window_that_was_just_closed(session, login):
    """What was on its way found no room, and is sent again and again: no probes, and nothing that
    the kernel counts as retransmissions."""
    session.sign_in(login)
    session.client.sendall(b"RETR 1\r\n")
    time.sleep(3)
    session.link.lose_way_back()
    return session.seconds_to_end(VANISHED_SECONDS)


def with_a_window_long_closed(session, login):
    session.sign_in(login)
    session.client.sendall(b"RETR 1\r\n")
    time.sleep(LONG_CLOSED_SECONDS)
    assert session.process.poll() is None
    session.link.pull_out()
    return session.seconds_to_end(CLOSED_WINDOW_SECONDS)


def living(session, login):
    """Reads nothing for longer than any of these, and then all of it."""
    session.sign_in(login)
    session.client.sendall(b"RETR 1\r\n")
    time.sleep(LIVING_SECONDS)
    assert session.process.poll() is None, session.why()
    session.client.settimeout(150)  # what was dropped is sent again within two minutes
    received = 0
    while (line := session.line()) != b".\r\n":
        assert line, session.why()
        received += len(line)
    assert received > len(LARGE)
    assert session.ask(b"QUIT").startswith(b"+OK")
    assert session.seconds_to_end(30) < 30
    assert session.process.returncode == 0
    return 0


def living_idle(session, login):
    """Says nothing, but answers: five minutes are within the idle timeout of ten."""
    session.sign_in(login)
    time.sleep(300)
    assert session.ask(b"QUIT").startswith(b"+OK")
    return 0


def in_data(session, _login):
    """smtpd waits for the rest of a message."""
    for command in (b"HELO client.example", b"MAIL FROM:<>", b"RCPT TO:<postmaster>", b"DATA"):
        assert session.ask(command)[:1] in b"23"
    session.client.sendall(b"Subject: never\r\n\r\nto be continu")
    time.sleep(1)
    session.link.pull_out()
    return session.seconds_to_end(VANISHED_SECONDS)


# Octets of a receive buffer: with little room, what is on its way when it is full is dropped, and
# sent again later; with more, the server stops in time, and probes.
LITTLE_ROOM, ROOM = 20_000, 200_000


@dataclass(frozen=True)
class Kind:
    what: Callable
    program: Path = POP3D
    room: int = ROOM
    vanishes: bool = True

    def __str__(self):
        little = ", with little room" if self.room == LITTLE_ROOM else ""
        return self.what.__name__.replace("_", " ") + little


KINDS = (
    Kind(idle),
    Kind(idle_without_way_back),
    Kind(with_a_reply_on_its_way),
    Kind(in_data, SMTPD),
    Kind(in_a_retr),
    *(Kind(with_a_window_that_was_just_closed, room=room) for room in (ROOM, LITTLE_ROOM)),
    *(Kind(with_a_window_long_closed, room=room) for room in (ROOM, LITTLE_ROOM)),
    *(Kind(living, room=room, vanishes=False) for room in (ROOM, LITTLE_ROOM)),
    Kind(living_idle, vanishes=False),
)


class Case(threading.Thread):
    """One of them, on its own link and with its own maildrop."""

    def __init__(self, box, number, kind, login):
        super().__init__(daemon=True)
        self.box = box
        self.number = number
        self.kind = kind
        self.login = login
        self.failure = None
        self.seconds = None
        self.because = []

    def run(self):
        with ExitStack() as stack:
            link = stack.enter_context(Link(self.number))
            session = Session(self.box, self.kind.program, link, self.kind.room)
            stack.callback(session.close)
            try:
                self.seconds = self.kind.what(session, self.login)
            except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
                self.failure = error
            self.because = session.why()


@pytest.mark.field("W16")
@pytest.mark.long
def test_peers_that_vanish(tmp_path, figure):
    """Takes nine minutes."""
    if problem := why_not():
        pytest.skip(problem)
    box = Pillarbox(tmp_path)
    try:
        logins = box.accounts(*(f"user{n}" for n in range(len(KINDS))))
        box.deposit(LARGE, *logins, sender=OUTSIDER)
        cases = [Case(box, n, kind, login) for n, (kind, login) in enumerate(zip(KINDS, logins))]
        for case in cases:
            case.start()
        for case in cases:
            case.join()
    finally:
        box.stop()
    assert {str(case.kind): (case.failure, case.because) for case in cases if case.failure} == {}
    for case in cases:
        if case.kind.vanishes:
            figure(f"seconds to the end of a session, {case.kind}", round(case.seconds))
            assert case.because == [b"vanished"], case.kind
