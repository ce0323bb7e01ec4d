"""Super-servers that pass their listening socket: the programs accept the connections themselves."""

import subprocess

import pytest

from room import DOMAIN, PROGRAMS, WAIT_SECONDS
from supers import LISTENING, find
from wire import Closed, Smtp

SERVICE = "pillarbox-smtp.service"
# As pillarbox.conf says. Services that do not run are left alone.
RELOAD = (
    "try-reload-or-restart pillarbox-smtp pillarbox-submission pillarbox-smtps"
    " pillarbox-pop3 pillarbox-pop3s"
)

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
def test_the_next_listener_follows(kind, open_super):
    """One process has all sessions. When it ends, they go on, and the super-server starts another."""
    room = open_super(kind)
    peers = [greeted(room) for _ in range(3)]
    assert room.processes("smtpd") == 1 + len(peers)
    first = listener(room)
    room.run("kill", "-TERM", first)
    room.wait_until(lambda: room.processes("smtpd") == len(peers), "the end of the listener")
    room.wait_for_port(25)
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


@pytest.fixture
def under_systemd(open_super):
    return open_super(find("systemd"))


def systemctl(room, *words):
    return room.run("systemctl", *words).decode().strip()


def is_active(room):
    done = subprocess.run(room.inside("systemctl", "-q", "is-active", SERVICE), timeout=WAIT_SECONDS)
    return done.returncode == 0


def test_systemd_knows_the_state(under_systemd):
    room = under_systemd
    peer = greeted(room)
    pid = listener(room)
    assert is_active(room)
    systemctl(room, *RELOAD.split())
    assert room.log().count("event=reload") == 1 and listener(room) == pid
    systemctl(room, "restart", SERVICE)
    assert is_active(room)
    assert peer.command(b"NOOP").good
    other = greeted(room)
    assert listener(room) != pid
    systemctl(room, "stop", SERVICE)
    assert peer.command(b"QUIT").good and other.command(b"QUIT").good
    assert greeted(room).command(b"QUIT").good


@pytest.mark.parametrize("sent", (True, False), ids=("reload", "crash"))
def test_settings_that_are_gone_stay_in_force(under_systemd, sent):
    """Without them this server would have other domains, and reject its own mail for ever."""
    room = under_systemd
    peer = greeted(room)
    room.path("/etc/pillarbox.conf").unlink()
    if sent:
        systemctl(room, *RELOAD.split())
    else:
        room.run("kill", "-SEGV", a_session(room))
    room.wait_until(lambda: "the file of the settings is gone" in room.log(), "a line of the log")
    assert "event=reload" not in room.log() and "event=restart" not in room.log()
    other = Smtp(room.connect("127.0.0.2", 25))
    assert f"mail.{DOMAIN}".encode() in other.reply().text
    assert other.command(b"QUIT").good and (not sent or peer.command(b"QUIT").good)


def test_the_socket_stands_for_the_service(under_systemd):
    """The listener has the port open as well, and would keep it; sessions are let alone."""
    room = under_systemd
    peers = [greeted(room)]
    pid = listener(room)
    systemctl(room, "restart", "pillarbox-smtp.socket")
    peers.append(greeted(room))
    assert listener(room) != pid
    systemctl(room, "stop", "pillarbox-smtp.socket")
    assert not room.is_listening(25) and not is_active(room)
    assert room.processes("smtpd") == len(peers)
    assert all(peer.command(b"QUIT").good for peer in peers)


def test_all_sessions_can_be_ended(under_systemd):
    """Those of an earlier listener too."""
    room = under_systemd
    peers = [greeted(room)]
    systemctl(room, "restart", SERVICE)
    peers.append(greeted(room))
    systemctl(room, "kill", SERVICE)
    room.wait_until(lambda: not room.processes("smtpd"), "the end of all")
    assert greeted(room).command(b"QUIT").good


def test_a_start_that_fails_is_tried_again(under_systemd):
    """Once a second, and the port stays open: the client who came meanwhile is served."""
    room = under_systemd
    program = room.path(f"{PROGRAMS}/smtpd")
    program.chmod(0o644)
    peer = Smtp(room.connect("127.0.0.2", 25))
    failed = "Failed at step EXEC"
    room.wait_until(lambda: room.log().count(failed) >= 6, "more starts than systemd allows by itself")
    assert room.is_listening(25)
    program.chmod(0o755)
    assert peer.reply().good
    assert room.log().count(failed) < 10
