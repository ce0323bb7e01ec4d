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


@BOTH
def test_unknown_name(program, tmp_path, full, figure, progress):
    """One of each in turn, so that whatever else the machine does befalls both.

    The long form compares medians. The short one, on a busy machine and with few tries, only sees
    to it that there is a hash for both: it compares the quickest, and without a hash an unknown
    name takes next to no time.
    """
    # Hashed in the default way, as the wrong ones are.
    create_account(tmp_path, "alice", "right password")
    names = ("alice", "alicf")
    rounds = MANY if full else FEW
    show = progress(rounds)
    times = {name: [] for name in names}
    for done in range(rounds):
        for name in names if done % 2 else names[::-1]:
            times[name].append(time_wrong_password(program, tmp_path, name))
        show(done + 1)
    known, unknown = (times[name] for name in names)
    medians = statistics.median(known), statistics.median(unknown)
    difference = abs(medians[0] - medians[1])
    figure(f"{rounds} wrong passwords, ms, median, known name", f"{medians[0]:.3f}")
    figure(f"{rounds} wrong passwords, ms, median, unknown name", f"{medians[1]:.3f}")
    figure("difference, ms", f"{difference:.3f}")
    if full:
        assert difference < MOST_MS
    assert min(known) / 2 < min(unknown) < min(known) * 2


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


@pytest.mark.field("L3")
@BOTH
@pytest.mark.parametrize("method, cost", CHEAP, ids=[f"{m}{c}" for m, c in CHEAP])
def test_hash_of_another_kind(program, method, cost, tmp_path, figure):
    """It takes at least as long as the method that is in force, and so as long as an unknown name."""
    create_account(tmp_path, "alice", "right password")
    hash_as(tmp_path, "alice", method, cost)
    times = {name: [] for name in ("alice", "alicf")}
    for _ in range(FEW):
        for name, taken in times.items():
            taken.append(time_wrong_password(program, tmp_path, name))
    figure(f"{method} {cost}, ms, least", f"{min(times['alice']):.1f} for {min(times['alicf']):.1f}")
    # On a busy machine; without that work it is 0.3 of 70 ms.
    assert min(times["alice"]) > min(times["alicf"]) * 0.6
