"""A message far larger than the memory that either program may use."""

import base64
import hashlib
import random
import re
import subprocess
from pathlib import Path

import pytest

from mailclients import ClientFailed, Curl
from messages import TRACE, Mail
from servers import OUTSIDER, POP3D, SMTPD, is_sanitized
from stores import engine

MEBI = 1024 * 1024
BIG = 50 * MEBI
ROOM = "max_message_size=64M"
HEADER = b"From: Somebody <someone@elsewhere.example>\r\nSubject: big\r\n\r\n"
# libpq brings a dozen other libraries with it.
MEMORY_LIMIT_KIB = (8 if engine.ENGINE is engine.SQLite else 12) * 1024


def short_lines():
    noise = random.Random(1).randbytes(3 * MEBI)
    lines = base64.encodebytes(noise).replace(b"\n", b"\r\n")
    return (HEADER + lines * (BIG // len(lines) + 1))[: BIG - 2] + b"\r\n"


def one_line():
    return HEADER + (b"0123456789abcdef" * (BIG // 16))[: BIG - len(HEADER) - 2] + b"\r\n"


@pytest.fixture(scope="module", params=(short_lines, one_line), ids=lambda make: make.__name__)
def big(request):
    octets = request.param()
    assert len(octets) == BIG
    return octets


class Session:
    """One program, started directly, on two pipes."""

    def __init__(self, command, log):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        self.replies = self.process.stdout

    def ask(self, line, status):
        self.process.stdin.write(line + b"\r\n")
        self.process.stdin.flush()
        return self.expect(status)

    def expect(self, status):
        line = self.replies.readline()
        assert line.startswith(status), line
        return line

    def peak_memory(self):
        """In KiB; the program's own, where ru_maxrss would count that of the tests as well."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])

    def end(self, status):
        self.ask(b"QUIT", status)
        self.process.stdin.close()
        assert self.replies.read() == b""
        self.replies.close()
        assert self.process.wait(timeout=30) == 0


def put(box, login, octets):
    """Sends a message in and returns the peak of memory that it took."""
    with open(box.log_file, "ab") as log:
        session = Session(box.command(SMTPD), log)
    session.expect(b"220")
    session.ask(b"HELO client.elsewhere.example", b"250")
    session.ask(f"MAIL FROM:<{OUTSIDER}>".encode(), b"250")
    session.ask(f"RCPT TO:<{login.address}>".encode(), b"250")
    session.ask(b"DATA", b"354")
    session.process.stdin.write(octets)
    session.ask(b".", b"250")
    peak = session.peak_memory()
    session.end(b"221")
    return peak


def get(box, login):
    """The first message by POP3, and the peak of memory that it took."""
    with open(box.log_file, "ab") as log:
        session = Session(box.command(POP3D), log)
    session.expect(b"+OK")
    session.ask(f"USER {login.name}".encode(), b"+OK")
    session.ask(f"PASS {login.password}".encode(), b"+OK")
    session.ask(b"RETR 1", b"+OK")
    # No line of the big messages begins with a dot, so that there is nothing to unstuff.
    octets = b"".join(iter(session.replies.readline, b".\r\n"))
    peak = session.peak_memory()
    session.end(b"+OK")
    return octets, peak


def assert_same(received, sent):
    """By digest, because pytest would explain every octet of a difference."""
    trace = TRACE.match(received)
    assert trace
    assert len(received) - trace.end() == len(sent)
    assert hashlib.sha256(received[trace.end() :]).digest() == hashlib.sha256(sent).digest()


def test_unchanged_in_little_memory(big, make_box):
    box = make_box(ROOM)
    alice = box.account("alice")
    smtpd_peak = put(box, alice, big)
    received, pop3d_peak = get(box, alice)
    assert_same(received, big)
    # A sanitizer's memory cannot be told from the program's: there it is the octets that count.
    if not any(map(is_sanitized, (SMTPD, POP3D))):
        assert smtpd_peak <= MEMORY_LIMIT_KIB
        assert pop3d_peak <= MEMORY_LIMIT_KIB


def test_unchanged_through_curl(make_box, make_client):
    box = make_box(ROOM)
    alice = box.account("alice")
    curl, octets = make_client(Curl, box), short_lines()
    curl.send(Mail("big", "", octets), OUTSIDER, [alice.address])
    (received,) = curl.fetch(alice)
    assert_same(received, octets)
    curl.fetch(alice, delete=True)
    assert box.query("SELECT 1 FROM message UNION ALL SELECT 1 FROM content") == []


def test_too_big_is_refused(make_box, make_client):
    box = make_box("max_message_size=1M")
    alice = box.account("alice")
    curl = make_client(Curl, box)
    with pytest.raises(ClientFailed):
        curl.send(Mail("big", "", HEADER + b"x" * MEBI + b"\r\n"), OUTSIDER, [alice.address])
    assert box.stored(alice) == []
