"""What ps(1) shows of listeners and sessions: who is connected, and nothing that is secret."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from listeners import Listener
from servers import POP3D, SMTPD
from sockets import Session, create_account

PROGRAMS = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
QUICK = ("password_hash=$5$", "password_cost=1000", "plaintext_auth=any")
QUICK_HASH = ("-o", QUICK[0], "-o", QUICK[1])
PASSWORD = "correct.horse"
LONGEST = "a" * 64
ADDRESS = "2001:db8:1111:2222:3333:4444:5555:6666"


def title(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode()


def sign_in(wire, program, name):
    login = base64.b64encode(f"\0{name}\0{PASSWORD}".encode())
    if program == SMTPD:
        assert wire.command(b"EHLO client.example").good
    assert wire.command(b"AUTH PLAIN " + login).good


@PROGRAMS
def test_listener_and_sessions(tmp_path, program):
    name = Path(program).name
    create_account(tmp_path, "alice", PASSWORD, *QUICK_HASH)
    with Listener(program, tmp_path) as listener:
        command_line = title(listener.pid)
        listener.wait_until(
            lambda: title(listener.pid) == f"{name}: listening, 0 sessions", command_line
        )
        first, second = listener.greeted(), listener.greeted()
        pids = listener.sessions()
        listener.wait_until(
            lambda: title(listener.pid) == f"{name}: listening, 2 sessions", "2 sessions"
        )
        assert {title(pid) for pid in pids} == {f"{name}: 127.0.0.1"}
        sign_in(first, program, "ALICE")
        assert title(pids[0]) == f"{name}: 127.0.0.1 alice"
        assert title(pids[1]) == f"{name}: 127.0.0.1"
        second.connection.close()
        listener.wait_until(
            lambda: title(listener.pid) == f"{name}: listening, 1 session", "1 session"
        )
        first.connection.close()


@PROGRAMS
@pytest.mark.parametrize("options", ((), ("hostname=mail.example",) * 40), ids=("few", "many"))
def test_session_of_its_own(tmp_path, program, options):
    """With an address and a name that take more room than the command line; with one in which the
    title takes little."""
    create_account(tmp_path, LONGEST, PASSWORD, *QUICK_HASH)
    with Session(program, tmp_path, *QUICK, *options, address=ADDRESS) as session:
        assert session.wire.reply().good
        assert title(session.pid) == f"{Path(program).name}: {ADDRESS}"
        sign_in(session.wire, program, LONGEST)
        assert title(session.pid) == f"{Path(program).name}: {ADDRESS} {LONGEST}"


def test_ps_shows_no_secret(tmp_path):
    """Neither what a client guesses nor what it sends right."""
    create_account(tmp_path, "alice", PASSWORD, *QUICK_HASH)
    with Session(SMTPD, tmp_path, *QUICK, address="192.0.2.7") as session:
        assert session.wire.reply().good
        assert session.wire.command(b"EHLO bad\x1b[2J").good
        guess = base64.b64encode(b"\0alice\0wrong.guess")
        assert not session.wire.command(b"AUTH PLAIN " + guess).good
        assert title(session.pid) == "smtpd: 192.0.2.7"
        sign_in(session.wire, SMTPD, "alice")
        shown = subprocess.run(
            ["ps", "-o", "args=", "-p", str(session.pid)], capture_output=True, text=True, check=True
        )
        assert shown.stdout == "smtpd: 192.0.2.7 alice\n"


def test_title_without_command_line(tmp_path):
    """A session with an empty environment and the shortest of command lines."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["s"],
        executable=SMTPD,
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=tmp_path,
    )
    os.close(reader)
    with process:
        assert process.stdout.readline().startswith(b"220 ")
        assert title(process.pid) in ("s", "s:")
        os.close(writer)
    assert process.returncode == 0
