"""Every client that sends, against smtpd; what is stored is compared with what was sent."""

import pytest

import messages
from mailclients import SENDERS, ClientFailed, Curl, SmtpSource
from servers import OUTSIDER, mistaken

EVERY = pytest.mark.parametrize("kind", SENDERS, ids=lambda kind: kind.name)
# The terminal dialect is not the matter of a client that speaks nothing else.
STANDARD = pytest.mark.parametrize(
    "kind", [kind for kind in SENDERS if not kind.terminal], ids=lambda kind: kind.name
)


def assert_arrived(client, box, mail, sender, *logins):
    check = messages.assert_unchanged if client.exact else messages.assert_same_parts
    for login in logins:
        stored = box.stored(login)
        assert len(stored) == 1
        check(stored[0], sender, mail)


def pairs():
    """Every client with every message that it can carry."""
    for kind in SENDERS:
        for sample in messages.SENT:
            if kind.eight_bit or sample is not messages.utf8:
                yield pytest.param(kind, sample, id=f"{kind.name}-{sample.__name__}")


@pytest.mark.parametrize(("kind", "sample"), pairs())
def test_signed_in_to_several(kind, sample, box, make_client):
    alice, bob, carol = box.accounts("alice", "bob", "carol")
    client, mail = make_client(kind, box), sample()
    client.send(mail, alice.address, [bob.address, carol.address], login=alice)
    assert_arrived(client, box, mail, alice.address, bob, carol)
    assert box.stored(alice) == []


@EVERY
def test_from_outside(kind, box, make_client):
    bob = box.account("bob")
    client, mail = make_client(kind, box), messages.quotable()
    client.send(mail, OUTSIDER, [bob.address])
    assert_arrived(client, box, mail, OUTSIDER, bob)


@STANDARD
def test_plain_rfc(kind, make_box, make_client):
    box = make_box("interactive=none")
    alice, bob = box.accounts("alice", "bob")
    client, mail = make_client(kind, box), messages.dots()
    client.send(mail, alice.address, [bob.address], login=alice)
    assert_arrived(client, box, mail, alice.address, bob)


@EVERY
def test_unknown_recipient_is_reported(kind, box, make_client):
    alice = box.account("alice")
    client = make_client(kind, box)
    with pytest.raises(ClientFailed):
        client.send(messages.dots(), alice.address, ["nobody@mail.example"], login=alice)
    assert box.query("SELECT count(*) FROM message") == [(0,)]


@EVERY
def test_wrong_password_is_reported(kind, box, make_client):
    alice, bob = box.accounts("alice", "bob")
    client = make_client(kind, box)
    with pytest.raises(ClientFailed):
        client.send(messages.dots(), alice.address, [bob.address], login=mistaken(alice))
    assert box.stored(bob) == []


def test_bare_host_name_is_not_taken_for_a_person(box, make_client):
    """curl greets with what the machine is called, often a word that could name an account."""
    alice, bob = box.accounts("alice", "bob")
    curl, mail = make_client(Curl, box), messages.utf8()
    curl.greeting = "workstation"
    curl.send(mail, alice.address, [bob.address], login=alice)
    curl.send(mail, OUTSIDER, [bob.address])
    assert len(box.stored(bob)) == 2
    assert box.query("SELECT count(*) FROM account WHERE name = ?", curl.greeting) == [(0,)]


def test_smtp_source(box, make_client):
    bob = box.account("bob")
    make_client(SmtpSource, box).flood(OUTSIDER, bob.address, messages=40, sessions=4)
    assert len(box.stored(bob)) == 40
