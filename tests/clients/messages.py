"""The mail that travels through the tests, and how a stored copy is compared with it."""

import base64
import email
import email.policy
import re
import zlib
from dataclasses import dataclass

BOUNDARY = "=_boundary"

# What the server puts before a message: where it came from, and how it got here.
TRACE = re.compile(
    rb"Return-Path: <(?P<sender>[^>\r\n]*)>\r\n"
    rb"Received: [^\r\n]+\r\n(?:[ \t]+[^\r\n]+\r\n)*"
)


@dataclass(frozen=True)
class Mail:
    """octets is the message as clients that compose nothing send it; the others send the parts."""

    subject: str
    text: str
    octets: bytes
    attachment: bytes = None


def crlf(octets):
    return re.sub(rb"\r?\n", b"\r\n", octets)


def lf(octets):
    return octets.replace(b"\r\n", b"\n")


def header(subject, *fields):
    lines = (
        "From: Alice <alice@mail.example>",
        "To: friends of Alice <bob@mail.example>",
        f"Subject: {subject}",
        "Date: Fri, 21 Nov 1997 09:55:06 -0600",
        f"Message-ID: <{zlib.crc32(subject.encode())}@sender.example>",
        "MIME-Version: 1.0",
        *fields,
    )
    return "\n".join(lines) + "\n\n"


def plain(subject, text):
    fields = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    return Mail(subject, text, crlf((header(subject, *fields) + text).encode()))


def utf8():
    text = "Schöne Grüße!\nПривет, мир.\n\nFrom here on: ümläüts\n"
    return plain("Grüße aus Köln, 你好", text)


def dots():
    text = ".\n..\n.x\nIn the middle:\n.\n\n...\n.x\n..\n.\n"
    return plain("dots", text)


def attachment():
    octets = bytes(range(256)) * 150
    text = "The file is attached.\n"
    parts = (
        header("a binary file", f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"')
        + f"--{BOUNDARY}\nContent-Type: text/plain; charset=us-ascii\n\n{text}"
        + f"\n--{BOUNDARY}\nContent-Type: application/octet-stream\n"
        + 'Content-Disposition: attachment; filename="all.bin"\n'
        + "Content-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(octets).decode()
        + f"\n--{BOUNDARY}--\n"
    )
    return Mail("a binary file", text, crlf(parts.encode()), octets)


def long_line():
    """As long as RFC 5322 section 2.1.1 lets a line be."""
    return plain("a long line", "x" * 998 + "\n" + "y" * 998 + "\n")


def without_body():
    return plain("without a body", "")


def quotable():
    """Lines that mbox files quote."""
    text = "From the start\n\nFrom a line after a blank one\n>From one already quoted\n"
    return plain("quotable", text)


def like_separators():
    """All that could be taken for the line between two messages, and what only looks like it."""
    lines = (
        *("From the start", ">From quoted once", ">>From quoted twice", ">>>From thrice"),
        *("", "From after a blank line", "From", ">From", "> From with a space", "from below"),
        *("", "From nobody@elsewhere.example Fri Nov 21 09:55:06 1997", "Subject: no header", ""),
        *("In the middle From here", "From"),
    )
    return plain("like separators", "\n".join(lines) + "\n")


def many_separators():
    """Far more than is read or written at a time, so that lines are cut wherever they can be."""
    lines = (f"From {n}\n{'>' * (n % 4)}From {n}\n" for n in range(10000))
    return plain("many separators", "".join(lines))


def wrong_length():
    """Some programs look here first for where a message in an mbox ends."""
    text = "One line,\n\nFrom another\n"
    octets = (header("wrong length", "Content-Length: 9", "Lines: 1") + text).encode()
    return Mail("wrong length", text, crlf(octets))


SENT = (utf8, attachment, dots)
STORED = (utf8, attachment, dots, long_line, without_body, quotable)


def assert_unchanged(stored, sender, mail):
    """The message was sent as it is: a trace header, then exactly its octets."""
    assert stored.endswith(mail.octets), f"sent {mail.octets!r}\nstored {stored!r}"
    trace = TRACE.fullmatch(stored[: len(stored) - len(mail.octets)])
    assert trace, f"not a trace header: {stored[: len(stored) - len(mail.octets)]!r}"
    assert trace["sender"] == sender.encode()


def assert_same_parts(stored, sender, mail):
    """The client composed the message: its subject, its text and its attachment arrived."""
    trace = TRACE.match(stored)
    assert trace and trace["sender"] == sender.encode()
    message = email.message_from_bytes(stored, policy=email.policy.default)
    assert message["Subject"] == mail.subject
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert parts[0].get_content().replace("\r\n", "\n") == mail.text
    files = [part.get_payload(decode=True) for part in parts[1:]]
    assert files == ([mail.attachment] if mail.attachment else [])
