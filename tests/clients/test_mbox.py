"""The mbox form of RETR: what a person saves as a file, mail programs open."""

import re

import pytest

import messages
from mailclients import Curl, Mutt, NeoMutt, Netcat, Python, Snail, multiline
from messages import lf
from servers import OUTSIDER

READERS = pytest.mark.parametrize(
    "kind", (Python, Mutt, NeoMutt, Snail), ids=("mailbox.mbox", "mutt", "NeoMutt", "s-nail")
)
SAMPLES = (
    *messages.STORED,
    messages.like_separators,
    messages.wrong_length,
    messages.many_separators,
)
# A space would end the address in the line between two messages.
SENDERS = ("", '"two  words"@elsewhere.example', '"From x"@elsewhere.example', OUTSIDER)


def deposit(box, login):
    for number, sample in enumerate(SAMPLES):
        box.deposit(sample().octets, login, sender=SENDERS[number % len(SENDERS)])
    return box.stored(login)


def retrieve(box, make_client, login, *commands):
    """What a session at nc shows for each command, the dots taken off."""
    rest = make_client(Netcat, box).read(login, *commands)
    shown = []
    for _ in commands:
        one, rest = multiline(rest)
        shown.append(one)
    return shown


def assert_same(opened, stored):
    """In any order, and but for the two fields that programs write anew when they copy."""
    lengths = re.compile(rb"^(Content-Length|Lines): \d+\r\n", re.MULTILINE)
    assert sorted(lengths.sub(b"", one) for one in opened) == sorted(
        lengths.sub(b"", one) for one in stored
    )


@READERS
def test_all(kind, box, make_client):
    alice = box.account("alice")
    stored = deposit(box, alice)
    (mbox,) = retrieve(box, make_client, alice, "RETR")
    reader = make_client(kind, box)
    assert_same(reader.open_mbox(reader.write("mbox", lf(mbox))), stored)


@READERS
def test_unread(kind, box, make_client):
    """What has been read in this session or an earlier one is left out."""
    alice = box.account("alice")
    stored = deposit(box, alice)
    retrieve(box, make_client, alice, "RETR 1", "RETR 7")
    _second, mbox = retrieve(box, make_client, alice, "RETR 2", "RETR U")
    unread = [octets for number, octets in enumerate(stored, 1) if number not in (1, 2, 7)]
    reader = make_client(kind, box)
    assert_same(reader.open_mbox(reader.write("mbox", lf(mbox))), unread)
    assert retrieve(box, make_client, alice, "RETR U") == [b""]


def test_curl_saves_it(box, make_client):
    """curl --request RETR gives the same, ready to be redirected to a file."""
    alice = box.account("alice")
    deposit(box, alice)
    (mbox,) = retrieve(box, make_client, alice, "RETR")
    assert make_client(Curl, box).ask(alice, "RETR") == mbox


@READERS
def test_line_ends_as_they_come(kind, box, make_client):
    """The same number of messages when nobody has made LF of CRLF."""
    alice = box.account("alice")
    stored = deposit(box, alice)
    (mbox,) = retrieve(box, make_client, alice, "RETR")
    reader = make_client(kind, box)
    assert len(reader.open_mbox(reader.write("mbox", mbox))) == len(stored)
