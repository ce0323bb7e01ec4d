"""Two domains with the same names: each account has its own mail, and signs in with its whole address."""

import pytest

import messages
from mailclients import ClientFailed, Curl, CurlPlain, Fetchmail, Mpop, Msmtp, Swaks
from servers import OUTSIDER, Login

DOMAINS = ("a.example", "b.example")
PAIRS = ((Swaks, Mpop), (Msmtp, Fetchmail), (Curl, CurlPlain))


def account_with_domain(box, name, domain):
    login = box.account(f"{name}.{domain}")
    address = f"{name}@{domain}"
    box.store.change("UPDATE account SET name = ? WHERE name = ?", address, login.name)
    return Login(address, login.password)


def fetch_or_fail(client, login):
    try:
        return client.fetch(login)
    except ClientFailed:
        return []


@pytest.mark.parametrize(("sender", "fetcher"), PAIRS, ids=lambda kind: kind.name)
def test_each_has_its_own_mail(sender, fetcher, make_box, make_client):
    box = make_box(f"domains={' '.join(DOMAINS)}")
    one, other = (account_with_domain(box, "ann", domain) for domain in DOMAINS)
    sends, mail = make_client(sender, box), messages.dots()
    sends.send(mail, OUTSIDER, [one.name])
    sends.send(mail, one.name, [other.name], login=one)
    for login, came_from in ((one, OUTSIDER), (other, one.name)):
        (stored,) = box.stored(login)
        assert b"Return-Path: <%s>" % came_from.encode() in stored
        fetches = make_client(fetcher, box)
        assert fetches.fetch(login) == [fetches.as_kept(stored)]
    with pytest.raises(ClientFailed):
        sends.send(mail, other.name, [other.name], login=one)
    # The name alone means neither of them, whichever password comes with it.
    for login in (one, other):
        ambiguous = Login("ann", login.password)
        with pytest.raises(ClientFailed):
            sends.send(mail, login.name, [other.name], login=ambiguous)
        assert fetch_or_fail(make_client(fetcher, box), ambiguous) == []
    assert [len(box.stored(login)) for login in (one, other)] == [1, 1]
