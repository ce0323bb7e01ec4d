"""Super-servers that pass their listening socket: the programs accept the connections themselves."""

import pytest

from supers import LISTENING
from test_mail import MESSAGE, assert_logged, fetch, send_from_elsewhere, submit
from wire import Closed, Smtp

kinds = pytest.mark.parametrize("kind", LISTENING, ids=lambda kind: kind.name)


def greeted(room, source="127.0.0.2"):
    smtp = Smtp(room.connect(source, 25))
    assert smtp.reply().good
    return smtp


def listener(room):
    """The process that the others come from."""
    found = {it["Pid"][0]: it["PPid"][0] for it in room.status("smtpd")}
    (pid,) = {parent for parent in found.values() if parent in found}
    return pid


def a_session(room):
    pid = listener(room)
    return next(it["Pid"][0] for it in room.status("smtpd") if it["PPid"][0] == pid)


@kinds
def test_mail(kind, open_super):
    """With TLS in a session, and the log where it is without a listener."""
    room = open_super(kind)
    smtp_port, submission_port, pop3_port = kind.ports
    alice = room.account("alice", kind.database)
    send_from_elsewhere(room, smtp_port, "127.0.0.2", alice)
    assert fetch(room, pop3_port, "127.0.0.3", alice, kind.tls).endswith(MESSAGE)
    assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.2")
    assert_logged(room, kind, "pillarbox-pop3d", "127.0.0.3", " tls=yes")
    submit(room, submission_port, "127.0.0.4", alice)
    assert fetch(room, pop3_port, "127.0.0.5", alice, kind.tls).endswith(MESSAGE)
    assert_logged(room, kind, "pillarbox-smtpd", "127.0.0.4", " tls=yes")


@kinds
def test_the_next_listener_follows(kind, open_super):
    """One process has all sessions. When it ends, they go on, and the super-server starts another."""
    room = open_super(kind)
    peers = [greeted(room) for _ in range(3)]
    assert room.processes("smtpd") == 1 + len(peers)
    first = listener(room)
    room.run("kill", "-TERM", first)
    room.wait_until(lambda: room.processes("smtpd") == len(peers), "the end of the listener")
    peers += [greeted(room) for _ in range(2)]
    assert room.processes("smtpd") == 1 + len(peers) and listener(room) != first
    assert all(peer.command(b"QUIT").good for peer in peers)
    room.wait_until(lambda: room.processes("smtpd") == 1, "the end of all sessions")


@kinds
def test_a_crash_is_survived(kind, open_super):
    """Even with the restrictions of a unit the program can be executed again."""
    room = open_super(kind)
    peer = greeted(room)
    pid = listener(room)
    room.run("kill", "-SEGV", a_session(room))
    with pytest.raises(Closed):
        peer.fill()
    peer = greeted(room)
    room.wait_until(lambda: "event=restart program=" in room.log(), "an execution")
    peers = [greeted(room) for _ in range(2)]
    assert listener(room) == pid and room.processes("smtpd") == 4
    assert all(one.command(b"QUIT").good for one in (peer, *peers))
    assert "event=session-killed" in room.logs()[kind.log]
    assert "event=restart-failed" not in room.log()


def test_systemd_knows_the_state(open_super):
    room = open_super(next(kind for kind in LISTENING if kind.name == "systemd"))
    peer = greeted(room)
    pid = listener(room)

    def service(verb):
        return room.run("systemctl", verb, "pillarbox-smtp.service").decode().strip()

    assert service("is-active") == "active"
    service("reload")
    assert "event=reload" in room.log() and listener(room) == pid
    service("restart")
    assert service("is-active") == "active"
    assert peer.command(b"NOOP").good
    other = greeted(room)
    assert listener(room) != pid
    service("stop")
    assert peer.command(b"QUIT").good and other.command(b"QUIT").good
    assert greeted(room).command(b"QUIT").good
