"""The connection breaks at each message of a transaction, one after the other, until none is left."""

import itertools

import pytest

from proxy import Proxy


@pytest.fixture(name="proxy")
def start_proxy(server, tmp_path):
    directory = tmp_path / "proxy"
    directory.mkdir()
    proxy = Proxy(directory, server.socket)
    yield proxy
    proxy.close()


def deliver(mail, proxy, cut, octets):
    """Returns the reply to a message, and how often it is stored."""
    subject = "-".join(str(word) for word in cut)
    session = mail.session("smtpd", "interactive=none", database=mail.through(proxy.directory))
    session.ask("EHLO client.example", "MAIL FROM:<sender@client.example>", "RCPT TO:<alice@mail.example>", "DATA")
    proxy.cut(*cut)
    session.say(f"Subject: {subject}", "", *["x" * 70] * (octets // 72), ".")
    reply = session.reply()
    session.end()
    return reply[:3], mail.messages().count(subject)


@pytest.mark.parametrize("octets", (10, 200_000))
@pytest.mark.parametrize("side", ("client", "server"))
def test_no_break_in_a_delivery_is_a_250(mail, proxy, side, octets):
    outcomes = []
    while not outcomes or proxy.has_cut():
        outcomes.append(deliver(mail, proxy, (side, len(outcomes) + 1), octets))
    assert len(outcomes) > 5 and outcomes.pop() == ("250", 1)
    assert set(outcomes) <= {("451", 0), ("451", 1)}
    # What the server has not been told to commit is not stored. What it has committed is, once.
    assert outcomes[0 if side == "client" else -1] == ("451", int(side == "server"))


def delete(mail, proxy, cut):
    """Returns the reply to QUIT after a deletion, and whether the message is still stored."""
    mail.send("deleted")
    session, reply = mail.maildrop("alice", database=mail.through(proxy.directory))
    assert reply.startswith("+OK") and session.ask("DELE 1").startswith("+OK")
    proxy.cut(*cut)
    reply = session.ask("QUIT")
    session.end()
    is_stored = mail.messages() != []
    mail.sql("DELETE FROM delivery")
    return reply.split()[0], is_stored


@pytest.mark.parametrize("side", ("client", "server"))
def test_no_break_in_an_update_is_an_ok(mail, proxy, side):
    outcomes = []
    while not outcomes or proxy.has_cut():
        outcomes.append(delete(mail, proxy, (side, len(outcomes) + 1)))
    assert len(outcomes) > 5 and outcomes[-1] == ("+OK", False)
    # After the commit, the lock is given back: that may fail.
    assert set(outcomes) <= {("-ERR", True), ("-ERR", False), ("+OK", False)}
    assert outcomes[0] == ("-ERR", side == "client")
