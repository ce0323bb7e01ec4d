"""A wrong password takes as long for a name that nobody has as for one that somebody has."""

import sqlite3
import statistics
import time

import pytest

from servers import POP3D, SMTPD, coded
from sockets import Session, create_account
from test_secrets import reply

SETTINGS = ("hostname=mail.example", "interactive=none", "plaintext_auth=any", "log=error")
WRONG = "Hn5jY8cDf1GtB6uQw0"
FEW = 8
MORE = 80
MANY = 1000
MOST_MS = 1.0


def time_wrong_password(program, folder, name):
    """Milliseconds from the response to the reply, in a session of a peer who has not failed yet."""
    (folder / "mail.db-throttle").unlink(missing_ok=True)
    with Session(program, folder, *SETTINGS, address="192.0.2.7") as session:
        reply(session.wire)
        if program == SMTPD:
            session.wire.send(b"EHLO client.example\r\n")
            reply(session.wire)
        session.wire.send(b"AUTH PLAIN\r\n")
        reply(session.wire)
        start = time.perf_counter()
        session.wire.send(coded(f"\0{name}\0{WRONG}").encode() + b"\r\n")
        answer = reply(session.wire)
        took = time.perf_counter() - start
    assert answer.startswith((b"535", b"-ERR [AUTH]")), answer
    return took * 1000


BOTH = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))


def time_in_turn(program, folder, names, at_least, is_enough, show=lambda done: None):
    """The times of wrong passwords for two names, one of each in turn, so that whatever else the machine
    does befalls both. On a busy machine the quickest of a few are not yet what they can be: then there are
    more, until the quickest are enough."""
    times = {name: [] for name in names}
    for done in range(max(at_least, MORE)):
        if done >= at_least and is_enough(*map(min, times.values())):
            break
        for name in names if done % 2 else names[::-1]:
            times[name].append(time_wrong_password(program, folder, name))
        show(done + 1)
    return times.values()


def is_as_long(known, unknown):
    """Without a hash an unknown name takes next to no time."""
    return known / 2 < unknown < known * 2


@BOTH
def test_unknown_name(program, tmp_path, full, figure, progress):
    """The long form compares medians. The short one only sees to it that there is a hash for both."""
    # Hashed in the default way, as the wrong ones are.
    create_account(tmp_path, "alice", "right password")
    names = ("alice", "alicf")
    rounds = MANY if full else FEW
    known, unknown = time_in_turn(program, tmp_path, names, rounds, is_as_long, progress(rounds))
    medians = statistics.median(known), statistics.median(unknown)
    difference = abs(medians[0] - medians[1])
    figure(f"{rounds} wrong passwords, ms, median, known name", f"{medians[0]:.3f}")
    figure(f"{rounds} wrong passwords, ms, median, unknown name", f"{medians[1]:.3f}")
    figure("difference, ms", f"{difference:.3f}")
    if full:
        assert difference < MOST_MS
    assert is_as_long(min(known), min(unknown))


def hash_as(folder, name, method, cost):
    """Gives an account a password that is hashed in another way."""
    settings = ("-o", f"password_hash={method}", "-o", f"password_cost={cost}")
    create_account(folder, "other", "right password", *settings)
    database = sqlite3.connect(folder / "mail.db")
    with database:
        database.execute(
            "UPDATE account SET password = (SELECT password FROM account WHERE name = 'other')"
            " WHERE name = ?",
            [name],
        )
        database.execute("DELETE FROM account WHERE name = 'other'")
    database.close()


CHEAP = (("$1$", 0), ("$5$", 1000), ("$6$", 1000), ("$6$", 0), ("$y$", 1))


def is_no_shorter(known, unknown):
    """Without that work it is 0.3."""
    return known > unknown * 0.6


@pytest.mark.field("L3")
@BOTH
@pytest.mark.parametrize("method, cost", CHEAP, ids=[f"{m}{c}" for m, c in CHEAP])
def test_hash_of_another_kind(program, method, cost, tmp_path, figure):
    """It takes at least as long as the method that is in force, and so as long as an unknown name."""
    create_account(tmp_path, "alice", "right password")
    hash_as(tmp_path, "alice", method, cost)
    known, unknown = map(min, time_in_turn(program, tmp_path, ("alice", "alicf"), FEW, is_no_shorter))
    figure(f"{method} {cost}, ms, least", f"{known:.1f} for {unknown:.1f}")
    assert is_no_shorter(known, unknown)
