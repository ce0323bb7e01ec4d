"""A person at nc and telnet: the terminal dialect, and accounts that come out of a pipe."""

import re
import socket
import subprocess

import pytest

from mailclients import Curl, Netcat, Telnet, multiline
from messages import TRACE
from servers import HOSTNAME, OUTSIDER, POP3D, SMTPD, WRONG_PASSWORD, Login

PEOPLE = pytest.mark.parametrize("kind", (Netcat, Telnet), ids=lambda kind: kind.name)


def type_smtp(person, *lines):
    """The replies, of several lines only the last one."""
    replies = person.type(person.box.smtp_port, *(line.encode() for line in lines))
    return [line for line in replies.decode("ascii").splitlines() if line[3] == " "]


def type_pop3(person, *lines):
    return person.type(person.box.pop3_port, *(line.encode() for line in lines)).decode("ascii")


def statuses(replies):
    return [reply.split()[0] for reply in replies]


@PEOPLE
def test_first_mail(kind, box, make_client):
    """Three accounts, two mails, and two maildrops read: all of it typed."""
    box.logins += [Login("USER1", "PASSWORD5"), Login("USER2", "NOPASSSS"), Login("USER3", "HASHD")]
    person = make_client(kind, box)
    replies = type_smtp(
        person,
        *("EHLO USER1", "PASSWORD5", "EHLO USER2", "NOPASSSS"),
        *("MAIL FROM: @ME", "RCPT TO: USER2", "DATA"),
        *('SUBJECT: "TESTCASE1"', "THIS IS TESTCASE number 1"),
        *("IT WILL SHOW UP ONLY IN USER2 MAILBOX", "."),
        *("EHLO USER3", "HASHD", "MAIL FROM: @ME"),
        *("RCPT TO: USER1", "RCPT TO: USER2", "RCPT TO: USER6"),
        *("DATA", 'SUBJECT: "TESTCASE 2"', "FOR TWO", ".", "QUIT"),
    )
    sent = ["250", "250", "354", "250"]
    assert statuses(replies) == [
        *("220", "250", "235", "250", "235", *sent),
        *("250", "235", "250", "250", "250", "550", "354", "250", "221"),
    ]

    lines = type_pop3(person, "USER USER2", "PASS NOPASSSS", "LIST", "RETR 1", "QUIT").splitlines()
    first, second = lines[4:6]
    assert re.fullmatch(rf'1 \d+ USER2@{re.escape(HOSTNAME)} "TESTCASE1"', first)
    assert re.fullmatch(rf'2 \d+ USER3@{re.escape(HOSTNAME)} "TESTCASE 2"', second)
    body = lines[lines.index('SUBJECT: "TESTCASE1"') :]
    assert body[-4:-2] == ["THIS IS TESTCASE number 1", "IT WILL SHOW UP ONLY IN USER2 MAILBOX"]
    assert body[-5] == ""

    lines = type_pop3(person, "USER USER1", "PASS PASSWORD5", "LIST", "RETR", "QUIT").splitlines()
    assert lines[4].endswith('"TESTCASE 2"') and lines[5] == "."
    assert lines[7].startswith("From USER3@") and "FOR TWO" in lines


@PEOPLE
def test_refusals(kind, box, make_client):
    person = make_client(kind, box)
    alice = box.account("alice")
    box.account("bob")
    replies = type_smtp(
        person,
        *("HELO alice", "MAIL FROM: alice", "HELO carol", "RCPT TO: bob", "MAIL FROM: bob"),
        *("MAIL FROM: carol", "DATA", "RCPT TO: bob", "RCPT TO: nobody", "QUIT"),
    )
    assert statuses(replies) == [
        *("220", "530", "503", "250", "503", "553"),
        *("250", "503", "250", "550", "221"),
    ]

    passwords = (f"PASS {WRONG_PASSWORD}", f"PASS {alice.password}")
    replies = type_smtp(person, "EHLO alice", *passwords, "QUIT")
    assert statuses(replies) == ["220", "250", "535", "235", "221"]


