"""What a message costs each machine: the figures for the formula in pillarbox-cluster(7)."""

import time

import pytest

from cluster import children, processor_seconds
from load import Load

SECONDS = 20


def measure(cluster, primary):
    """The processor time that each kind of process has used so far."""
    standbys = [node for node in cluster.nodes if node is not primary]
    smtpd = [host.services["smtp"].pid for host in cluster.hosts]
    others = [one.pid for host in cluster.hosts for one in (host.pgbouncer, host.haproxy)]
    kinds = {
        "PostgreSQL, the primary": [*primary.postmaster(), *primary.backends()],
        "PostgreSQL, a standby": [*standbys[0].postmaster(), *standbys[0].backends()],
        "smtpd": [*smtpd, *(pid for one in smtpd for pid in children(one))],
        "pgbouncer and haproxy": others,
    }
    return {kind: processor_seconds(pids) for kind, pids in kinds.items()}


@pytest.mark.long
def test_what_a_message_costs(whole, figure):
    """One message a connection, 70 octets, to two accounts."""
    primary = whole.primary()
    load = Load(whole, figure, reads=False)
    with load:
        before, acknowledged = measure(whole, primary), len(load.told.acknowledged)
        time.sleep(SECONDS)
        after, messages = measure(whole, primary), len(load.told.acknowledged) - acknowledged
    for kind, seconds in after.items():
        figure(f"processor ms a message: {kind}", f"{(seconds - before[kind]) * 1000 / messages:.2f}")
    figure("messages a second", f"{messages / SECONDS:.0f}")
