"""mailctl import: what begins like an mbox is read whole, or refused. Nothing is lost silently."""

import bz2
import gzip
import lzma
import os
import re

import pytest

from operators import install, without_trace
from servers import SMTPD

pytestmark = pytest.mark.field("O1")

FROM = b"From a@b.example Mon Nov 23 19:40:11 2026\n"

# Messages with LF at the end of lines, and what is stored of them is the same with CRLF.
MESSAGES = (
    b"Subject: one\n\nText\nFrom the middle of a paragraph\n>From a line that was quoted\n",
    b"Subject: two\nX: y\n\n\n\nblank lines around\n\n",
    b"Subject: three\n",
    b"\nno header\n",
    b"Subject: five\n\nr\xe9sum\xe9, \xe4\xf6\xfc \xff\n",
)
BOM = b"\xef\xbb\xbf"


def mbox_of(messages, first=FROM):
    return b"".join(first + re.sub(rb"(?m)^(>*From )", rb">\1", m) + b"\n" for m in messages)


def with_crlf(octets):
    return octets.replace(b"\n", b"\r\n")


def imported(operator, octets, status=0):
    """The messages that have come, and what was said."""
    (operator.folder / "it.mbox").write_bytes(octets)
    done = operator.run("import", "bob", "it.mbox", status=status)
    messages = [without_trace(message)[0] for message in operator.stored("bob")]
    noun = b"message" if len(messages) == 1 else b"messages"
    assert done.stdout.startswith(b"%d %s " % (len(messages), noun)), done
    return messages, done.stderr.decode()


def assert_whole(operator, octets, messages=MESSAGES):
    """By a file, and by a pipe."""
    expected = [with_crlf(message) for message in messages]
    assert imported(operator, octets) == (expected, "")
    operator.ok("import", "alice", "-", octets=octets)
    assert [without_trace(message)[0] for message in operator.stored("alice")] == expected


LINE_ENDS = {
    "LF": lambda mbox: mbox,
    "CRLF": with_crlf,
    "CR": lambda mbox: mbox.replace(b"\n", b"\r"),
    "CR and then LF": lambda mbox: mbox[:90].replace(b"\n", b"\r") + mbox[90:],
    "CR and then CRLF": lambda mbox: mbox[:90].replace(b"\n", b"\r") + with_crlf(mbox[90:]),
    "CRLF but for the From lines": lambda mbox: with_crlf(mbox).replace(with_crlf(FROM), FROM),
    "CRLF and then LF": lambda mbox: with_crlf(mbox[:90]) + mbox[90:],
    "every other message CRLF": lambda mbox: b"".join(
        part if number % 2 else with_crlf(part)
        for number, part in enumerate(re.split(rb"(?m)^(?=From a@)", mbox))
    ),
    "every other message LF": lambda mbox: b"".join(
        with_crlf(part) if number % 2 else part
        for number, part in enumerate(re.split(rb"(?m)^(?=From a@)", mbox))
    ),
}


@pytest.mark.parametrize("kind", LINE_ENDS)
def test_line_ends(alice, kind):
    assert_whole(alice, LINE_ENDS[kind](mbox_of(MESSAGES)))


@pytest.mark.parametrize("kind", ("LF", "CRLF", "CR"))
def test_last_line_without_an_end(alice, kind):
    mbox = mbox_of(MESSAGES[:2]) + FROM + b"Subject: last\n\nno end"
    assert_whole(alice, LINE_ENDS[kind](mbox), (*MESSAGES[:2], b"Subject: last\n\nno end\n"))


@pytest.mark.parametrize("kind", ("LF", "CRLF", "CR"))
@pytest.mark.parametrize("before", (b"", b"\n", b"\n\n"))
def test_byte_order_mark(alice, kind, before):
    assert_whole(alice, BOM + LINE_ENDS[kind](before + mbox_of(MESSAGES)))


def test_cr_in_the_middle_of_lines(alice):
    """An mbox with LF: CR is an octet like any other, and stays where it is."""
    message = b"Subject: a\rb\n\nx\ry\r\r\n\r\n\r\r\nz\r\n"
    assert imported(alice, mbox_of([message]))[0] == [with_crlf(message)]


def test_cr_after_lf(alice):
    """Two mboxes in one file, of which the second would be a single line."""
    second = mbox_of(MESSAGES).replace(b"\n", b"\r")
    for first in (mbox_of(MESSAGES), mbox_of(MESSAGES)[:-1]):
        assert "split it" in alice.fails("import", "bob", "-", octets=first + second)


def test_nul(alice):
    """Anywhere, also in the lines that are looked at."""
    messages = (
        b"Subject: a\0b\nStatus: \0RO\n\n\0\n\0\0\0 \0\n>From \0 12:30\n",
        b"X: \0\n\nText\n" + bytes(100_000) + b"\n",
    )
    first = FROM.replace(b"a@", b"a\0@")
    assert imported(alice, mbox_of(messages, first)) == ([with_crlf(m) for m in messages], "")


