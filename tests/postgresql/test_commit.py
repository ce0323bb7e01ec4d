"""What is true when the reply is 250, and what is not."""

import contextlib
import threading
import time

import pytest

SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON message DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow();
"""
COMMITTING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'"


def in_commit(mail, what):
    """Calls a function of the server, once, with the backend that is committing."""

    def act():
        for _ in range(500):
            if pids := mail.sql(COMMITTING):
                mail.sql(f"SELECT {what}({pids[0][0]})")
                return
            time.sleep(0.01)

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def reload(server):
    server.sql("SELECT pg_reload_conf()", "postgres")
    time.sleep(0.2)


@contextlib.contextmanager
def changed_settings(server, **settings):
    """Settings of the server that its sessions take over while they run."""
    for name, value in settings.items():
        server.sql(f"ALTER SYSTEM SET {name} = '{value}'", "postgres")
    reload(server)
    try:
        yield
    finally:
        for name in settings:
            server.sql(f"ALTER SYSTEM RESET {name}", "postgres")
        reload(server)


def standby_missing(server, **settings):
    """Commits wait for a standby that is not there."""
    return changed_settings(server, synchronous_standby_names="nobody", **settings)


@pytest.mark.parametrize("octets", (10, 200_000))
def test_a_connection_that_breaks_in_commit_is_no_250(mail, octets):
    mail.sql(SLOW_COMMIT)
    thread = in_commit(mail, "pg_terminate_backend")
    session = mail.session("smtpd", "interactive=none")
    assert mail.submit(session, "lost", octets=octets).startswith("451 4.3.0"), session.end()
    thread.join()
    assert mail.messages() == []  # and nobody has tried again
    # The session goes on, with another connection.
    mail.sql("DROP TRIGGER slow ON message")
    session.ask("MAIL FROM:<sender@client.example>", "RCPT TO:<alice@mail.example>", "DATA")
    session.say("Subject: next", "", ".")
    assert session.reply().startswith("250 ")
    assert mail.messages() == ["next"]


@pytest.mark.parametrize("what", ("pg_cancel_backend", "pg_terminate_backend"))
def test_a_commit_that_did_not_wait_for_the_standby_is_no_250(mail, server, what):
    """The message is here, but may be gone after a failover: a warning, or a broken connection."""
    with standby_missing(server):
        thread = in_commit(mail, what)
        session = mail.session("smtpd", "interactive=none", "lock_timeout=10")
        assert mail.submit(session, "warned").startswith("451 4.3.0")
        thread.join()
        if what == "pg_cancel_backend":
            assert "(SQLSTATE 01000)" in session.end()
    assert mail.messages() == ["warned"]


@pytest.mark.parametrize(
    "setting",
    ({"client_min_messages": "error"}, {"synchronous_commit": "off"}, {"synchronous_commit": "local"}),
    ids=str,
)
def test_settings_that_change_under_a_session_hide_no_lack_of_a_standby(mail, server, setting):
    session = mail.session("smtpd", "interactive=none", "lock_timeout=10")
    assert mail.submit(session, "first").startswith("250 ")
    with standby_missing(server, **setting):
        thread = in_commit(mail, "pg_cancel_backend")
        session.ask("MAIL FROM:<sender@client.example>", "RCPT TO:<alice@mail.example>", "DATA")
        session.say("Subject: warned", "", ".")
        assert session.reply().startswith("451 4.3.0")
        thread.join()
        assert "(SQLSTATE 01000)" in session.end()


def test_a_server_that_is_silent_is_no_250(mail, server):
    with standby_missing(server):
        start = time.monotonic()
        assert mail.send("silent").startswith("451 4.3.0")
        assert time.monotonic() - start < 8
        # Its backend would wait for ever.
        mail.sql(COMMITTING.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"))


def test_a_sign_in_does_not_wait_for_a_standby(mail, server):
    mail.sql("UPDATE account SET password = NULL")
    session, reply = mail.maildrop()
    assert reply.startswith("+OK Password set")
    session.ask("QUIT")
    session.end()
    mail.sql("UPDATE account SET last_sign_in = NULL")
    with standby_missing(server):
        start = time.monotonic()
        session, reply = mail.maildrop()
        assert reply.startswith("+OK Signed in")
        assert session.ask("QUIT").startswith("+OK")
        session.end()
        assert time.monotonic() - start < 1.5
    assert mail.sql("SELECT count(last_sign_in) FROM account") == [(1,)]


def test_waits_for_locks_have_an_end(mail):
    with contextlib.closing(mail.server.connect(mail.database)) as other:
        other.cursor().execute("BEGIN; LOCK TABLE message IN EXCLUSIVE MODE")
        start = time.monotonic()
        assert mail.send("late").startswith("451 4.3.0")
        assert 1.9 < time.monotonic() - start < 3.5
    assert mail.messages() == []


def test_waits_of_queries_end_on_the_server_too(mail):
    session = mail.session("smtpd", "interactive=none")
    session.ask("EHLO client.example", "MAIL FROM:<sender@client.example>")
    with contextlib.closing(mail.server.connect(mail.database)) as other:
        other.cursor().execute("BEGIN; LOCK TABLE account")
        assert session.ask("RCPT TO:<alice@mail.example>").startswith("451 4.3.0")
        assert mail.sql("SELECT 1 FROM pg_locks WHERE NOT granted") == []
    assert session.ask("RCPT TO:<alice@mail.example>").startswith("250 ")


def test_a_session_connects_again_between_transactions(mail, server):
    session = mail.session("smtpd", "interactive=none")
    assert mail.submit(session, "one").startswith("250 ")
    server.halt()
    server.start()
    assert mail.submit(session, "two").startswith("250 ")
    assert mail.messages() == ["one", "two"]


def test_a_maildrop_is_not_held_without_its_connection(mail, server):
    mail.send("kept")
    session, reply = mail.maildrop()
    assert reply.startswith("+OK")
    assert session.ask("DELE 1").startswith("+OK")
    server.halt()
    server.start()
    assert session.ask("QUIT").startswith("-ERR")
    assert "and with it the lock of the maildrop" in session.end()
    assert mail.messages() == ["kept"]


def test_deletions_leave_no_orphans(mail):
    """All accounts delete the same messages at the same time."""
    names = [f"user{number}" for number in range(6)]
    for name in names:
        mail.account(name)
    for number in range(30):
        session = mail.session("smtpd", "interactive=none")
        assert mail.submit(session, f"{number}", to=names).startswith("250 ")
        session.ask("QUIT")
        session.end()
    sessions = [mail.maildrop(name)[0] for name in names]
    for session in sessions:
        session.ask(*(f"DELE {number}" for number in range(1, 31)))
    for session in sessions:
        session.say("QUIT")
    assert all(session.reply().startswith("+OK") for session in sessions)
    assert mail.messages() == []
    for table in ("delivery", "content"):
        assert mail.sql(f"SELECT count(*) FROM {table}") == [(0,)]


def test_deletions_with_another_isolation_are_refused(mail):
    mail.send("kept")
    with contextlib.closing(mail.server.connect(mail.database)) as other:
        with pytest.raises(Exception, match="isolation level READ COMMITTED"):
            other.cursor().execute("BEGIN ISOLATION LEVEL SERIALIZABLE; DELETE FROM delivery")


def test_sessions_do_not_depend_on_the_servers_isolation(mail):
    mail.sql(f"ALTER DATABASE {mail.database} SET default_transaction_isolation = serializable")
    mail.send("gone")
    session, _ = mail.maildrop()
    assert session.ask("DELE 1", "QUIT").startswith("+OK")
    assert mail.messages() == []
