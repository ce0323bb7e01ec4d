"""A password leaves no trace: not in the memory of a session that goes on, not in log or files.

All memory of the process that can be read is searched for pieces of the password, in clear and in
base64. That the search works is shown each time: before the line with the password
ends, it is there.
"""

import sys
import time
from dataclasses import dataclass, replace

import pytest

import memory
from servers import POP3D, SMTPD, TOP, coded
from sockets import Session, create_account

RIGHT = "Kq7vT2xWz9LmP4sRb3"
WRONG = "Hn5jY8cDf1GtB6uQw0"
ADDRESS = "192.0.2.7"
SETTINGS = ("hostname=mail.example", "interactive=any", "plaintext_auth=any")
# As deposited by another method or at another cost, so that it is hashed anew.
HASHES = ("$y$", "$7$", "$2b$", "$6$", "$5$", "$1$")


@dataclass(frozen=True)
class Way:
    """Lines to sign in by; {…} is what the password, or the name, looks like there."""

    name: str
    program: object
    lines: tuple
    account: str = "alice"
    end: bytes = b"\r\n"  # of the line with the password

    def octets(self, password):
        plain = coded(f"\0{self.account}\0{password}")
        for line in self.lines:
            yield line.format(
                name=self.account,
                password=password,
                plain=plain,
                coded=coded(password),
                coded_name=coded(self.account),
            ).encode()


def smtp(name, *lines, **more):
    return Way("smtp " + name, SMTPD, lines, **more)


def pop3(name, *lines, **more):
    return Way("pop3 " + name, POP3D, lines, **more)


WAYS = (
    smtp("AUTH PLAIN", "EHLO client.example", "AUTH PLAIN {plain}"),
    smtp("AUTH PLAIN, two lines", "EHLO client.example", "AUTH PLAIN", "{plain}"),
    smtp("AUTH LOGIN", "EHLO client.example", "AUTH LOGIN", "{coded_name}", "{coded}"),
    smtp("AUTH LOGIN, two lines", "EHLO client.example", "AUTH LOGIN {coded_name}", "{coded}"),
    smtp("EHLO and a line", "EHLO {name}", "{password}"),
    smtp("EHLO and PASS", "EHLO {name}", "PASS {password}"),
    pop3("USER and PASS", "USER {name}", "PASS {password}"),
    pop3("AUTH PLAIN", "AUTH PLAIN {plain}"),
    pop3("AUTH PLAIN, two lines", "AUTH PLAIN", "{plain}"),
    pop3("AUTH LOGIN", "AUTH LOGIN", "{coded_name}", "{coded}"),
    pop3("AUTH LOGIN, two lines", "AUTH LOGIN {coded_name}", "{coded}"),
)
NEW = (
    smtp("new account", "EHLO {name}", "{password}", account="carol"),
    pop3("new account", "USER {name}", "PASS {password}", account="carol"),
)
# Lines that are no sign-in, and hold a password all the same.
MISTAKES = (
    smtp("a NUL", "EHLO {name}", "PASS {password}\0"),
    smtp("a NUL in AUTH", "EHLO client.example", "AUTH PLAIN {plain}\0"),
    smtp("no base64", "EHLO client.example", "AUTH PLAIN {plain}!"),
    smtp("cut short", "EHLO client.example", "AUTH PLAIN", "{plain}="),
    smtp("too long", "EHLO {name}", "PASS {password} {password:<600}"),
    pop3("a NUL", "USER {name}", "PASS {password}\0"),
    pop3("a NUL in AUTH", "AUTH PLAIN {plain}\0"),
    pop3("no base64", "AUTH PLAIN", "{plain}!"),
    pop3("too long", "USER {name}", "PASS {password} {password:<600}"),
)
BY_NAME = {"ids": lambda value: value.name if isinstance(value, Way) else value}


@pytest.fixture(autouse=True)
def account(tmp_path):
    """Alice's, and at the end: neither password is in the log or in any other file."""
    create_account(tmp_path, "alice", RIGHT, "-o", "password_hash=$5$")
    yield
    for path in tmp_path.iterdir():
        octets = path.read_bytes()
        for password in (RIGHT, WRONG):
            assert not [it for it in memory.forms(password) if it in octets], path


def reply(wire):
    """The next reply, whatever it is: challenges are not in the table of replies."""
    line = wire.line()
    while line[3:4] == b"-" and line[:3].isdigit():
        line = wire.line()
    return line


def wait_until_read(pid, password):
    """Until the octets that were sent last have arrived: the search finds them."""
    deadline = time.monotonic() + 20
    while not (found := memory.leaks(pid, password, writable=True)):
        assert time.monotonic() < deadline, "the search finds no password that is there"
        time.sleep(0.01)
    return found