@pytest.mark.parametrize(
    "name",
    (socket.gethostname(), "localhost", HOSTNAME),
    ids=("machine", "localhost", "configured"),
)
def test_greeting_of_a_machine(name, box, make_client):
    """Programs greet with the name of the machine they run on; they are nobody's account."""
    box.account("bob")
    person = make_client(Netcat, box)
    replies = type_smtp(person, f"HELO {name}", f"MAIL FROM: {OUTSIDER}", "RCPT TO: bob", "QUIT")
    assert statuses(replies) == ["220", "250", "250", "250", "221"]
    assert box.query("SELECT name FROM account ORDER BY name") == [("bob",), ("postmaster",)]


@PEOPLE
def test_five_wrong_passwords_end_the_session(kind, box, make_client):
    person = make_client(kind, box)
    box.account("alice")
    # Each another one: a repeat may be put off.
    wrong = [f"{WRONG_PASSWORD}{number}" for number in range(5)]
    replies = type_smtp(person, "EHLO alice", *wrong)
    assert statuses(replies) == ["220", "250", "535", "535", "535", "535", "421"]
    assert [reply.split()[-1] for reply in replies[2:6]] == ["4", "3", "2", "1"]

    box.forget_failures()
    typed = [line for word in wrong for line in ("USER alice", f"PASS {word}")]
    lines = type_pop3(person, *typed).splitlines()
    refused = [line for line in lines if line.startswith("-ERR [AUTH]")]
    assert [line.split()[-1] for line in refused[:4]] == ["4", "3", "2", "1"]
    assert len(refused) == 5 and lines[-1] == refused[4]


@PEOPLE
def test_account_made_by_pop3(kind, box, make_client):
    """A name that nobody has becomes an account, and mail that could not reach it then does."""
    person = make_client(kind, box)
    alice, user6 = box.account("alice"), Login("USER6", "NEWPASSWORD")
    box.logins.append(user6)
    mail = ("EHLO alice", alice.password, "MAIL FROM: @ME", "RCPT TO: USER6")
    assert statuses(type_smtp(person, *mail, "QUIT"))[-2:] == ["550", "221"]
    lines = type_pop3(person, "USER USER6", "PASS NEWPASSWORD", "LIST", "QUIT").splitlines()
    assert [line[:3] for line in lines] == ["+OK", "+OK", "+OK", "+OK", ".", "+OK"]
    replies = type_smtp(person, *mail, "DATA", "SUBJECT: TESTCASE 3", "HELLO", ".", "QUIT")
    assert statuses(replies)[-4:] == ["250", "354", "250", "221"]
    assert person.fetch(user6) == box.stored(user6)
    assert len(box.stored(user6)) == 1


def pipe(box, program, text):
    session = subprocess.run(
        box.command(program), input=text.encode(), capture_output=True, timeout=30, check=True
    )
    return session.stdout


@pytest.mark.parametrize("end", ("\r\n", "\n"), ids=("CRLF", "LF"))
def test_pipe(end, box, make_client):
    """Accounts and mail made by printf and a pipe are there for a client on the network."""
    alice = Login("alice", "secret")
    envelope = ("EHLO alice", "secret", "MAIL FROM: @ME", "RCPT TO: alice")
    mail = ("DATA", "SUBJECT: hi", "hello", ".", "QUIT")
    replies = pipe(box, SMTPD, end.join((*envelope, *mail, "")))
    assert b"\r\n250 2.0.0 Stored" in replies
    assert not re.search(rb"[^\r]\n", replies)
    (stored,) = box.stored(alice)
    assert re.search(rb"\r\nSUBJECT: hi\r\n(.+\r\n)*\r\nhello\r\n\Z", stored)
    assert TRACE.match(stored)

    commands = ("USER alice", "PASS secret", "LIST", "RETR 1", "RETR", "QUIT")
    replies = pipe(box, POP3D, end.join((*commands, "")))
    _greeting, _user, _signed_in, rest = replies.split(b"\r\n", 3)
    listing, rest = multiline(rest)
    assert listing == f"1 {len(stored)} alice@{HOSTNAME} hi\r\n".encode()
    message, rest = multiline(rest)
    assert message == stored
    mbox, rest = multiline(rest)
    assert mbox.startswith(b"From ") and mbox.partition(b"\r\n")[2].rstrip() == stored.rstrip()
    assert rest.startswith(b"+OK") and rest.count(b"\r\n") == 1

    assert make_client(Curl, box).fetch(alice) == [stored]
    pipe(box, POP3D, end.join(("USER bob", "PASS secret", "QUIT", "")))
    assert make_client(Curl, box).sizes(Login("bob", "secret")) == []
