"""pgbouncer in both modes, and the lock of a maildrop."""

import time

import pytest


@pytest.fixture(scope="module", name="by_transaction")
def start_transaction_pool(server):
    return server.add_pool("transaction")


@pytest.fixture(scope="module", name="by_session")
def start_session_pool(server):
    return server.add_pool("session")


@pytest.fixture(scope="module", name="without_reset")
def start_session_pool_without_reset(server):
    return server.add_pool("session", reset="")


def settings(mail, by_transaction, by_session):
    """Those of a host with pgbouncer."""
    return mail.through(by_transaction), f"session_database={mail.through(by_session)}"


def test_mail_goes_through_pools(mail, by_transaction, by_session):
    database, session_database = settings(mail, by_transaction, by_session)
    for octets in (10, 200_000):
        assert mail.send("hello", octets=octets, database=database).startswith("250 ")
    session, reply = mail.maildrop("alice", session_database, database=database)
    assert reply.startswith("+OK Password set, 2 messages")
    assert session.ask("DELE 1", "DELE 2", "QUIT").startswith("+OK")
    assert session.end().count("deleted=2") == 1
    assert mail.messages() == []
    assert mail.sql("SELECT count(*) FROM content") == [(0,)]


def test_a_maildrop_is_for_one_session_of_all_hosts(mail, by_transaction, by_session):
    database, session_database = settings(mail, by_transaction, by_session)
    options = (session_database, "lock_timeout=1")
    first, reply = mail.maildrop("alice", *options, database=database)
    assert reply.startswith("+OK")
    # The other host connects directly.
    for other in (database, mail.setting):
        _, reply = mail.maildrop("alice", *options, database=other)
        assert reply.startswith("-ERR [IN-USE]"), reply
    assert first.ask("QUIT").startswith("+OK")
    _, reply = mail.maildrop("alice", *options, database=database)
    assert reply.startswith("+OK")


@pytest.mark.parametrize("pooled", (False, True))
def test_a_killed_session_leaves_no_lock(mail, by_transaction, by_session, pooled):
    database, session_database = settings(mail, by_transaction, by_session)
    where = {"database": database if pooled else mail.setting}
    options = [session_database] if pooled else []
    mail.send("kept")
    session, reply = mail.maildrop("alice", *options, **where)
    assert reply.startswith("+OK")
    assert session.ask("DELE 1").startswith("+OK")
    session.kill()
    start = time.monotonic()
    _, reply = mail.maildrop("alice", *options, **where)
    assert reply.startswith("+OK Signed in, 1 message,"), reply
    assert time.monotonic() - start < 2
    assert mail.messages() == ["kept"]


def second_session_refused(mail, database):
    """The first session is served; returns the log of the second one."""
    session, reply = mail.maildrop("alice", database=database)
    assert reply.startswith("+OK")
    session.ask("QUIT")
    session.end()
    session, reply = mail.maildrop("alice", database=database)
    assert reply.startswith("-ERR [SYS/PERM]"), reply
    return session.end()


def test_a_transaction_pool_is_refused_for_maildrops(mail, by_transaction):
    """The second session gets what the first one has left in the session of the server."""
    database = mail.through(by_transaction)
    said = second_session_refused(mail, database)
    assert "this pool gives each transaction another session: set session_database" in said


def test_nothing_is_deleted_in_another_session(mail, by_transaction):
    """A transaction pool that does not show at first: the lock is not ours when we delete."""
    mail.send("kept")
    session, reply = mail.maildrop("alice", database=mail.through(by_transaction))
    assert reply.startswith("+OK")
    assert session.ask("DELE 1").startswith("+OK")
    # The pool has to take another session of the server: this one goes.
    mail.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert session.ask("QUIT").startswith("-ERR"), session.end()
    assert mail.messages() == ["kept"]


def test_a_session_pool_must_reset(mail, without_reset):
    database = mail.through(without_reset)
    said = second_session_refused(mail, database)
    assert "server_reset_query=DISCARD ALL" in said


def test_mailctl_leaves_nothing_in_a_pool(operator, by_transaction, by_session):
    """pg_dump has no search_path, which would stay in a pool that gives each transaction another session."""
    mail = operator.mail
    mail.create()
    mail.account("alice")
    backups = operator.folder / "backups"
    backups.mkdir()
    database, session_database = settings(mail, by_transaction, by_session)
    operator.set(database=database, session_database=session_database.partition("=")[2])
    for command in (("list",), ("backup", backups), ("rename", "alice", "bob"), ("list",)):
        operator.run(*command)
    assert mail.send("hello", to=("bob",), database=database).startswith("250 ")
    operator.set(session_database=database)
    said = operator.fails("list")
    assert "this pool gives each transaction another session. Use a session pool" in said