def sign_in(session, way, password):
    """Returns the last reply; all that was sent has been read and answered then."""
    reply(session.wire)
    *before, last = way.octets(password)
    for line in before:
        session.wire.send(line + b"\r\n")
        reply(session.wire)
    session.wire.send(last)
    wait_until_read(session.pid, password)
    session.wire.send(way.end)
    return reply(session.wire)


def expect_no_trace(session, password):
    assert memory.leaks(session.pid, password) == []


@pytest.mark.parametrize("password", (RIGHT, WRONG), ids=("right", "wrong"))
@pytest.mark.parametrize("way", WAYS, **BY_NAME)
def test_after_sign_in(way, password, tmp_path):
    with Session(way.program, tmp_path, *SETTINGS, address=ADDRESS) as session:
        answer = sign_in(session, way, password)
        assert answer.startswith((b"235", b"+OK") if password == RIGHT else (b"535", b"-ERR [AUTH]"))
        expect_no_trace(session, password)


@pytest.mark.parametrize("password", (RIGHT, WRONG), ids=("right", "wrong"))
@pytest.mark.parametrize("way", WAYS, **BY_NAME)
def test_all_in_one_piece(way, password, tmp_path):
    """With more commands behind it, that are read together with the password."""
    more = b"NOOP\r\n" * 5
    with Session(way.program, tmp_path, *SETTINGS, address=ADDRESS) as session:
        reply(session.wire)
        lines = [*way.octets(password)]
        session.wire.send(b"".join(line + b"\r\n" for line in lines) + more)
        for _ in range(len(lines) + 5):
            reply(session.wire)
        expect_no_trace(session, password)


@pytest.mark.parametrize("way", NEW, **BY_NAME)
def test_new_account(way, tmp_path):
    with Session(way.program, tmp_path, *SETTINGS, address=ADDRESS) as session:
        assert b"created" in sign_in(session, way, WRONG)
        expect_no_trace(session, WRONG)


@pytest.mark.parametrize("way", MISTAKES, **BY_NAME)
def test_mistakes(way, tmp_path):
    with Session(way.program, tmp_path, *SETTINGS, address=ADDRESS) as session:
        assert sign_in(session, way, WRONG).startswith((b"5", b"-ERR"))
        expect_no_trace(session, WRONG)


@pytest.mark.parametrize("way", (*WAYS[:4], *WAYS[6:]), **BY_NAME)
def test_bare_lf(way, tmp_path):
    """Where a line must not end so."""
    way = replace(way, end=b"\n")
    settings = (*SETTINGS, "interactive=none")
    with Session(way.program, tmp_path, *settings, address=ADDRESS) as session:
        assert b"A line ends in CRLF" in sign_in(session, way, WRONG)
        expect_no_trace(session, WRONG)


@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
@pytest.mark.parametrize("spaces", (20000, 100000))
def test_line_without_end(program, spaces, tmp_path):
    """What does not fit the buffer is dropped piece by piece; none of them stays."""
    with Session(program, tmp_path, *SETTINGS, address=ADDRESS) as session:
        reply(session.wire)
        octets = f"{WRONG}{WRONG:>{spaces}}{WRONG}".encode()
        session.wire.send(octets)
        session.wire.send(b"\r\n")
        assert b"Line too long" in reply(session.wire)
        expect_no_trace(session, WRONG)


@pytest.mark.parametrize("method", HASHES)
def test_hashed_anew(method, tmp_path):
    """The hash is of another method than the settings have: the right password is hashed twice."""
    way = WAYS[-5]
    settings = (*SETTINGS, f"password_hash={method}")
    for _ in range(2):
        with Session(way.program, tmp_path, *settings, address=ADDRESS) as session:
            assert sign_in(session, way, RIGHT).startswith(b"+OK")
            expect_no_trace(session, RIGHT)


@pytest.mark.parametrize("way", (WAYS[0], WAYS[4], WAYS[6], WAYS[7]), **BY_NAME)
def test_hand_over_to_tls(way, tmp_path):
    """What was said before TLS is gone when it begins, in the same process."""
    verb = b"STARTTLS" if way.program == SMTPD else b"STLS"
    front = (sys.executable, TOP / "tests" / "ucspitls.py", "plain")
    with Session(way.program, tmp_path, *SETTINGS, address=ADDRESS, front=front) as session:
        sign_in(session, way, WRONG)
        # Behind the command: dropped, and not carried out.
        session.wire.send(verb + b"\r\nAUTH PLAIN " + coded(f"\0alice\0{RIGHT}").encode() + b"\r\n")
        assert reply(session.wire).startswith((b"220", b"+OK"))
        session.wire.send(b"NOOP\r\n")
        reply(session.wire)
        expect_no_trace(session, WRONG)
        expect_no_trace(session, RIGHT)
