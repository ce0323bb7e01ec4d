"""What a server calls itself that has been told no name, on machines with names of all kinds."""

import re
import subprocess
import sys

import pytest

from servers import POP3D, SETTINGS, SMTPD

# Runs a program where the machine has another name, for this program alone.
RENAMED = """\
import os, socket, sys
socket.sethostname(os.fsencode(sys.argv[1]))
os.execv(sys.argv[2], sys.argv[2:])
"""
UNSHARE = ("unshare", "--uts", "--map-root-user")

NAMES = {
    "nobody-has-named-it": ("(none)", "localhost"),
    "empty": ("", "localhost"),
    "blank": ("my laptop", "localhost"),
    "8-bit": ("läptop.example", "localhost"),
    "longer-than-a-label": ("a" * 64, "localhost"),
    "a-name": ("laptop.example", "laptop.example"),
}


def run(machine, program, folder, lines):
    """What the program says, on a machine of that name."""
    settings = (f"-o{setting}" for setting in ("min_free_space=1M", *SETTINGS))
    command = (*UNSHARE, sys.executable, "-c", RENAMED, machine, program)
    session = subprocess.run(
        (*command, "-d", folder / "mail.db", *settings),
        input="".join(f"{line}\r\n" for line in lines).encode(),
        capture_output=True,
        timeout=60,
    )
    assert session.returncode == 0, session.stderr
    return session.stdout.decode("ascii")


@pytest.mark.field("W13")
@pytest.mark.parametrize(("machine", "expected"), NAMES.values(), ids=NAMES.keys())
def test_machine(machine, expected, tmp_path):
    if subprocess.run((*UNSHARE, "true"), capture_output=True).returncode != 0:
        pytest.skip("no namespaces for a machine's name here")
    mail = ("MAIL FROM:<@ME>", "RCPT TO:<alice>", "DATA", "Hello", ".", "QUIT")
    replies = run(machine, SMTPD, tmp_path, ("EHLO alice", "PASS secret", *mail))
    assert replies.startswith(f"220 {expected} ESMTP ")
    assert f"\r\n221 2.0.0 {expected} closing" in replies
    assert f"Sender <alice@{expected}> accepted" in replies

    text = run(machine, POP3D, tmp_path, ("USER alice", "PASS secret", "RETR 1", "QUIT"))
    assert text.startswith(f"+OK {expected} POP3 ")
    name = re.escape(expected)
    assert re.search(rf"\r\n\tby {name} ", text)
    assert re.search(rf"\r\nMessage-ID: <[A-Za-z0-9._-]+@{name}>\r\n", text)
    assert f"\r\nReturn-Path: <alice@{expected}>\r\n" in text
    assert f"\r\nFrom: <alice@{expected}>\r\n" in text
