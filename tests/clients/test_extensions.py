"""BDAT and SMTPUTF8, from the clients that have them."""

import dataclasses
import re

import pytest

import messages
from mailclients import (
    CHUNK_OCTETS,
    ClientFailed,
    Curl,
    JavaBdat,
    JavaUtf8,
    Mutt,
    NeoMutt,
    Nodemailer,
    PerlBdat,
    PythonUtf8,
)
from messages import Mail
from servers import HOSTNAME, OUTSIDER

BDAT = pytest.mark.parametrize("kind", (PerlBdat, JavaBdat), ids=lambda kind: kind.name)
UTF8 = pytest.mark.parametrize(
    "kind",
    (Curl, Mutt, NeoMutt, PythonUtf8, Nodemailer, JavaUtf8),
    ids=lambda kind: kind.name,
)
SAMPLES = pytest.mark.parametrize("sample", messages.SENT, ids=lambda sample: sample.__name__)
STRANGER = "jürgen@elsewhere.example"
NICKNAME = f"grüße@{HOSTNAME}"


@BDAT
@SAMPLES
def test_chunks(kind, sample, make_box, make_client):
    """Dots stand as they are, and a line may begin in one chunk and end in the next."""
    box = make_box(record=True)
    alice, bob, carol = box.accounts("alice", "bob", "carol")
    client, mail = make_client(kind, box), sample()
    client.send(mail, alice.address, [bob.address, carol.address], login=alice)
    sent = dataclasses.replace(mail, octets=client.as_sent(mail.octets))
    for login in (bob, carol):
        (stored,) = box.stored(login)
        messages.assert_unchanged(stored, alice.address, sent)
    chunks = [line for line in box.heard() if line.startswith(b"BDAT ")]
    sizes = [int(chunk.split()[1]) for chunk in chunks]
    assert sum(sizes) == len(sent.octets) and max(sizes) <= CHUNK_OCTETS
    assert [chunk.endswith(b" LAST") for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert b"DATA" not in box.heard()


@BDAT
def test_chunks_too_big(kind, make_box, make_client):
    box = make_box("max_message_size=20000")
    alice, bob = box.accounts("alice", "bob")
    with pytest.raises(ClientFailed):
        make_client(kind, box).send(
            messages.attachment(), alice.address, [bob.address], login=alice
        )
    assert box.stored(bob) == []


@UTF8
def test_smtputf8(kind, box, make_client):
    """The recipient's address is one more name of an account's, the sender is elsewhere."""
    alice = box.account("alice")
    box.alias(NICKNAME.partition("@")[0], alice)
    client, mail = make_client(kind, box), messages.utf8()
    client.send(mail, STRANGER, [NICKNAME])
    (stored,) = box.stored(alice)
    check = messages.assert_unchanged if client.exact else messages.assert_same_parts
    check(stored, STRANGER, mail)
    assert re.search(rb"\r\n\tby mail\.example with UTF8SMTP id ", stored)
    assert f"for <{NICKNAME}>".encode() in stored


@UTF8
def test_smtputf8_unknown_recipient(kind, box, make_client):
    box.account("alice")
    with pytest.raises(ClientFailed):
        make_client(kind, box).send(messages.utf8(), STRANGER, [NICKNAME])
    assert box.query("SELECT count(*) FROM message") == [(0,)]


def test_chunks_with_bare_line_ends(box, make_client):
    """LF alone would end a line to some programs: one that reads the mail would take the dot for
    the end, and what follows for replies."""
    alice = box.account("alice")
    octets = b"Subject: two in one\r\n\r\none\n.\r\n+OK\r\nSubject: the other\r\n"
    with pytest.raises(ClientFailed, match=r"5\.6\.0"):
        make_client(PerlBdat, box).send(Mail("", "", octets), OUTSIDER, [alice.address])
    assert box.stored(alice) == []
