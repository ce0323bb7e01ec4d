"""Every client that fetches, against pop3d; what it has is compared with what is stored."""

import re

import pytest

import messages
from mailclients import FETCHERS, ClientFailed, Curl, Fetchmail, Python
from servers import HOST, OUTSIDER, mistaken

EVERY = pytest.mark.parametrize("kind", FETCHERS, ids=lambda kind: kind.name)
REMEMBERING = pytest.mark.parametrize(
    "kind", [kind for kind in FETCHERS if kind.remembers], ids=lambda kind: kind.name
)


def in_each_dialect():
    """With the terminal dialect LIST lines have more words, which a client must overlook."""
    for kind in FETCHERS:
        yield pytest.param(kind, "interactive=local", id=f"{kind.name}-interactive")
        if not kind.terminal:
            yield pytest.param(kind, "interactive=none", id=f"{kind.name}-plain")


def deposit_samples(box, *logins):
    for sample in messages.STORED:
        box.deposit(sample().octets, *logins)
    stored = box.stored(logins[0])
    assert len(stored) == len(messages.STORED)
    for octets, sample in zip(stored, messages.STORED):
        messages.assert_unchanged(octets, OUTSIDER, sample())
    return stored


def assert_lists(client, login, stored):
    if hasattr(client, "sizes"):
        assert client.sizes(login) == [len(octets) for octets in stored]


@pytest.mark.parametrize(("kind", "dialect"), in_each_dialect())
def test_list_fetch_delete(kind, dialect, make_box, make_client):
    box = make_box(dialect)
    alice, bob = box.accounts("alice", "bob")
    stored = deposit_samples(box, alice, bob)

    client = make_client(kind, box)
    expected = sorted(client.as_kept(octets) for octets in stored)
    assert_lists(client, alice, stored)
    assert sorted(client.fetch(alice)) == expected
    assert box.stored(alice) == stored

    # A home of its own again, for clients that remember what they have seen.
    client = make_client(kind, box)
    assert sorted(client.fetch(alice, delete=True)) == expected
    assert_lists(client, alice, [])
    assert client.fetch(alice) == []
    assert box.stored(alice) == []
    assert box.stored(bob) == stored


@EVERY
def test_odd_octets_keep_in_step(kind, box, make_client):
    """What becomes of a NUL or a CR by itself is the client's affair: the next message is not."""
    alice = box.account("alice")
    odd = b"Subject: odd\r\n\r\na\r.\r\n\r.\r\r\n+OK\rx\r\n.\r\r\nq\0.\r\n.\0\r\n.\r\n-ERR\r\n"
    box.deposit_chunk(odd, alice)
    box.deposit(messages.dots().octets, alice)
    stored = box.stored(alice)
    assert stored[0].endswith(odd)
    client = make_client(kind, box)
    fetched = client.fetch(alice)
    assert len(fetched) == 2
    assert client.as_kept(stored[1]) in fetched


@REMEMBERING
def test_unique_ids_tell_what_is_new(kind, box, make_client):
    alice = box.account("alice")
    client = make_client(kind, box)
    box.deposit(messages.utf8().octets, alice)
    box.deposit(messages.utf8().octets, alice)
    assert len(client.fetch(alice)) == 2
    assert client.fetch(alice) == []
    box.deposit(messages.dots().octets, alice)
    assert client.fetch(alice) == box.stored(alice)[2:]


@EVERY
def test_wrong_password_is_reported(kind, box, make_client):
    alice = box.account("alice")
    box.deposit(messages.utf8().octets, alice)
    try:
        fetched = make_client(kind, box).fetch(mistaken(alice))
    except ClientFailed:
        fetched = []
    assert fetched == []
    assert len(box.stored(alice)) == 1


def test_second_session_is_kept_out(box, make_client):
    alice, bob = box.accounts("alice", "bob")
    client = make_client(Python, box)
    first = client.session(alice)
    with pytest.raises(ClientFailed, match=r"\[IN-USE\]"):
        client.session(alice)
    with pytest.raises(ClientFailed, match=r"\[AUTH\]"):
        client.session(mistaken(alice))
    client.session(bob).quit()
    first.quit()
    client.session(alice).quit()


def test_curl_commands(box, make_client):
    """LIST, UIDL, TOP and DELE as curl --request sends them."""
    alice = box.account("alice")
    curl = make_client(Curl, box)
    box.deposit(messages.dots().octets, alice)
    box.deposit(messages.utf8().octets, alice)
    (first, second) = box.stored(alice)

    ids = curl.ask(alice, "UIDL")
    assert re.fullmatch(rb"1 [!-~]{1,70}\r\n2 [!-~]{1,70}\r\n", ids)
    head, body = first.split(b"\r\n\r\n", 1)
    assert curl.ask(alice, "TOP 1 0") == head + b"\r\n\r\n"
    assert curl.ask(alice, "TOP 1 2") == head + b"\r\n\r\n.\r\n..\r\n"
    assert curl.ask(alice, "TOP 1 999") == first
    curl.delete(alice, 1)
    assert box.stored(alice) == [second]
    assert curl.ask(alice, "UIDL").split()[1] == ids.split()[3]


def test_fetchmail_check(box, make_client):
    alice = box.account("alice")
    fetchmail = make_client(Fetchmail, box)
    assert "No mail for alice" in fetchmail.check(alice)
    box.deposit(messages.utf8().octets, alice)
    octets = len(box.stored(alice)[0])
    assert f"1 message for alice at {HOST} ({octets} octets)" in fetchmail.check(alice)
