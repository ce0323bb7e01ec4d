"""Clients that read mail with AUTH in place of USER and PASS, and the server's UTF8 command."""

import poplib

import pytest

import messages
from mailclients import (
    ClientFailed,
    CurlLogin,
    CurlPlain,
    JavaPlain,
    MpopLogin,
    MpopPlain,
    MuttPlain,
    NeoMuttPlain,
    PerlLogin,
    PerlPlain,
    PythonLogin,
    PythonPlain,
    PythonUtf8,
)
from servers import HOST, mistaken

PLAIN = (CurlPlain, MpopPlain, MuttPlain, NeoMuttPlain, PythonPlain, PerlPlain, JavaPlain)
LOGIN = (CurlLogin, MpopLogin, PythonLogin, PerlLogin)

EVERY = pytest.mark.parametrize(
    ("kind", "command"),
    [
        pytest.param(kind, command, id=kind.name)
        for kinds, command in ((PLAIN, b"AUTH PLAIN"), (LOGIN, b"AUTH LOGIN"))
        for kind in kinds
    ],
)


def heard(box, command):
    """Whether a client has begun a line with it, in any letter case."""
    return any(line.upper().startswith(command) for line in box.heard())


@EVERY
def test_fetch(kind, command, make_box, make_client):
    box = make_box("interactive=none", record=True)
    alice = box.account("alice")
    box.deposit(messages.dots().octets, alice)
    box.deposit(messages.utf8().octets, alice)
    assert sorted(make_client(kind, box).fetch(alice)) == sorted(box.stored(alice))
    assert heard(box, command)
    assert not heard(box, b"PASS")


@EVERY
def test_wrong_password_is_reported(kind, command, make_box, make_client):
    box = make_box(record=True)
    alice = box.account("alice")
    box.deposit(messages.utf8().octets, alice)
    try:
        fetched = make_client(kind, box).fetch(mistaken(alice))
    except ClientFailed:
        fetched = []
    assert fetched == []
    assert heard(box, command)


def test_utf8(make_box, make_client):
    """UTF8 is for before sign-in, and changes nothing in what is fetched."""
    box = make_box(record=True)
    alice = box.account("alice")
    box.deposit(messages.utf8().octets, alice)
    client = make_client(PythonUtf8, box)
    assert client.fetch(alice) == box.stored(alice)
    assert client.sizes(alice) == [len(octets) for octets in box.stored(alice)]
    assert heard(box, b"UTF8")
    pop = client.session(alice)
    with pytest.raises(poplib.error_proto):
        pop.utf8()
    pop.quit()


def test_capabilities(make_box):
    """The same before and after sign-in; poplib knows them by their first word."""
    box = make_box("interactive=none")
    alice = box.account("alice")
    pop = poplib.POP3(HOST, box.pop3_port, timeout=30)
    before = pop.capa()
    assert before["SASL"] == ["PLAIN", "LOGIN"]
    assert before["EXPIRE"] == ["NEVER"]
    assert {"USER", "UIDL", "TOP", "UTF8", "PIPELINING", "RESP-CODES"} <= before.keys()
    pop._shortcmd(f"AUTH PLAIN {alice.plain()}")
    assert pop.capa() == before
    pop.quit()
