"""mailctl check --repair: what older versions have left behind, and what is worse, is mended; and mail
that somebody can read stays as it is.
"""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from operators import TOP, password_of
from save_database import Programs
from servers import POP3D, SMTPD
from test_copies import DAMAGE, MESSAGE, NOTES, Writers, damage_page, states

SAVED = TOP / "tests" / "operator" / "saved"
LEFT_BEHIND = {"senders", "deliveries to nobody", "foreign keys"}
NOT_MENDED = {"names of accounts", "unusable hashes", *NOTES}

pytestmark = pytest.mark.field("S3")


def repair(operator, status=0):
    return {row["what"]: row for row in operator.json("check", "--repair", status=status)}


def bad(operator):
    return {what for what, state in states(operator, ...).items() if state == "bad"}


def is_sound(operator):
    return (
        operator.query("PRAGMA integrity_check") == [("ok",)]
        and operator.query("PRAGMA foreign_key_check") == []
    )


# --- what eb7d980 and older ones left ---------------------------------------------------------------


@pytest.fixture
def left_behind(operator):
    shutil.copy(SAVED / "left-behind.db", operator.database)
    operator.database.chmod(0o600)
    operator.session(SMTPD, b"", "--create")
    return operator


def assert_all_mail_is_there(operator):
    programs = Programs(SMTPD, POP3D, operator.database)
    told = json.loads((SAVED / "left-behind.json").read_text())
    for name, messages in told.items():
        assert programs.maildrop(name) == messages


def test_left_behind(left_behind):
    """Found, mended, once; and all mail that somebody has is still there."""
    assert bad(left_behind) == LEFT_BEHIND
    mended = repair(left_behind)
    assert mended["senders"]["state"] == mended["deliveries to nobody"]["state"] == "mended"
    assert mended["senders"]["detail"].startswith("1 message is from accounts that are gone: 13; ")
    assert mended["deliveries to nobody"]["detail"].startswith("4 deliveries ")
    assert {row["state"] for row in mended.values()} <= {"ok", "mended", "note"}
    assert is_sound(left_behind) and bad(left_behind) == set()
    after = left_behind.dump()
    assert "mended" not in {row["state"] for row in repair(left_behind).values()}
    assert left_behind.dump() == after
    assert left_behind.query("SELECT id FROM message WHERE subject = 'for one'") == []
    assert left_behind.query("SELECT sender FROM message WHERE subject = 'from nobody'") == [(None,)]
    assert_all_mail_is_there(left_behind)


def test_check_alone_changes_nothing(left_behind):
    before = left_behind.dump()
    left_behind.run("check", status=1)
    assert left_behind.dump() == before


def test_backup_and_restore_of_what_is_left_behind(left_behind):
    """Taken, with a word about it; and the copy is as good as the original."""
    before = left_behind.dump()
    for words in (("backup", "copy.db"), ("restore", "copy.db")):
        said = left_behind.run(*words).stderr.decode()
        assert "5 rows that belong to nothing" in said and "check --repair" in said
    assert left_behind.dump() == before
    repair(left_behind)
    left_behind.ok("backup", "copy.db")


def test_mail_goes_on_beside_what_is_left_behind(left_behind):
    left_behind.deliver(MESSAGE, "alice", "bob")
    repair(left_behind)
    assert len(left_behind.stored("bob")) == 7


# --- one kind at a time -----------------------------------------------------------------------------


@pytest.mark.parametrize("what", DAMAGE)
def test_each_kind(alice, what):
    """Mended, or left to the operator; either way nothing is there that check would find next time."""
    alice.deliver(MESSAGE, "alice", "bob")
    alice.change(DAMAGE[what])
    status = 1 if what in NOT_MENDED - set(NOTES) else 0
    found = repair(alice, status)
    if what in NOT_MENDED:
        assert found[what]["state"] == ("bad" if status else "note")
    elif what != "foreign keys":  # its rows are those of two others
        assert found[what]["state"] == "mended" and found[what]["detail"]
    assert is_sound(alice)
    assert bad(alice) == ({what} if status else set())
    if what not in ("incomplete messages", "postmaster"):
        assert len(alice.stored("alice")) == len(alice.stored("bob")) == 1
        assert alice.stored("alice")[0].endswith(MESSAGE)


