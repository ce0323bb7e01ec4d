"""A full house, one address that wants it all, and peers that are slow or say nothing at all."""

import itertools
import statistics
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import pytest

from supers import SUPERS, find, start_inetd
from wire import WAIT_SECONDS, Closed, Smtp

# A hundred sessions are a matter of a second, but for systemd, which builds a sandbox for each.
FEWER = {"systemd-per-connection": 20}
# Where the programs accept the connections, they keep the limits: one super-server stands for all.
KINDS = [kind for kind in SUPERS if kind.name == "systemd" or not kind.listens]
LIMITED = [kind.with_total(FEWER.get(kind.name)) for kind in KINDS if kind.total]
LIMITED_EACH = [kind for kind in KINDS if kind.each]
SILENT_PEERS = 250
# Of another network: the programs do not count clients on their own machine for each address.
GREEDY = "198.18.2.1"
OTHERS = [f"198.18.3.{number}" for number in range(1, 6)]


def of(kinds):
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.name)


@pytest.fixture
def peers():
    """Connections that stay open until the test ends."""
    with ExitStack() as stack:
        yield stack


def connect(room, kind, source, peers):
    return Smtp(peers.enter_context(room.connect(source, kind.ports[0])))


def is_greeted(peer):
    try:
        return peer.line().startswith(b"220 ")
    except Closed:
        return False


def assert_refused(peer, kind):
    with pytest.raises(Closed):
        peer.fill()
        assert peer.input == kind.told
        peer.fill()


def fill(room, kind, peers):
    """As many sessions as there can be, from as few addresses as it takes."""
    each = kind.each or kind.total
    sources = [f"198.18.1.{1 + number // each}" for number in range(kind.total)]
    connected = [connect(room, kind, source, peers) for source in sources]
    assert all(is_greeted(peer) for peer in connected)
    return connected


@of(LIMITED)
def test_full_house(kind, open_super, peers):
    """One client more waits for its turn or is sent away, as the sample says; then there is room."""
    room = open_super(kind)
    connected = fill(room, kind, peers)
    late = connect(room, kind, OTHERS[0], peers)
    if kind.queues:
        late.connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            late.line()
        late.connection.settimeout(WAIT_SECONDS)
    else:
        assert_refused(late, kind)
        late = None
    assert room.processes("smtpd") == kind.total + kind.listens
    connected[0].command(b"QUIT")
    connected[0].connection.close()
    # Where the late one was sent away, the super-server may take a moment to see who has gone.
    room.wait_until(
        lambda: is_greeted(late or connect(room, kind, OTHERS[0], peers)), "a place for one more"
    )


@of(LIMITED_EACH)
def test_one_address(kind, open_super, peers):
    """It gets its share, is told so, and nobody else notices."""
    room = open_super(kind)
    connected = [connect(room, kind, GREEDY, peers) for _ in range(kind.each)]
    assert all(is_greeted(peer) for peer in connected)
    assert_refused(connect(room, kind, GREEDY, peers), kind)
    assert all(is_greeted(connect(room, kind, other, peers)) for other in OTHERS)
    connected[0].command(b"QUIT")
    room.wait_until(
        lambda: is_greeted(connect(room, kind, GREEDY, peers)), "a place for the same address"
    )


@of(LIMITED_EACH)
def test_silent_peers(kind, open_super, peers):
    """Many connections from one address that say nothing, or one octet, are nobody else's loss."""
    room = open_super(kind)
    for number in range(SILENT_PEERS):
        peer = connect(room, kind, GREEDY, peers)
        peer.send(b"E" * (number % 2))
    seconds = []
    for other in OTHERS:
        start = time.monotonic()
        peer = connect(room, kind, other, peers)
        assert is_greeted(peer) and peer.command(b"EHLO client.elsewhere.example").good
        assert peer.command(b"QUIT").good
        seconds.append(time.monotonic() - start)
    print(f"{kind.name}: others took {[f'{it:.3f}' for it in seconds]} s")
    assert statistics.median(seconds) < 1
    assert room.processes("smtpd") <= kind.each + 1 + kind.listens


def test_inetd_rate(open_super, peers):
    """inetd's only limit. Who reaches it closes the service, and the log says so."""
    kind = replace(find("inetd-nowait"), start=partial(start_inetd, wait="nowait.5"))
    room = open_super(kind)
    greeted = 0
    with pytest.raises(ConnectionRefusedError):
        for number in itertools.count():
            assert number < 20
            greeted += is_greeted(connect(room, kind, OTHERS[number % len(OTHERS)], peers))
            time.sleep(0.05)
    assert greeted == 4
    room.wait_until(lambda: "looping" in room.log(), "inetd's word about that")


def test_trickle(open_super, peers):
    """One octet after the other, each well in time: the session has its end all the same."""
    kind = find("ipsvd")
    room = open_super(kind, "session_timeout = 2\n")
    start = time.monotonic()
    peer = connect(room, kind, GREEDY, peers)
    assert is_greeted(peer)
    peer.connection.settimeout(0.1)
    while not peer.input.endswith(b"\n"):
        peer.send(b"N")
        try:
            peer.fill()
        except TimeoutError:
            assert time.monotonic() - start < 20, "the trickle goes on"
    assert peer.reply().text.startswith(b"421 4.4.2 ")
    assert time.monotonic() - start >= 1.9
    room.wait_for_end()
