"""The log is for the operator: no line of it reaches a client, and no password is in it."""

import base64
import re
import socket
import subprocess

import pytest

from servers import HOST, POP3D, SMTPD, mistaken

SMTP_LINE = re.compile(rb"[2-5]\d\d[ -][^\r\n]*")
POP3_LINE = re.compile(rb"(\+OK|-ERR)[^\r\n]*")

# Up to the first command that cannot do without the database.
SMTP_NEEDS_STORE = (b"HELO client.example", b"MAIL FROM:<>", b"RCPT TO:<alice>")
POP3_NEEDS_STORE = (b"USER alice", b"PASS secret")


def smtp_commands(alice):
    wrong = mistaken(alice).password
    plain = base64.b64encode(f"\0alice\0{wrong}".encode())
    return (
        *(b"EHLO client.example", b"AUTH PLAIN " + plain),
        *(b"EHLO alice", wrong.encode(), alice.password.encode()),
        *(b"MAIL FROM:<alice>", b"RCPT TO:<nobody>", b"RCPT TO:<alice>"),
        *(b"DATA", b"Subject: one", b"", b"two", b".", b"NONSENSE \x1b[31m", b"QUIT"),
    )


def pop3_commands(alice):
    return (
        *(b"USER alice", b"PASS " + mistaken(alice).password.encode(), b"USER alice"),
        *(b"PASS " + alice.password.encode(), b"DELE 1", b"NONSENSE \x1b[31m", b"QUIT"),
    )


DAEMONS = pytest.mark.parametrize(
    ("program", "commands", "line"),
    ((SMTPD, smtp_commands, SMTP_LINE), (POP3D, pop3_commands, POP3_LINE)),
    ids=("smtpd", "pop3d"),
)


def connection():
    """Both ends of a TCP connection on loopback."""
    with socket.create_server((HOST, 0)) as listener:
        client = socket.create_connection(listener.getsockname(), timeout=30)
        server, _address = listener.accept()
    return client, server


def converse(command, commands):
    """Runs a program as inetd does, with one socket for input, output and errors."""
    client, server = connection()
    with client:
        with server:
            process = subprocess.Popen(command, stdin=server, stdout=server, stderr=server)
        client.sendall(b"".join(line + b"\r\n" for line in commands))
        received = client.makefile("rb").read()
        return received, process.wait(timeout=30)


def assert_only_replies(received, line):
    assert received.endswith(b"\r\n")
    for one in received[:-2].split(b"\r\n"):
        assert line.fullmatch(one), one


@DAEMONS
def test_errors_on_the_same_socket(program, commands, line, box):
    alice = box.account("alice")
    received, status = converse(box.command(program), commands(alice))
    assert_only_replies(received, line)
    assert received.splitlines()[-1].startswith((b"221", b"+OK"))
    assert status == 0


@pytest.mark.parametrize(
    ("program", "commands", "line", "farewell"),
    (
        (SMTPD, SMTP_NEEDS_STORE, SMTP_LINE, b"421 4.3.5 "),
        (POP3D, POP3_NEEDS_STORE, POP3_LINE, b"-ERR [SYS/PERM] "),
    ),
    ids=("smtpd", "pop3d"),
)
def test_broken_database(program, commands, line, farewell, tmp_path):
    """What is wrong with it is for the operator, the client is told no more than it needs."""
    database = tmp_path / "not-ours.db"
    database.write_bytes(b"Something else entirely.\n" * 200)
    command = [str(program), "-d", str(database), "-o", "interactive=none"]
    received, status = converse(command, commands)
    assert_only_replies(received, line)
    assert received.splitlines()[-1].startswith(farewell)
    assert str(database).encode() not in received
    assert status != 0


@DAEMONS
def test_errors_closed(program, commands, line, box):
    """With no standard error, the socket or the database must not end up in its place."""
    alice = box.account("alice")
    command = ["sh", "-c", 'exec "$@" 2>&-', "sh", *box.command(program)]
    received, status = converse(command, commands(alice))
    assert_only_replies(received, line)
    assert received.splitlines()[-1].startswith((b"221", b"+OK"))
    assert status == 0


@DAEMONS
def test_log_has_the_events(program, commands, line, box):
    """Where there is a place for it the same session is logged.

    Whether a password is in there is looked up when the fixture ends, as after every test.
    """
    alice = box.account("alice")
    with open(box.log_file, "ab") as log:
        process = subprocess.run(
            box.command(program),
            input=b"".join(one + b"\r\n" for one in commands(alice)),
            stdout=subprocess.PIPE,
            stderr=log,
            timeout=30,
        )
    assert process.returncode == 0
    assert_only_replies(process.stdout, line)
    written = box.log_file.read_bytes()
    assert b"alice" in written
    assert b"\x1b" not in written