def retrieved(operator, name):
    """What POP3 hands out to somebody."""
    replies = operator.session(
        POP3D, f"USER {name}\r\nPASS {password_of(name)}\r\nRETR 1\r\nQUIT\r\n".encode()
    )
    return replies.split(b"\r\n", 4)[4].rpartition(b".\r\n+OK")[0]


LARGE = b"Subject: large\r\n\r\n" + b"".join(b"%06d 0123456789\r\n" % number for number in range(15000))


def test_message_without_its_row(alice):
    """POP3 still hands it out: it must not go."""
    alice.deliver(LARGE, "alice", "bob", sender="x@y.example")
    alice.deliver(MESSAGE, "bob")
    before = retrieved(alice, "alice")
    assert before.endswith(LARGE)
    alice.change("DELETE FROM message WHERE id = 1")
    assert retrieved(alice, "alice") == before
    assert repair(alice)["deliveries of nothing"]["state"] == "mended"
    assert retrieved(alice, "alice") == before and is_sound(alice)
    assert alice.query("SELECT reverse_path, octets FROM message WHERE id = 1") == [
        ("x@y.example", len(before))
    ]
    assert bad(alice) == set()


@pytest.mark.parametrize("gap", (0, 1, 3, 4))
def test_pieces_that_are_missing(alice, gap):
    """What is left of the message can be read, with its right size."""
    alice.deliver(LARGE, "alice")
    whole = alice.content(1)
    pieces = [whole[at : at + 65536] for at in range(0, len(whole), 65536)]
    assert len(pieces) == 5 - (len(pieces) < 5)
    alice.change(f"DELETE FROM content WHERE id = 65536 + {gap}", "UPDATE message SET sender = 77")
    repair(alice)
    left = b"".join(piece for number, piece in enumerate(pieces) if number != gap)
    assert alice.content(1) == left
    assert retrieved(alice, "alice").removesuffix(b"\r\n") == left.removesuffix(b"\r\n")
    assert alice.query("SELECT message.octets, delivery.octets FROM message, delivery") == [
        (len(left), len(left))
    ]


def test_a_gap_where_the_size_is_right(alice):
    alice.deliver(LARGE, "alice")
    alice.change("UPDATE content SET id = id + 5 WHERE id > 65536 + 1")
    whole = alice.content(1)
    assert bad(alice) == {"incomplete messages"}
    repair(alice)
    assert retrieved(alice, "alice") == whole


def test_no_content_at_all(alice):
    """Who had it can still see that there was one."""
    alice.deliver(MESSAGE, "alice")
    alice.change("DELETE FROM content")
    repair(alice)
    assert alice.json("read", "alice")[0]["subject"] == "x"
    assert retrieved(alice, "alice") == b"" and bad(alice) == set()


def test_no_account_and_no_message(alice):
    """Both at once, and of a message that another account has."""
    alice.deliver(MESSAGE, "alice")
    alice.change(
        "INSERT INTO delivery VALUES (77, 1, 5, 0), (77, 78, 5, 0), (2, 79, 5, 0)",
        "INSERT INTO content VALUES (78 << 16, x'00'), (80 << 16, x'00'), (79 << 16 | 2, x'41')",
    )
    repair(alice)
    assert is_sound(alice) and bad(alice) == set()
    assert alice.query("SELECT account, message FROM delivery") == [(2, 1), (2, 79)]
    assert alice.content(79) == b"A"


@pytest.mark.parametrize(
    "damage", ("UPDATE delivery SET octets = 1 << 40", "INSERT INTO delivery VALUES (2, 77, 1 << 40, 0)")
)
def test_quota_counts_what_is_there(alice, damage):
    """Not what smtpd has kept of the sizes before."""
    alice.ok("quota", "alice", "1M")
    alice.deliver(MESSAGE, "alice")
    alice.change(damage, "UPDATE account SET usage = 1 << 40, usage_since = unixepoch()")
    repair(alice)
    alice.deliver(MESSAGE, "alice")


