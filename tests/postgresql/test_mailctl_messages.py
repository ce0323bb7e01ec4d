"""mailctl on PostgreSQL: single messages, and what it tells of mail and sign-ins."""

import os
import select
import signal
import subprocess

import pytest

from operators import WAIT_SECONDS


@pytest.fixture(name="stored")
def store(alice):
    """One message for alice and bob, and one for alice."""
    alice.set(lock_timeout=1)
    alice.mail.send("=?utf-8?Q?Gr=C3=BC=C3=9Fe_=1B[2J'?=", to=("alice", "bob"))
    alice.mail.send("second", octets=3000)
    return alice


def found(operator, *words):
    return [(row["account"], row["message"]) for row in operator.json("search", *words)]


def test_search(stored):
    assert found(stored, "--subject", "Grüße ?[2J'") == [("alice", 1), ("bob", 1)]
    assert found(stored, "--sender=client.EXAMPLE", "--larger=2K", "--since", "yesterday") == [("alice", 2)]
    assert found(stored, "--header", "subject: second") == [("alice", 2)]
    assert found(stored, "--sender", "'; DROP TABLE message; --\\") == []


def test_delete_and_move(stored):
    stored.fails("delete", "alice", "1", "7")
    holder = subprocess.Popen([*stored.mail.command("pop3d"), "--hold=alice"], stdin=-1, stdout=-1, text=True)
    assert holder.stdout.readline() == "held\n"
    for words in (("delete", "alice", "1"), ("move", "alice", "bob", "1")):
        assert "A POP3 session has the maildrop of alice open." in stored.fails(*words)
    holder.communicate(timeout=WAIT_SECONDS)
    assert stored.ok("move", "alice", "bob", "1", "2") == "2 messages were moved to bob.\n"
    assert found(stored) == [("bob", 1), ("bob", 2)]
    assert stored.ok("delete", "bob", "1") == "1 message was removed.\n"
    assert stored.query("SELECT DISTINCT message FROM content") == [(2,)]


def test_reports(stored):
    """The same rows as on the other engine."""
    rows = stored.json
    assert [row["deliveries"] for row in rows("stats")] == [3]
    assert [(row["account"], row["received"]) for row in rows("stats", "--by=account")][:2] == [("alice", 2), ("bob", 1)]
    assert rows("stats", "--by=domain")[0]["domain"] == "client.example"
    assert [row["subject"] for row in rows("log", "--until", "tomorrow")] == ["Grüße ?[2J'", "second"]
    shown = stored.ok("list", "--sort", "octets", "--human").splitlines()
    assert shown[2].startswith("alice") and shown[-1].startswith("3 accounts, 3 messages, 3 of them unread, ")
    assert {row["what"]: row["state"] for row in rows("status")}["database"] == "ok"


def test_auth(stored):
    stored.ok("passwd", "bob", octets=b"secret\n")
    assert "this is the password" in stored.ok("auth", "--peer=192.0.2.1", "bob", octets=b"secret\n")
    stored.query(
        "INSERT INTO failure VALUES ('192.0.2.1', 'Bob', 50, floor(extract(epoch FROM now())) * 1000, 0, '') RETURNING 1"
    )
    done = stored.run("auth", "--csv", "--peer=192.0.2.1", "bob", octets=b"wrong\n", status=1)
    assert b"password,refuses" in done.stdout and b"network,waits" in done.stdout


def line_of(process):
    assert select.select([process.stdout], [], [], WAIT_SECONDS)[0]
    return process.stdout.readline()


def test_log_that_follows(stored):
    """Each message once, also one with a lower id that is committed later."""
    connection = stored.mail.server.connect(stored.mail.database)
    connection.autocommit = False
    with stored.start("log", "--follow", "--last", "1", "--csv", start_new_session=True) as process:
        assert process.stdout.readline().startswith(b"time,id,sender")
        assert b"second" in process.stdout.readline()
        connection.cursor().execute(
            "INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)"
            " VALUES ('slow.1', 1, '', '', '', 'slow', 0)"
        )
        stored.mail.send("quick")
        assert b"quick" in line_of(process)
        connection.commit()
        assert b"slow" in line_of(process)
        stored.mail.send("last")
        assert b"last" in line_of(process)
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=WAIT_SECONDS) == (b"", b"")
    connection.close()
