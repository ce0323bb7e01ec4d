"""Signing in where the machine does not do what it should."""

import re
import resource
from pathlib import Path

import pytest

from servers import POP3D, SMTPD, coded
from sockets import Session, create_account
from test_secrets import reply

SETTINGS = ("hostname=mail.example", "interactive=none", "plaintext_auth=any")
RIGHT = "Kq7vT2xWz9LmP4sRb3"
BOTH = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
REFUSED = (b"535 5.7.8", b"-ERR [AUTH]")
LATER = (b"454 4.7.0", b"-ERR [SYS/TEMP]")
ENTERED = (b"235 2.7.0", b"+OK Signed in")


def auth(session, name, password):
    session.wire.send(b"AUTH PLAIN " + coded(f"\0{name}\0{password}").encode() + b"\r\n")
    return reply(session.wire)


def start(program, folder, *settings, address="192.0.2.7"):
    """A session that may sign in now."""
    session = Session(program, folder, *SETTINGS, *settings, address=address)
    reply(session.wire)
    if program == SMTPD:
        session.wire.send(b"EHLO client.example\r\n")
        reply(session.wire)
    return session


@pytest.mark.field("S8")
@BOTH
def test_memory_for_a_hash_is_short(program, tmp_path):
    """That is nobody's wrong password: it is not counted, and the log tells the cause."""
    create_account(tmp_path, "alice", RIGHT)
    with start(program, tmp_path) as session:
        assert auth(session, "alice", "wrong").startswith(REFUSED)
        used = int(Path(f"/proc/{session.pid}/statm").read_text().split()[0]) * 4096
        before = resource.prlimit(session.pid, resource.RLIMIT_AS)
        resource.prlimit(session.pid, resource.RLIMIT_AS, (used + (1 << 20), before[1]))
        for name in ("alice", "nobody"):
            assert auth(session, name, "other").startswith(LATER)
        resource.prlimit(session.pid, resource.RLIMIT_AS, before)
        assert auth(session, "alice", "other").startswith(REFUSED)
        assert auth(session, "alice", RIGHT).startswith(ENTERED)
    problems = re.findall(r'trying="sign in" problem="([^"]*)"', (tmp_path / "log").read_text())
    assert len(problems) == 2
    assert all(problem.startswith("crypt(3) cannot hash a password") for problem in problems)
