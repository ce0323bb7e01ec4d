"""Replies come at once: a reply in two writes waits for the peer's delayed acknowledgement."""

import re
import socket
import statistics
import time

import pytest

from servers import HOST

ROUNDS = 50
# An acknowledgement is delayed by 40 ms, a round trip on loopback takes well under one.
LIMIT_SECONDS = 0.020
SHORT = b"Subject: short\r\n\r\none\r\ntwo\r\nthree\r\n"
# More than one segment of the loopback interface, the last of them a small one.
LONG = b"Subject: long\r\n\r\n" + b"A line of fifty octets, the line end not counted..\r\n" * 6000

# How the last line of a reply looks.
LINE = re.compile(rb"\r\n\Z")
LAST_LINE = re.compile(rb"^\d{3} [^\r\n]*\r\n\Z", re.MULTILINE)
LAST_CANNOT_VERIFY = re.compile(rb"^252 [^\r\n]*\r\n\Z", re.MULTILINE)
DOT = re.compile(rb"^\.\r\n\Z", re.MULTILINE)
STILL_HERE = re.compile(rb"^\.\r\n\+OK Still here\r\n\Z", re.MULTILINE)
MAX_REPLY_LINE = 512


class Connection:
    """A client that never acknowledges before it must."""

    def __init__(self, port):
        self.socket = socket.create_connection((HOST, port), timeout=30)
        self.read(LINE)

    def read(self, end):
        octets = b""
        while not end.search(octets[-MAX_REPLY_LINE:]):
            # The kernel turns quick acknowledgements on again by itself.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
            chunk = self.socket.recv(1 << 20)
            assert chunk, octets
            octets += chunk
        return octets

    def ask(self, line, end=LINE):
        self.socket.sendall(line + b"\r\n")
        return self.read(end)

    def round_trip(self, *commands):
        """A delayed acknowledgement delays them all; other work on the machine only some."""
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for line, status, end in commands:
                assert self.ask(line, end).startswith(status)
            times.append((time.perf_counter() - start) / len(commands))
        lower_quartile, _median, _upper_quartile = statistics.quantiles(times, n=4)
        return lower_quartile

    def close(self):
        self.ask(b"QUIT")
        self.socket.close()


@pytest.fixture
def smtp(box):
    connection = Connection(box.smtp_port)
    yield connection
    connection.close()


@pytest.fixture
def pop3(box):
    """A session of somebody who has a short message and a long one."""
    alice = box.account("alice")
    box.deposit(SHORT, alice)
    box.deposit(LONG, alice)
    connection = Connection(box.pop3_port)
    connection.ask(f"USER {alice.name}".encode())
    assert connection.ask(f"PASS {alice.password}".encode()).startswith(b"+OK")
    yield connection
    connection.close()


def test_smtp_noop(smtp):
    assert smtp.round_trip((b"NOOP", b"250", LINE)) < LIMIT_SECONDS


def test_smtp_several_replies(smtp):
    """The many lines of EHLO, and replies to commands that arrive together."""
    ehlo = (b"EHLO client.example", b"250-", LAST_LINE)
    pipelined = (b"RSET\r\nNOOP\r\nHELP\r\nVRFY alice", b"250", LAST_CANNOT_VERIFY)
    assert smtp.round_trip(ehlo, pipelined) < LIMIT_SECONDS


def test_pop3_noop(pop3):
    assert pop3.round_trip((b"NOOP", b"+OK", LINE)) < LIMIT_SECONDS


@pytest.mark.parametrize("number", (1, 2), ids=("short", "long"))
def test_pop3_retr(pop3, number):
    retr = (f"RETR {number}".encode(), b"+OK", DOT)
    assert pop3.round_trip(retr) < LIMIT_SECONDS


def test_pop3_several_replies(pop3):
    pipelined = (b"STAT\r\nLIST\r\nRETR 1\r\nNOOP", b"+OK", STILL_HERE)
    assert pop3.round_trip(pipelined) < LIMIT_SECONDS
