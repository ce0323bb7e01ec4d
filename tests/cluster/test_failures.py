"""Every part of a cluster fails, while mail is delivered through both mail servers."""

import re
import signal
import time
from contextlib import suppress

import psycopg2
import pytest

from cluster import MEND_SECONDS, PAGE, Node, send, wait_until
from load import Refused, sign_in

FAILOVERS = 20
COMMITTING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = 'mail'"


def other_primary(cluster, than):
    """Waits until another server is the primary."""
    others = [node for node in cluster.nodes if node is not than]

    def find():
        return next((node for node in others if node.is_primary()), None)

    return wait_until(find, MEND_SECONDS, "another primary")


def test_the_primary_is_killed(whole, load):
    primary = whole.primary()
    with load:
        primary.kill()
        other_primary(whole, primary)


def test_pgbouncer_is_restarted(cluster, load):
    with load:
        for host in cluster.hosts:
            host.pgbouncer.restart()
            load.wait_for_more()


def test_haproxy_is_restarted(cluster, load):
    with load:
        for service in (cluster.hosts[0].haproxy, cluster.balancer.haproxy, cluster.hosts[1].haproxy):
            service.restart()
            load.wait_for_more()


def test_a_backend_is_killed(cluster, load):
    primary = cluster.primary()
    with load:
        # The postmaster then ends all others as well, and recovers.
        send(signal.SIGKILL, primary.backends("pillarbox mail")[:1])


def test_a_commit_is_cancelled_while_it_waits_for_the_standby(cluster, load):
    primary = cluster.primary()
    receivers = [pid for node in cluster.nodes for pid in node.backends("walreceiver")]
    with load:
        send(signal.SIGSTOP, receivers)
        try:
            waiting = wait_until(lambda: primary.sql(COMMITTING), 10, "a commit that waits")
            primary.sql("SELECT pg_cancel_backend(%s)", values=waiting[0])
            wait_until(lambda: load.refusals("451"), 10, "a reply to it")
        finally:
            send(signal.SIGCONT, receivers)
    said = "".join(host.log.read_text() for host in cluster.hosts)
    assert "(SQLSTATE 01000)" in said


def test_the_primary_is_frozen_and_thawed(whole, load):
    """It may believe for a moment that it is the primary, but must not become it again."""
    primary = whole.primary()
    with load:
        primary.freeze()
        other = other_primary(whole, primary)
        load.wait_for_more()
        primary.thaw()
        wait_until(lambda: primary.name in other.standbys(), MEND_SECONDS, "the thawed server as a standby")
    assert [node for node in whole.nodes if node.is_primary()] == [other]


def test_a_standby_is_lost_and_comes_back(whole, load):
    standby = whole.synchronous()
    with load:
        standby.kill()
        load.wait_for_more()
        standby.mend()


def test_a_member_of_etcd_is_lost(whole, load):
    leader = next(node for node in whole.nodes if node.is_primary())
    with load:
        leader.etcd.end()
        time.sleep(5)
        leader.etcd.start()


def failures(cluster):
    return cluster.sql("SELECT count(*) FROM failure")[0][0]


def guess(where, password):
    with pytest.raises(Refused):
        sign_in(where, "owner", password)


@pytest.mark.long
def test_both_standbys_are_lost(whole, load, figure):
    """Mail can be read. A commit waits on, though its session has said 451 and ended, until it is ended too."""
    primary = whole.primary()
    whole.account("owner")
    with load:
        for node in whole.nodes:
            if node is not primary:
                node.kill()
        waiting = set(wait_until(lambda: primary.sql(COMMITTING), 20, "commits that wait"))
        wait_until(lambda: load.refusals("451") >= len(waiting), 90, "the replies to them")
        with sign_in(whole.hosts[0], "owner") as client:
            client.ask("STAT", "+OK")
        still = set(primary.sql(COMMITTING))
        assert waiting <= still
        figure("processes that wait for a standby", len(still))
        (end_them,) = re.findall(r"(?m)^SELECT .*SyncRep.*;$", PAGE.read_text(encoding="ascii"))
        primary.sql(end_them)
        assert not waiting & set(primary.sql(COMMITTING))
        whole.mend()
    assert primary.sql(COMMITTING) == []


