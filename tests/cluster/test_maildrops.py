"""A maildrop belongs to one session of all mail servers, whatever fails; and many are emptied at once."""

import signal
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest

from cluster import children, send, wait_until
from load import ORPHANS, Client, Refused, sign_in, submit
from vanish import vanish

MANY = 8  # accounts
MESSAGES = 30  # that all of them get


def time_until_free(cluster):
    """Seconds until the other mail server gives the maildrop to a session, with the message still there."""
    begin = time.monotonic()

    def enter():
        try:
            return sign_in(cluster.hosts[1], "owner")
        except Refused as refused:
            assert "[IN-USE]" in str(refused)
            return None

    with wait_until(enter, 60, "the maildrop") as client:
        seconds = time.monotonic() - begin
        assert client.ask("STAT", "+OK").startswith("+OK 1 ")
    return seconds


def test_its_session_is_killed(cluster, held, figure):
    with pytest.raises(Refused, match=r"\[IN-USE\]"):
        sign_in(cluster.hosts[1], "owner")
    send(signal.SIGKILL, children(cluster.hosts[0].services["pop3"].pid))
    figure("seconds until the maildrop is free", f"{time_until_free(cluster):.1f}")
    with pytest.raises(OSError):
        held.ask("QUIT", "+OK")


HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
QUERY = "SELECT query FROM pg_stat_activity WHERE pid = %s"


@contextmanager
def idle(_primary, _held):
    """Nothing is on its way when the mail server vanishes."""
    yield


@contextmanager
def fetching(primary, held):
    """The mail server vanishes before it gets what it has asked for."""
    held.ask("RSET", "+OK")
    ((pid,),) = primary.sql(HOLDERS)
    send(signal.SIGSTOP, [pid])
    try:
        held.say("RETR 1")
        time.sleep(1)
        yield
    finally:
        send(signal.SIGCONT, [pid])
    wait_until(lambda: " content " in primary.sql(QUERY, values=(pid,))[0][0], 5, "what it has asked for")


@pytest.mark.parametrize("busy", (idle, fetching))
def test_its_mail_server_vanishes(cluster, held, figure, busy):
    host = cluster.hosts[0]
    try:
        with busy(cluster.primary(), held):
            vanish(host.pids())
        seconds = time_until_free(cluster)
    except PermissionError:
        pytest.skip("a machine that vanishes: this user must not change the sockets of others")
    finally:
        send(signal.SIGKILL, host.pids())
    figure("seconds until the maildrop is free", f"{seconds:.1f}")
    assert 2 < seconds < 20  # it was not the end of a process that told the server


def test_all_maildrops_are_emptied_at_once(cluster, figure):
    """Every message is in all of them: its last two deliveries go at the same time."""
    names = [f"many{number}" for number in range(MANY)]
    for name in names:
        cluster.account(name)
    with Client(cluster.hosts[0], "smtp") as client:
        client.reply("220")
        client.ask("EHLO client.example", "250")
        for number in range(MESSAGES):
            submit(client, f"many {number}", names)
    with ExitStack() as stack:
        where = [cluster.hosts[number % 2] for number in range(MANY)]
        clients = [stack.enter_context(sign_in(*one)) for one in zip(where, names)]
        for client in clients:
            for number in range(1, MESSAGES + 1):
                client.ask(f"DELE {number}", "+OK")
        replies = []
        threads = [
            threading.Thread(target=lambda one=client: replies.append(one.ask("QUIT", "+OK")))
            for client in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(replies) == MANY  # no deadlock: a session that waited for another one says -ERR
    assert cluster.sql("SELECT count(*) FROM message WHERE subject LIKE 'many %%'", ()) == [(0,)]
    assert cluster.sql(ORPHANS) == [(0, 0, 0)]
    figure("deliveries deleted", MANY * MESSAGES)
