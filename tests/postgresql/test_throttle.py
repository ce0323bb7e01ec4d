"""Wrong passwords count wherever they are tried: all machines that share the store are as one."""

import itertools
import os
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest

HASH = "$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D"  # of "secret"
FREE = 5  # failures without a wait; then 1 s, 2 s, …
SLOWEST = 30  # seconds for each, in the end
BLIND = 2  # seconds for a wrong password that cannot be counted
GUESSES = itertools.count()


@pytest.fixture(name="hosts")
def make_hosts(mail, tmp_path):
    """The directories that two mail servers have for themselves."""
    mail.sql(f"UPDATE account SET password = '{HASH}'")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return [tmp_path / "one", tmp_path / "two"]


@contextmanager
def signing_in(mail, host, address, password="secret", name="alice"):
    """A session of that host with a peer at that address, which has sent everything; and the peer's end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            mail.command("pop3d", f"spool={host}", "plaintext_auth=any", "interactive=none"),
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env={**os.environ, "TCPREMOTEIP": address},
            text=True,
        )
        ours.sendall(f"USER {name}\r\nPASS {password}\r\nQUIT\r\n".encode())
        theirs.close()
        try:
            yield process, ours
        finally:
            process.kill()
            process.communicate()


def sign_in(*arguments):
    """The reply to it, and the log."""
    with signing_in(*arguments) as (process, ours):
        _, log = process.communicate(timeout=60)
        return ours.makefile(encoding="ascii").read().splitlines()[2], log


def wrong():
    """Another password each time."""
    return f"wrong {next(GUESSES)}"


def guess(mail, host, address, name="alice"):
    return sign_in(mail, host, address, wrong(), name)


def seconds_for(mail, hosts, address, name, times):
    """How long so many guesses take, each on the next one of the hosts."""
    begin = time.monotonic()
    for host in itertools.islice(itertools.cycle(hosts), times):
        reply, log = guess(mail, host, address, name)
        assert reply.startswith("-ERR [AUTH]"), (reply, log)
    return time.monotonic() - begin


def test_who_goes_from_host_to_host_is_as_slow(mail, hosts):
    took = {}

    def measure(name, where, address):
        took[name] = seconds_for(mail, where, address, name, FREE + 2)

    cases = (("stays", hosts[:1], "192.0.2.1"), ("moves", hosts, "192.0.2.2"))
    threads = [threading.Thread(target=measure, args=case) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert took["stays"] >= 1 + 2 and took["moves"] >= 1 + 2, took
    assert mail.sql("SELECT name, failures FROM failure ORDER BY name") == [("moves", 7), ("stays", 7)]


def test_guesses_at_the_same_time_get_one_a_host(mail, hosts):
    """Each host lets a network try once at a time, and looks at the record just before."""
    last = time.time() - SLOWEST + 3
    mail.sql(f"INSERT INTO failure VALUES ('192.0.2.1', 'other', 20, {last * 1000:.0f}, 0, '')")

    def made():
        return int(mail.sql("SELECT sum(failures) FROM failure")[0][0]) - 20

    with ExitStack() as stack:
        for host in 3 * hosts:
            stack.enter_context(signing_in(mail, host, "192.0.2.1", wrong()))
        end = time.monotonic() + SLOWEST
        while not made() and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(2)
        assert 0 < made() <= len(hosts)


def test_it_is_slow_without_the_record(mail, hosts):
    mail.sql("ALTER TABLE failure RENAME TO away")
    for host in hosts:
        begin = time.monotonic()
        reply, log = guess(mail, host, "192.0.2.1")
        assert reply.startswith("-ERR [AUTH]") and "event=throttle-fault" in log
        assert time.monotonic() - begin >= BLIND
    begin = time.monotonic()
    assert sign_in(mail, hosts[0], "192.0.2.1")[0].startswith("+OK")
    assert time.monotonic() - begin < BLIND
    mail.sql("ALTER TABLE away RENAME TO failure")
    guess(mail, hosts[0], "192.0.2.1")
    assert mail.sql("SELECT failures FROM failure") == [(1,)]


def test_nobody_learns_anything_without_the_store(mail, hosts, server):
    server.halt()
    try:
        replies = {sign_in(mail, hosts[0], "192.0.2.1", password)[0] for password in ("secret", "wrong")}
    finally:
        server.start()
    assert len(replies) == 1 and replies.pop().startswith("-ERR [SYS/TEMP]")


def test_a_crash_of_the_server_empties_the_record(mail, hosts, server):
    """So does a failover: the table is unlogged. Its key goes with it."""
    for host in hosts:
        guess(mail, host, "192.0.2.1")
    assert mail.sql("SELECT failures FROM failure") == [(2,)]
    server.halt()
    server.start()
    assert mail.sql("SELECT count(*) FROM failure") == [(0,)]
    guess(mail, hosts[0], "192.0.2.1")
    guess(mail, hosts[1], "192.0.2.1")
    assert mail.sql("SELECT failures FROM failure") == [(2,)]