COPYING = "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'pg_basebackup' AND state = 'streaming'"
MEMBERS = "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming' AND application_name LIKE 'db_'"
SLOTS = "SELECT slot_name::text FROM pg_replication_slots"
LOOKS = 6  # while a server is copied; each look ends a segment of the log, which is then on its disk


@pytest.mark.long
def test_a_server_that_is_copied_is_no_standby(whole, load, figure):
    """It gets the log before it has the tables: a commit that only it confirms would be on one disk."""
    primary = whole.primary()
    copied, lost = (node for node in whole.nodes if node is not primary)
    with load:
        for node in (copied, lost):
            node.kill()
        wait_until(lambda: primary.sql(COMMITTING), 20, "commits that wait")
        acknowledged = len(load.told.acknowledged)
        looks = 0
        with copied.copied_slowly():
            wait_until(lambda: primary.sql(COPYING) == [(1,)], MEND_SECONDS, "the begin of the copy")
            while True:
                seen = len(load.told.acknowledged)
                if primary.sql(MEMBERS):
                    break
                assert seen == acknowledged
                if primary.sql(COPYING) == [(1,)] and looks < LOOKS:
                    assert looks == 0 or (copied.name,) in primary.sql(SLOTS)  # it keeps the log
                    primary.sql("SELECT pg_switch_wal()")
                    looks += 1
                time.sleep(1)
        assert looks == LOOKS
        assert primary.sql(MEMBERS) == [(copied.name,)]
        load.wait_for_more()
    figure("looks at a server that is copied", looks)


@pytest.mark.long
def test_etcd_is_lost(whole, load):
    """The primary goes on, as it reaches both standbys."""
    primary = whole.primary()
    with load:
        for node in whole.nodes[:2]:
            node.etcd.end()
        for _ in range(8):
            time.sleep(5)
            load.wait_for_more()
        whole.mend()
    assert load.silence() < 10
    assert whole.primary() is primary


def test_the_primary_is_switched_over(whole, load, held):
    """A maildrop that was open is free, and the record of failed sign-ins is empty, and works."""
    primary = whole.primary()
    guess(whole.hosts[0], "wrong")
    assert failures(whole) == 1
    with load:
        primary.patronictl("switchover", "--force", "pillarbox")
        other_primary(whole, primary)
    with sign_in(whole.hosts[1], "owner") as other:
        with pytest.raises(Refused, match="-ERR"):
            held.ask("QUIT", "+OK")
        assert other.ask("STAT", "+OK").startswith("+OK 1 ")
    assert failures(whole) == 0
    guess(whole.hosts[1], "wrong")
    assert failures(whole) == 1


WAYS = (Node.kill, Node.freeze)


@pytest.mark.long
def test_twenty_failovers(whole, load, progress, figure):
    told = progress(FAILOVERS)
    silences = []
    with load:
        for number in range(FAILOVERS):
            primary = whole.primary()
            begin = time.monotonic()
            WAYS[number % len(WAYS)](primary)
            other_primary(whole, primary)
            load.wait_for_more()
            silences.append(load.silence(begin))
            primary.mend()
            whole.wait_whole()
            told(number + 1)
    silences.sort()
    figure("failovers", FAILOVERS)
    figure("seconds without service: least, median, most", [f"{silences[i]:.1f}" for i in (0, FAILOVERS // 2, -1)])


def test_the_disk_of_the_primary_is_full(whole, load):
    primary = whole.primary()
    if not primary.has_disk:
        pytest.skip("disks of their own: only root can mount them")
    with load:
        primary.fill_disk()
        wait_until(lambda: load.refusals("452") or not primary.is_primary(), 60, "a reply to a full disk")
        time.sleep(2)
        primary.empty_disk()


@pytest.mark.long
def test_not_even_the_log_of_the_primary_can_be_written(whole, load):
    """PostgreSQL ends, and a standby takes its place."""
    primary = whole.primary()
    if not primary.has_disk:
        pytest.skip("disks of their own: only root can mount them")
    before = len(primary.said())

    def has_ended():
        """Each call uses up one more of the files that the log has in reserve."""
        with suppress(psycopg2.Error):
            primary.sql("SELECT pg_switch_wal()")
        return 'PANIC:  could not write to file "pg_wal/' in primary.said()[before:]

    with load:
        primary.fill_disk()
        wait_until(has_ended, 60, "the end of the log")
        other_primary(whole, primary)
        load.wait_for_more()
        primary.empty_disk()