def test_quoting(alice):
    """mboxrd; what mboxo does not quote is text as long as no blank line is in front of it."""
    mbox = FROM + b"Subject: x\n\n>From a\n>>From b\n>>>From c\n >From d\n>From\nFrom e\nFrom: f\n\n"
    text = b"Subject: x\n\nFrom a\n>From b\n>>From c\n >From d\n>From\nFrom e\nFrom: f\n"
    assert imported(alice, mbox) == ([with_crlf(text)], "")


def test_from_line_without_a_blank_line(alice):
    """Is text, and the operator is told so where it might not be."""
    text = b"Subject: x\n\nText\n" + FROM + b"Subject: y\nFrom here at 12:30 on\nmore\n"
    messages, said = imported(alice, FROM + text + b"\n" + mbox_of(MESSAGES[:1]))
    assert messages == [with_crlf(text), with_crlf(MESSAGES[0])]
    assert said.startswith("mailctl: it.mbox: lines that look like the first line of a message")


# --- Content-Length -------------------------------------------------------------------------------

# Bodies that are whole only if the length counts.
UNQUOTED = (
    b"Text\n\n" + FROM + b"Subject: inside\n\n" + FROM + b"more\n",
    b">From a line\n\nFrom b at 12:30\n>>From c\n",
    FROM + b"\n",
    b"\n\n" + FROM,
    b"",
    b"no end of line, but for the one of the file\n",
)
PLAIN = b"Just text\n"


def with_length(body, length=None):
    octets = len(body) if length is None else length
    return b"Subject: x\nContent-Length: %d\n\n%s" % (octets, body)


def cl2(bodies, between=b"\n"):
    return b"".join(FROM + with_length(body) + between for body in bodies)


@pytest.mark.parametrize("between", (b"\n", b""))
def test_mboxcl2(alice, between):
    """Nothing is quoted in it."""
    assert_whole(alice, cl2(UNQUOTED, between), [with_length(body) for body in UNQUOTED])


@pytest.mark.parametrize("body", UNQUOTED)
@pytest.mark.parametrize("between", (b"\n", b""))
def test_mboxcl2_at_its_end(alice, body, between):
    """The last message, with and without what may follow it."""
    mbox = cl2([PLAIN]) + cl2([body], between)
    assert_whole(alice, mbox, [with_length(PLAIN), with_length(body)])


def test_mboxcl2_without_the_last_line_end(alice):
    body = b"Text\n\n" + FROM + b"end"
    messages = [with_length(body) + b"\n"]
    assert_whole(alice, cl2([body], b""), messages)


def test_mboxcl2_with_crlf(alice):
    bodies = [with_crlf(body) for body in UNQUOTED]
    mbox = b"".join(with_crlf(FROM + with_length(b"", len(b))) + b + b"\r\n" for b in bodies)
    messages = [with_crlf(with_length(b"", len(b))) + b for b in bodies]
    assert imported(alice, mbox) == (messages, "")


def test_mboxcl2_of_much(alice):
    """More than is sent, or kept in memory, at a time; the From line is early and late."""
    long = b"0123456789 " * 9 + b"\n"
    bodies = (b"\n" + FROM + long * 2000, long * 2000 + b"\n" + FROM, long * 2000)
    assert_whole(alice, cl2(bodies), [with_length(body) for body in bodies])


def test_mboxcl(alice):
    """It quotes, and its lengths count that too."""
    quoted = b"Text\n\n>From a@b.example Mon Nov 23 19:40:11 2026\n>>From b\n"
    plain = b"Text\n\nFrom a@b.example Mon Nov 23 19:40:11 2026\n>From b\n"
    messages = [with_length(plain, len(quoted)), with_length(PLAIN)]
    assert_whole(alice, cl2([quoted, PLAIN]), messages)


WRONG = (0, 3, 12, 60, 1000, 10**9, 10**17)


@pytest.mark.parametrize("length", WRONG)
def test_wrong_lengths(alice, length):
    """From lines count then, from the first wrong one on: in this message, and in later ones."""
    mbox = FROM + with_length(PLAIN, length) + b"\n" + mbox_of([with_length(m, length) for m in MESSAGES])
    messages = [with_length(PLAIN, length), *(with_length(m, length) for m in MESSAGES)]
    assert imported(alice, mbox)[0] == [with_crlf(message) for message in messages]


def test_right_lengths_after_a_wrong_one(alice):
    """A stranger cannot write a length into a message that swallows the next one."""
    swallowing = b"Text\n"
    length = len(swallowing + b"\n" + FROM + MESSAGES[2])
    messages = (MESSAGES[2], with_length(swallowing, length), MESSAGES[2], MESSAGES[2])
    assert_whole(alice, mbox_of(messages), messages)


def test_truncated_message(alice):
    """What is there is taken, and the operator hears of it where that can be seen."""
    mbox = cl2([PLAIN, PLAIN * 100])
    messages, said = imported(alice, mbox[:-500])
    assert messages[0] == with_crlf(with_length(PLAIN)) and len(messages) == 2
    assert messages[1].startswith(with_crlf(with_length(PLAIN, len(PLAIN) * 100)))
    assert "cut off" in said


