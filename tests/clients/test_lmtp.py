"""smtpd -l against the clients that speak LMTP; what Postfix does with it is in test_postfix."""

import re

import pytest

import messages
from mailclients import ClientFailed, MsmtpLmtp, PythonLmtp, SmtpSource, SwaksLmtp
from servers import HOSTNAME, OUTSIDER

EVERY = pytest.mark.parametrize(
    "kind", (MsmtpLmtp, SwaksLmtp, PythonLmtp), ids=lambda kind: kind.name
)
SAMPLES = pytest.mark.parametrize("sample", messages.SENT, ids=lambda sample: sample.__name__)
# Those that wait for a reply for each recipient.
SEVERAL = {MsmtpLmtp: ("bob", "carol"), SwaksLmtp: ("bob", "carol"), PythonLmtp: ("bob",)}


@EVERY
@SAMPLES
def test_send(kind, sample, box, make_client):
    logins = box.accounts(*SEVERAL[kind])
    make_client(kind, box).send(sample(), OUTSIDER, [one.address for one in logins])
    for login in logins:
        (stored,) = box.stored(login)
        messages.assert_unchanged(stored, OUTSIDER, sample())
        assert re.search(rb"\r\n\tby mail\.example with LMTP id ", stored)
    assert box.query("SELECT count(*) FROM message") == [(1,)]


@pytest.mark.parametrize("kind", (MsmtpLmtp, SwaksLmtp), ids=lambda kind: kind.name)
def test_replies_are_for_recipients(kind, box, make_client):
    """One each, as they were named: not one for each account that they lead to."""
    alice, bob = box.accounts("alice", "bob")
    box.alias("team", alice)
    box.alias("team", bob)
    recipients = [alice.address, f"team@{HOSTNAME}", alice.address, bob.address]
    make_client(kind, box).send(messages.dots(), OUTSIDER, recipients)
    for login in (alice, bob):
        (stored,) = box.stored(login)
        messages.assert_unchanged(stored, OUTSIDER, messages.dots())


@EVERY
def test_unknown_recipient_is_reported(kind, box, make_client):
    box.account("alice")
    with pytest.raises(ClientFailed):
        make_client(kind, box).send(messages.dots(), OUTSIDER, [f"nobody@{HOSTNAME}"])
    assert box.query("SELECT count(*) FROM message") == [(0,)]


def test_smtp_source(box, make_client):
    logins = box.accounts("bob", "2bob", "3bob")
    client = make_client(SmtpSource, box)
    client.flood_by_lmtp(OUTSIDER, f"bob@{HOSTNAME}", messages=40, sessions=4, recipients=3)
    assert [len(box.stored(login)) for login in logins] == [40, 40, 40]
    assert box.query("SELECT count(*) FROM message") == [(40,)]
