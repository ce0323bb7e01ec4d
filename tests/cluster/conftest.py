"""A cluster for all tests of a run."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
OTHERS = ("operator", "clients", "supers", "faults")  # tests whose machines and clients these take
sys.path[:0] = [str(TESTS), str(TESTS / "cluster"), *(str(TESTS / one) for one in OTHERS)]

from cluster import Cluster, missing, own_mounts, wait_until  # noqa: E402  pylint: disable=wrong-import-position
from load import KEEPER, READER, Client, Load, sign_in, submit  # noqa: E402  pylint: disable=wrong-import-position

pytest_plugins = ["figures"]


def serves(cluster):
    """Whether the balancer leads to the mail servers. Those with TLS follow the others."""
    try:
        for service, greeting in (("smtp", "220"), ("submission", "220"), ("pop3", "+OK")):
            with Client(cluster.balancer, service) as client:
                client.reply(greeting)
    except OSError:
        return False
    return True


@pytest.fixture(scope="session", name="built")
def start_cluster():
    reason = missing()
    if reason:
        pytest.skip(reason)
    built = Cluster(own_mounts())
    try:
        for name in (KEEPER, READER):
            built.account(name)
        wait_until(lambda: serves(built), 20, "the balancer")
        yield built
    finally:
        built.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Whoever looks for the reason of a failure finds the end of each log with it, as it was then."""
    report = (yield).get_result()
    if report.failed and "built" in item.funcargs:
        report.sections.append(("logs of the cluster", item.funcargs["built"].logs()))


@pytest.fixture(name="cluster")
def take_cluster(built):
    """The cluster, with a primary and a synchronous standby; whole() waits for the third server."""
    built.mend()
    wait_until(built.synchronous, 90, "a synchronous standby")
    yield built
    built.mend()


@pytest.fixture(name="whole")
def take_whole_cluster(cluster):
    cluster.wait_whole()
    return cluster


@pytest.fixture(name="load")
def make_load(cluster, figure):
    return Load(cluster, figure)


@pytest.fixture(name="held")
def hold_maildrop(cluster):
    """A session on the first mail server with a maildrop, and a message in it marked as deleted."""
    cluster.account("owner")
    with Client(cluster.hosts[0], "smtp") as client:
        client.reply("220")
        client.ask("EHLO client.example", "250")
        submit(client, "kept", ["owner"])
    with sign_in(cluster.hosts[0], "owner") as held:
        held.ask("DELE 1", "+OK")
        yield held
    cluster.sql("DELETE FROM delivery WHERE account = (SELECT id FROM account WHERE name = 'owner')")