def test_truncated_header(alice):
    for end in (b"Subj", b"Subject: cut\n", b""):
        alice.ok("import", "bob", "-", octets=mbox_of(MESSAGES[:1]) + FROM + end)
    assert len(alice.stored("bob")) == 6


# --- what is none ---------------------------------------------------------------------------------

EML = b"Return-Path: <a@b.example>\nFrom: a@b.example\nSubject: x\n\nText\n\n" + FROM + b"\nx\n"
COMPRESSED = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda octets: b"\x28\xb5\x2f\xfd" + octets,
    "zip": lambda octets: b"PK\x03\x04" + octets,
}


@pytest.mark.parametrize(
    "octets",
    (
        EML,
        with_crlf(EML),
        EML.replace(b"\n", b"\r"),
        MESSAGES[0],
        b"\n\n" + EML,
        bytes(3000) + mbox_of(MESSAGES),
        mbox_of(MESSAGES).decode("latin-1").encode("utf-16"),
        b"\x01\x01\x01\x01\n" + mbox_of(MESSAGES),
        b"From a@b.example\nSubject: x\n\n",
        b">" + mbox_of(MESSAGES),
        b"no line end",
    ),
)
def test_no_mbox(alice, octets):
    assert "is no mbox" in alice.fails("import", "bob", "-", octets=octets)


@pytest.mark.parametrize("program", COMPRESSED)
def test_compressed(alice, program):
    octets = COMPRESSED[program](mbox_of(MESSAGES))
    assert "decompress it" in alice.fails("import", "bob", "-", octets=octets)


@pytest.mark.parametrize("octets", (b"", b"\n", b"\r\n\r\n", b"\r\r", BOM, b"\n\n\n"))
def test_empty(alice, octets):
    assert imported(alice, octets) == ([], "")


def test_files_that_are_none(alice):
    (alice.folder / "directory" / "cur").mkdir(parents=True)
    assert "no Maildir" in alice.fails("import", "bob", "directory")
    assert "There is no file no-such." in alice.fails("import", "bob", "no-such")


# Is started in place of smtpd: one that ends in the middle of an import.
BROKEN_SMTPD = """#!/bin/sh
case $* in
*--import*) head -n 20 >{cut} && {smtpd} "$@" <{cut} && exit 2 ;;
esac
exec {smtpd} "$@"
"""


def test_reader_that_breaks_off(alice):
    """What it has read until then is not all there is."""
    alice.script = install(alice.folder)
    smtpd = alice.folder / "libexec" / "smtpd"
    smtpd.unlink()
    smtpd.write_text(BROKEN_SMTPD.format(smtpd=SMTPD, cut=alice.folder / "cut"))
    smtpd.chmod(0o755)
    assert "Nothing was imported" in alice.fails("import", "bob", "-", octets=mbox_of(MESSAGES))


# --- Maildirs -------------------------------------------------------------------------------------


@pytest.fixture
def maildir(alice):
    for name in ("cur", "new", "tmp"):
        (alice.folder / "Maildir" / name).mkdir(parents=True)
    return alice.folder / "Maildir"


@pytest.mark.parametrize("kind", ("LF", "CRLF", "CR", "CR and then LF"))
def test_line_ends_of_a_maildir(alice, maildir, kind):
    """Each file has its own."""
    for number, message in enumerate(MESSAGES[:3]):
        octets = LINE_ENDS[kind](message)
        (maildir / "new" / f"{number}.x").write_bytes(octets)
    (maildir / "cur" / "7.x:2,S").write_bytes(MESSAGES[4])
    alice.ok("import", "bob", "Maildir")
    assert [without_trace(message)[0] for message in alice.stored("bob")] == [
        with_crlf(message) for message in (*MESSAGES[:3], MESSAGES[4])
    ]


def test_maildir_with_compressed_files(alice, maildir):
    (maildir / "cur" / "1.x:2,S").write_bytes(MESSAGES[0])
    (maildir / "cur" / "2.x:2,SZ").write_bytes(gzip.compress(MESSAGES[0]))
    assert "2.x:2,SZ is compressed: decompress it" in alice.fails("import", "bob", "Maildir")


@pytest.mark.parametrize("kind", ("link", "pipe", "name"))
def test_maildir_with_odd_files(alice, maildir, kind):
    """A link could lead root to a file that is not the user's."""
    (maildir / "new" / "1.x").write_bytes(MESSAGES[0])
    if kind == "link":
        (maildir / "new" / "2.x").symlink_to("/etc/passwd")
    elif kind == "pipe":
        os.mkfifo(maildir / "cur" / "2.x")
    else:
        (maildir / "cur" / "2\n.x").write_bytes(MESSAGES[0])
    assert "Move it away" in alice.fails("import", "bob", "Maildir")


def test_send_with_cr(alice):
    """One message, whatever ends its lines."""
    for end in (b"\n", b"\r\n", b"\r"):
        alice.ok("send", "bob", octets=MESSAGES[1].replace(b"\n", end))
    assert {without_trace(message)[0] for message in alice.stored("bob")} == {with_crlf(MESSAGES[1])}