def test_ids_are_not_given_again(alice):
    alice.deliver(MESSAGE, "alice")
    alice.change("DELETE FROM sqlite_sequence")
    repair(alice)
    alice.deliver(MESSAGE, "alice")
    assert alice.query("SELECT max(id) FROM message")[0][0] > 1_000_000


def test_damaged_page(alice):
    """Is nothing that this mends."""
    alice.deliver(MESSAGE, "alice")
    damage_page(alice)
    assert repair(alice, 1)["integrity"]["state"] == "bad"


def test_many_beside_sessions(alice):
    """More than go at once, while mail comes in: none of that is lost, or refused."""
    alice.deliver(MESSAGE, "alice")
    with closing(sqlite3.connect(alice.database, isolation_level=None)) as database:
        database.executescript(
            "BEGIN; WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
            " INSERT INTO message SELECT i, 'x.' || i, 1, '', 77, '', '', '', 4 FROM n;"
            "INSERT INTO content SELECT id << 16, x'61620d0a' FROM message WHERE id >= 10;"
            "INSERT INTO delivery SELECT 77, id, 4, 0 FROM message WHERE id >= 10;"
            "INSERT INTO delivery SELECT 3, id, 5, 0 FROM message WHERE id >= 10 AND id % 2; COMMIT"
        )
    with Writers(alice, 2) as writers:
        while len(writers.acknowledged) < 5:
            assert writers.problems == []
        repair(alice)
        after = len(writers.acknowledged)
        while len(writers.acknowledged) < after + 5:
            assert writers.problems == []
    assert is_sound(alice) and bad(alice) == set()
    stored = {row for (row,) in alice.query("SELECT transaction_id FROM message")}
    assert set(writers.acknowledged) <= stored
    assert alice.query("SELECT count(*), sum(octets) FROM delivery WHERE account = 3") == [
        (1495, 4 * 1495)
    ]


# --- hashes -----------------------------------------------------------------------------------------

# The settings of the tests say $5$ with 1000 rounds.
HASHES = {
    "dearer hashes": (
        "$5$rounds=1001$abc$CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2",
        "$5$abc$qsg6EHbUzHQzF1POlD7zUwBINSELQxypPaeDcZe6vH0",
        "$6$rounds=99999$abc$4MOH9NPmDU7k1/cRtXuHWFvwRJlxHdIzo655Zy/pOINZFrsldPbn9ZRX1OU9G6zOGIDxXq4eQJr6R.TWSW5Tx1",
        "$2b$08$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq",
        "$y$j9T$abcd$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08",
    ),
    "weaker hashes": (
        "$1$abc$iCQ2D3nhptRYi27fDYv2s1",
        "abNANd1rDfiNc",
        "_J9..abcd/H6HLCcf7nw",
    ),
    "unusable hashes": ("$9$broken", "$5$abc$short", "$2b$08$abc", "plain text", "", "x" * 12),
}


@pytest.mark.parametrize(
    "what, password", [(what, password) for what, hashes in HASHES.items() for password in hashes]
)
@pytest.mark.field("L3")
def test_hashes(alice, what, password):
    alice.change(f"UPDATE account SET password = '{password}' WHERE name = 'bob'")
    found = {row["what"]: row for row in alice.json("check", status=what == "unusable hashes")}
    assert {name for name in HASHES if found[name]["state"] != "ok"} == {what}
    assert found[what]["detail"].startswith("1 account ") and "bob" in found[what]["detail"]
    assert found[what]["state"] == ("bad" if what == "unusable hashes" else "note")


def test_locked_hashes_do_not_count(alice):
    alice.change("UPDATE account SET password = '!$9$broken' WHERE name = 'bob'")
    alice.ok("check")


@pytest.mark.parametrize("method", ("$y$", "$gy$", "$2b$", "$5$", "$6$", "$sha1$", "$1$"))
def test_hashes_as_the_settings_say(alice, method):
    """Whatever they say: those are neither dear nor weak."""
    alice.set(password_hash=method, password_cost=0)
    for name in ("alice", "bob"):
        alice.ok("passwd", name, octets=b"secret\n")
    found = states(alice, 0)
    assert {found[what] for what in HASHES} == {"ok"}
