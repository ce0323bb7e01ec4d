"""The figures in conf/cluster fit each other, the programs, and pillarbox-cluster(7)."""

import re
import subprocess

import pytest

from cluster import PAGE, PORTS, PROGRAMS, SAMPLES, TOP

DESCRIPTORS = 1024  # that systemd lets a service open, and
OTHERS = 20  # of them, that are no connections
MAIL_SERVERS = 2


def of(pattern, path):
    """The numbers that a file has in these places; a pattern that is not there is an error."""
    found = re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, (path, pattern)
    return [int(number) for number in found]


@pytest.fixture(name="sessions")
def ask_for_max_sessions():
    command = [PROGRAMS["smtpd"], "-c", "/dev/null", "-d", "/nowhere/mail.db", "-t"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return int(re.search(r"^max_sessions = (\d+)$", told, re.MULTILINE)[1])


@pytest.fixture(name="pools")
def read_pools():
    """By the name of the database: their sizes."""
    text = (SAMPLES / "pgbouncer.ini").read_text(encoding="ascii")
    return {name: int(size) for name, size in re.findall(r"^(\w+) = .* pool_size=(\d+)$", text, re.MULTILINE)}


def test_each_maildrop_gets_a_connection(sessions, pools):
    ports = [name for name in PORTS if name.startswith("pop3")]
    assert {f"pillarbox-{name}.socket" for name in ports} == {
        unit.name for unit in (TOP / "conf" / "systemd").glob("pillarbox-pop3*.socket")
    }
    assert pools["maildrops"] == len(ports) * sessions


def test_pgbouncer_can_open_them(sessions, pools):
    (clients,) = of(r"^max_client_conn = (\d+)$", SAMPLES / "pgbouncer.ini")
    assert len(PORTS) * sessions < clients
    assert clients + sum(pools.values()) + OTHERS < DESCRIPTORS


def test_the_primary_allows_them(pools):
    each = sum(pools.values())
    (allowed,) = of(r"max_connections: (\d+)$", SAMPLES / "patroni.yml")
    assert of(r"need (\d+) connections;", PAGE) == [MAIL_SERVERS * each]
    assert of(r"sample of Patroni allows (\d+)\.$", PAGE) == [allowed]
    assert of(r"further mail server, add (\d+) to$", PAGE) == [each]
    assert MAIL_SERVERS * each < allowed


def test_the_bench_has_the_same_pools():
    bench = TOP / "tests" / "bench" / "databases.py"
    for pattern in (r"pool_size=(\d+)$", r"^max_client_conn = (\d+)$"):
        assert of(pattern, bench) == of(pattern, SAMPLES / "pgbouncer.ini")
