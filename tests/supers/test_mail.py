"""A mail goes in and out through each super-server, with the samples as they are.

The clients take no line that is not a reply, so a line of a log on the wire is a failure.
"""

import re
import ssl

import pytest

from room import PROGRAMS, USER_NUMBER
from supers import STUNNEL, SUPERS, find
from wire import Pop3, Smtp

STRANGER = b"someone@elsewhere.example"
MESSAGE = b"Subject: hello\r\n\r\n.. and goodbye\r\n"


def with_tls(wire, room):
    """The same connection, encrypted from here on."""
    assert wire.input == b""
    context = ssl.create_default_context(cafile=room.trusted)
    return type(wire)(context.wrap_socket(wire.connection, server_hostname="localhost"))


def deliver(smtp, sender, recipient):
    assert smtp.command(b"MAIL FROM:<%s>" % sender).good
    assert smtp.command(b"RCPT TO:<%s>" % recipient).good
    assert smtp.command(b"DATA").good
    assert smtp.command(MESSAGE.replace(b"\r\n.", b"\r\n..") + b".").good
    assert smtp.command(b"QUIT").good


def send_from_elsewhere(room, port, source, login):
    with room.connect(source, port) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good and smtp.command(b"EHLO client.elsewhere.example").good
        assert room.owners("smtpd") == {(USER_NUMBER, USER_NUMBER)}
        deliver(smtp, STRANGER, login.address.encode())


def submit(room, port, source, login):
    """As a mail program does: STARTTLS, password, message."""
    greeting = b"EHLO [%s]" % source.encode()
    with room.connect(source, port) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good and smtp.command(greeting).good
        assert smtp.command(b"STARTTLS").good
        smtp = with_tls(smtp, room)
        assert smtp.command(greeting).good
        assert smtp.command(b"AUTH PLAIN " + login.plain().encode()).good
        deliver(smtp, login.address.encode(), login.address.encode())


def fetch(room, port, source, login, tls):
    """Takes the one message out of a maildrop."""
    with room.connect(source, port) as connection:
        pop3 = Pop3(connection)
        assert pop3.reply().good
        if tls:
            assert pop3.command(b"STLS").good
            pop3 = with_tls(pop3, room)
        assert pop3.command(b"USER " + login.name.encode()).good
        assert b" 1 message" in pop3.command(b"PASS " + login.password.encode()).text
        message = pop3.command(b"RETR 1", with_body=True).body
        assert pop3.command(b"DELE 1").good
        assert pop3.command(b"QUIT").good
    return message


def assert_logged(room, kind, program, source, more=""):
    """Where the log goes, and nowhere else."""
    line = re.compile(rf"{program}\b.* event=connect peer={source}{more}$", re.MULTILINE)
    room.wait_until(lambda: line.search(room.logs()[kind.log]), f"in the log: {line.pattern}")
    assert [place for place, text in room.logs().items() if line.search(text)] == [kind.log]


def sign_in_by_implicit_tls(room, kind, login):
    for port, program, source in ((465, Smtp, "127.0.0.6"), (995, Pop3, "127.0.0.7")):
        with room.connect(source, port) as connection:
            wire = with_tls(program(connection), room)
            assert wire.reply().good
            if program is Smtp:
                assert wire.command(b"EHLO [127.0.0.6]").good
            assert wire.command(b"AUTH PLAIN " + login.plain().encode()).good
            assert wire.command(b"QUIT").good
    assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.6", " tls=yes")
    assert_logged(room, kind, "pillarbox-pop3d", "127.0.0.7", " tls=yes")


def listeners(kind):
    """How many go on when all sessions have ended."""
    return kind.listens * len((*kind.ports, *kind.implicit()))


@pytest.mark.parametrize("kind", SUPERS, ids=lambda kind: kind.name)
def test_mail(kind, open_super):
    room = open_super(kind)
    smtp_port, submission_port, pop3_port = kind.ports
    alice = room.account("alice", kind.database)
    send_from_elsewhere(room, smtp_port, "127.0.0.2", alice)
    message = fetch(room, pop3_port, "127.0.0.3", alice, kind.tls)
    assert message.endswith(MESSAGE)
    assert b"\r\nReceived: from client.elsewhere.example ([127.0.0.2])\r\n" in message
    assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.2")
    assert_logged(room, kind, "pillarbox-pop3d", "127.0.0.3", " tls=yes" * kind.tls)
    if submission_port:
        submit(room, submission_port, "127.0.0.4", alice)
        message = fetch(room, pop3_port, "127.0.0.5", alice, kind.tls)
        assert message.endswith(MESSAGE) and b" with ESMTPSA id " in message
        assert b"\r\nReceived: from [127.0.0.4] ([127.0.0.4])\r\n" in message
        assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.4", " tls=yes")
    if kind.tls:
        sign_in_by_implicit_tls(room, kind, alice)
    room.wait_for_end(listeners(kind))


@pytest.mark.parametrize("kind", STUNNEL, ids=lambda kind: kind.name)
def test_tls_by_stunnel(kind, open_super):
    """In place of tlsd, which does not run; stunnel's implicit TLS has a process for each session."""
    room = open_super(kind)
    alice = room.account("alice")
    _, submission_port, pop3_port = kind.ports
    submit(room, submission_port, "127.0.0.4", alice)
    message = fetch(room, pop3_port, "127.0.0.5", alice, kind.tls)
    assert message.endswith(MESSAGE) and b" with ESMTPSA id " in message
    sign_in_by_implicit_tls(room, kind, alice)
    assert room.processes("tlsd") == 0
    room.wait_for_end(2 * kind.listens)


def sandbox_lines(log):
    return set(re.findall(r"event=sandbox.*", log))


def test_sandbox_in_a_unit(open_super):
    """systemd's filter of system calls lets the programs make their own, and nothing is lacking."""
    kind = find("systemd")
    room = open_super(kind)
    with room.connect("127.0.0.2", 25) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good and smtp.command(b"QUIT").good
    assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.2")
    outside = room.run("sh", "-c", f"echo QUIT | {PROGRAMS}/smtpd 2>&1").decode()
    assert "event=connect" in outside
    assert sandbox_lines(room.log()) == sandbox_lines(outside)
