"""What a super-server has left open hinders no session, and gets to no program that one runs."""

import os
import re
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from servers import POP3D, SMTPD, TOP

UCSPI_TLS = [sys.executable, str(TOP / "tests" / "ucspitls.py"), "plain"]

PROGRAMS = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
LEFT_OPEN = pytest.mark.parametrize("count", (1, 61, 80, 1000))

LIST_DESCRIPTORS = """#!/bin/sh
for descriptor in /proc/$$/fd/*; do readlink $descriptor; done > {}
exit 0
"""


# Opens so many descriptors, from the lowest number on, and becomes a super-server's program.
LEAVE_OPEN = """
import os, resource, sys
count = int(sys.argv[1])
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 100), hard))
for _ in range(count):
    os.set_inheritable(os.open("/dev/zero", os.O_RDONLY), True)
os.execv(sys.argv[2], sys.argv[2:])
"""


class Session:
    """A person's, at a program that has inherited descriptors."""

    def __init__(self, command, errors):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.socket = socket.create_connection(listener.getsockname(), timeout=30)
            server, _address = listener.accept()
        with server:
            self.process = subprocess.Popen(
                command, stdin=server, stdout=server, stderr=errors
            )
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        self.file.close()
        self.socket.close()
        self.process.wait(timeout=30)

    def line(self):
        return self.file.readline()

    def ask(self, text):
        """Sends a line; returns the last line of the reply."""
        self.socket.sendall(text.encode() + b"\r\n")
        line = self.line()
        while re.match(rb"\d{3}-", line):
            line = self.line()
        return line


def open_session(box, program, count, *settings, through=()):
    """With count descriptors left open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count + 100:
        pytest.skip(f"{hard} open files is all that is allowed here")
    command = [sys.executable, "-c", LEAVE_OPEN, str(count), *through]
    with open(box.log_file, "ab") as errors:
        return Session([*command, *box.command(program, *settings)], errors)


def assert_serves(session, program, alice):
    """From the greeting to the end."""
    assert session.line()[:3] in (b"220", b"+OK")
    if program == SMTPD:
        assert session.ask("EHLO client.example").startswith(b"250 ")
        assert session.ask("AUTH PLAIN " + alice.plain()).startswith(b"235 ")
        assert session.ask("MAIL FROM:@ME").startswith(b"250 ")
        assert session.ask("RCPT TO:<alice>").startswith(b"250 ")
        assert session.ask("DATA").startswith(b"354 ")
        assert session.ask("Subject: one\r\n\r\n" + 30000 * "long\r\n" + ".").startswith(b"250 ")
        assert session.ask("QUIT").startswith(b"221 ")
    else:
        assert session.ask("USER alice").startswith(b"+OK")
        assert session.ask("PASS " + alice.password).startswith(b"+OK")
        assert session.ask("QUIT").startswith(b"+OK")
    assert session.process.wait(timeout=30) == 0


@pytest.mark.field("L7")
@PROGRAMS
@LEFT_OPEN
@pytest.mark.parametrize("sandbox", ("off", "on", "strict"))
def test_a_session_works(program, count, sandbox, box):
    alice = box.account("alice")
    with open_session(box, program, count, f"sandbox={sandbox}") as session:
        assert_serves(session, program, alice)


@pytest.mark.field("L7")
@PROGRAMS
def test_they_are_closed(program, box):
    """Before the peer is greeted: nothing that comes later can use them."""
    with open_session(box, program, 80) as session:
        session.line()
        links = Path(f"/proc/{session.process.pid}/fd").iterdir()
        assert "/dev/zero" not in [os.readlink(link) for link in links]


@pytest.mark.field("L7")
@PROGRAMS
@LEFT_OPEN
def test_ucspi_tls_keeps_its_own(program, count, box):
    """Its three descriptors have high numbers, and others around them."""
    alice = box.account("alice")
    start, answer = ("STARTTLS", b"220 ") if program == SMTPD else ("STLS", b"+OK")
    with open_session(box, program, count, through=UCSPI_TLS) as session:
        session.line()
        if program == SMTPD:
            session.ask("EHLO client.example")
        assert session.ask(start).startswith(answer)
        if program == SMTPD:
            assert session.ask("EHLO client.example").startswith(b"250 ")
            assert session.ask("AUTH PLAIN " + alice.plain()).startswith(b"235 ")
        else:
            assert session.ask("USER alice").startswith(b"+OK")
            assert session.ask("PASS " + alice.password).startswith(b"+OK")
        session.ask("QUIT")
        assert session.process.wait(timeout=30) == 0


def make_lister(folder):
    """A program that writes down which descriptors it has."""
    program = folder / "lister"
    program.write_text(LIST_DESCRIPTORS.format(folder / "descriptors"))
    program.chmod(0o755)
    return program


def listed(folder):
    return (folder / "descriptors").read_text().split()


@pytest.mark.field("L7")
@LEFT_OPEN
def test_a_relay_does_not_get_them(count, box, tmp_path):
    alice = box.account("alice")
    lister = make_lister(tmp_path)
    with open_session(box, SMTPD, count, f"relay={lister}") as session:
        session.line()
        session.ask("EHLO client.example")
        session.ask("AUTH PLAIN " + alice.plain())
        session.ask("MAIL FROM:@ME")
        assert session.ask("RCPT TO:<friend@elsewhere.example>").startswith(b"250 ")
        session.ask("DATA")
        assert session.ask("Subject: one\r\n\r\none\r\n.").startswith(b"250 ")
        session.ask("QUIT")
    assert "/dev/zero" not in listed(tmp_path)
    assert str(lister) in listed(tmp_path)


@pytest.mark.field("L7")
@PROGRAMS
@LEFT_OPEN
def test_a_tls_wrapper_does_not_get_them(program, count, box, tmp_path):
    lister = make_lister(tmp_path)
    with open_session(box, program, count, f"starttls={lister}") as session:
        session.line()
        if program == SMTPD:
            session.ask("EHLO client.example")
        session.ask("STARTTLS" if program == SMTPD else "STLS")
        session.process.wait(timeout=30)
    assert "/dev/zero" not in listed(tmp_path)
    assert str(lister) in listed(tmp_path)
