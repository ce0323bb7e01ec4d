"""Both programs as listeners: limits, signals, settings, crashes, and what super-servers pass."""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from listeners import BACKLOG, Listener, Network, children, listen
from servers import POP3D, SMTPD
from sockets import create_account
from wire import Closed, Smtp

PROGRAMS = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
BURST = 1000
REFUSAL = {
    SMTPD: b"421 4.3.2 Too many sessions, try again later, closing",
    POP3D: b"-ERR [SYS/TEMP] Too many sessions, try again later, closing",
}
UNCONFIGURED = {
    SMTPD: b"421 4.3.5 The server is not configured correctly",
    POP3D: b"-ERR [SYS/PERM] The server is not configured correctly",
}
CRASH = signal.SIGSEGV


@pytest.fixture(name="run")
def start_listeners(tmp_path):
    """What starts a listener that ends with the test."""
    subprocess.run([SMTPD, "-c", "/dev/null", "-d", tmp_path / "mail.db", "--create"], check=True)
    with ExitStack() as stack:
        yield lambda program, *settings, **how: stack.enter_context(
            Listener(program, tmp_path, *settings, **how)
        )


def expect_refusal(peer, line):
    assert peer.reply().text == line
    with pytest.raises(Closed):
        peer.fill()


def session_of(listener, peers_before):
    """The process of the session that is not among those from before."""
    (pid,) = set(listener.sessions()) - set(peers_before)
    return pid


def crash(listener, number=CRASH):
    """A new session dies by a signal."""
    before = listener.sessions()
    peer = listener.greeted()
    pid = session_of(listener, before)
    os.kill(pid, number)
    with pytest.raises(Closed):
        peer.fill()
    return pid


def layout(pid):
    """Where the program and its stack are."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return maps.split("-")[0], re.search(r"^(\w+)-.*\[stack\]$", maps, re.MULTILINE)[1]


# --- sessions -----------------------------------------------------------------------------------


def test_mail_comes_in_and_goes_out(run, tmp_path):
    create_account(tmp_path, "alice", "secret")
    smtpd = run(SMTPD)
    peer = smtpd.greeted()
    for command in (b"EHLO client.example", b"MAIL FROM:<x@remote.example>"):
        assert peer.command(command).good
    assert peer.command(b"RCPT TO:<alice@mail.example>").good and peer.command(b"DATA").good
    assert peer.command(b"Subject: one\r\n\r\ntext\r\n.").text.startswith(b"250 2.0.0 Stored as ")
    peer = run(POP3D).greeted()
    assert peer.command(b"USER alice").good
    assert peer.command(b"PASS secret").text.startswith(b"+OK Signed in, 1 message")
    assert peer.command(b"RETR 1", with_body=True).body.endswith(b"\r\n\r\ntext\r\n")
    assert peer.command(b"QUIT").good
    with pytest.raises(Closed):
        peer.fill()


def test_each_session_has_a_log_and_a_sandbox(run):
    listener = run(SMTPD)
    peers = [listener.greeted() for _ in range(3)]
    listener.wait_for_log(" event=connect peer=127.0.0.1", len(peers))
    assert len(set(re.findall(r"session=(\w+) event=connect", listener.log()))) == len(peers)
    for pid in listener.sessions():
        status = Path(f"/proc/{pid}/status").read_text()
        assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE), status
        assert not any("signalfd" in os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir())
    listener.wait_until(
        lambda: not any(peer.connection.close() for peer in peers) and not listener.sessions(),
        "the end of all sessions",
    )


def test_a_burst_is_answered(run):
    """Each of many clients at once gets a session or is told that there is none."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if int(Path("/proc/sys/net/core/somaxconn").read_text()) < min(BURST, BACKLOG):
        pytest.skip("burst: net.core.somaxconn is too small")
    listener = run(SMTPD, "max_sessions=50", "log=error")
    peers = [listener.connect() for _ in range(BURST)]
    replies = [peer.reply() for peer in peers]
    served = [peer for peer, reply in zip(peers, replies) if reply.good]
    refused = [reply for reply in replies if not reply.good]
    assert len(served) >= 50 and len(served) + len(refused) == BURST
    assert {reply.text for reply in refused} <= {REFUSAL[SMTPD]}
    assert all(peer.command(b"QUIT").good for peer in served)
    listener.wait_until(lambda: not listener.sessions(), "the end of all sessions")
    assert listener.greeted().command(b"QUIT").good


def test_relay_and_starttls_run_their_programs(run, tmp_path):
    """The helpers of a session are outside of its sandbox, as ever."""
    create_account(tmp_path, "alice", "secret")
    relay = tmp_path / "relay"
    relay.write_text(f"#!/bin/sh\ncat >/dev/null; env >{tmp_path}/environment\n")
    wrapper = tmp_path / "wrapper"
    options = " ".join(f"-o {one}" for one in ("hostname=mail.example", "sandbox=strict"))
    wrapper.write_text(f"#!/bin/sh\nexec {SMTPD} -c /dev/null -d {tmp_path}/mail.db {options} --tls\n")
    for program in (relay, wrapper):
        program.chmod(0o700)
    forged = {"TCPREMOTEIP": "192.0.2.1", "NOTIFY_SOCKET": "/nowhere", "LISTEN_FDS": "0"}
    listener = run(SMTPD, f"relay={relay}", f"starttls={wrapper}", environment=forged)
    peer = listener.greeted()
    assert peer.command(b"EHLO client.example").good
    assert peer.command(b"AUTH PLAIN AGFsaWNlAHNlY3JldA==").good
    assert peer.command(b"MAIL FROM:<alice@mail.example>").good
    assert peer.command(b"RCPT TO:<x@elsewhere.example>").good and peer.command(b"DATA").good
    assert peer.command(b"Subject: one\r\n.").good
    names = {line.split("=")[0] for line in (tmp_path / "environment").read_text().splitlines()}
    assert not names & {*forged, "LISTEN_PID", "LISTEN_SESSIONS"}
    peer = listener.greeted()
    assert b"STARTTLS" in peer.command(b"EHLO client.example").text
    assert peer.command(b"STARTTLS").good
    assert b"STARTTLS" not in peer.command(b"EHLO client.example").text


@PROGRAMS
def test_a_server_for_tls_that_does_not_run_is_logged_once(run, program):
    listener = run(program, "starttls=unix:/nowhere/tlsd")
    for _ in range(3):
        peer = listener.greeted()
        assert not peer.command(b"STARTTLS" if program == SMTPD else b"STLS").good
        assert peer.command(b"QUIT").good
    assert listener.log().count("event=tls-failed") == 1


# --- limits -------------------------------------------------------------------------------------


@PROGRAMS
def test_sessions_are_limited(run, program):
    listener = run(program, "max_sessions=2", "max_sessions_per_network=1")
    peers = [listener.greeted() for _ in range(2)]
    expect_refusal(listener.connect(), REFUSAL[program])
    assert " event=refuse network=local problem=max_sessions\n" in listener.log()
    assert peers[0].command(b"QUIT").good
    listener.wait_until(lambda: len(listener.sessions()) == 1, "the end of the session")
    assert listener.greeted().command(b"NOOP" if program == SMTPD else b"CAPA").good


def test_networks_are_limited(run):
    """An IPv4 address, and an IPv6 network of 64 bits."""
    if why := Network.missing():
        pytest.skip(why)
    addresses = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    network = Network(*addresses)
    own = network.call(
        lambda: socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    )
    listener = run(SMTPD, "max_sessions_per_network=2", sockets=[own])

    def connect(address):
        to = (address, own.getsockname()[1])
        return Smtp(network.call(lambda: socket.create_connection(to, source_address=(address, 0))))

    def greeted(address):
        peer = connect(address)
        assert peer.reply().good, address
        return peer

    peers = [greeted(address) for address in (*addresses, "192.0.2.1")]
    for address in ("192.0.2.1", "2001:db8::1"):
        expect_refusal(connect(address), REFUSAL[SMTPD])
    assert " event=refuse network=192.0.2.1 problem=max_sessions_per_network\n" in listener.log()
    assert " event=refuse network=2001:db8::/64 problem=max_sessions_per_network\n" in listener.log()
    peers += [greeted(address) for address in ("127.0.0.1", "::1") * 3]
    assert len(listener.sessions()) == len(peers)


def test_the_log_has_a_limit_too(run):
    listener = run(SMTPD, "max_sessions=1")
    peer = listener.greeted()
    for _ in range(150):
        expect_refusal(listener.connect(), REFUSAL[SMTPD])
    assert listener.log().count("event=refuse") == 100
    listener.signal(signal.SIGTERM)
    assert listener.end() == 0
    assert listener.log().count("event=log-lines-left-out count=50\n") == 1
    assert peer.command(b"NOOP").good


def test_a_lack_of_descriptors_passes(run):
    listener = run(SMTPD)
    listener.greeted()
    listener.limit_descriptors(4)
    waiting = [listener.connect() for _ in range(3)]
    listener.wait_for_log('event=accept-failed problem="Too many open files"')
    time.sleep(0.5)
    listener.limit_descriptors(1000)
    assert all(peer.reply().good for peer in waiting)
    assert listener.log().count("event=accept-failed") == 1


# --- what is passed -----------------------------------------------------------------------------


def test_an_environment_from_elsewhere_is_nobodys(run):
    """It could make a stranger local, or all clients one stranger."""
    forged = {
        "TCPREMOTEIP": "192.0.2.1",
        "REMOTE_HOST": "192.0.2.1",
        "REMOTE_ADDR": "192.0.2.1",
        "SSLCTLFD": "0",
        "SSLREADFD": "1",
        "SSLWRITEFD": "2",
        "LISTEN_PID": "1",
        "LISTEN_FDS": "3",
        "LISTEN_SESSIONS": "2",
    }
    peer = (listener := run(SMTPD, environment=forged)).greeted()
    assert b"STARTTLS" not in peer.command(b"EHLO client.example").text
    assert "event=connect peer=127.0.0.1" in listener.log()


def test_descriptors_of_another_process_are_not_taken(run):
    """So this is a session, and its input is empty."""
    listener = run(SMTPD, passed=True, environment={"LISTEN_PID": str(os.getpid())})
    assert listener.end() == 0
    assert "event=connect peer=local" in listener.log()


def test_a_connected_socket_is_a_session(tmp_path):
    """As systemd passes it with Accept=yes: as standard input, and once more as descriptor 3."""
    ours, theirs = socket.socketpair()
    with Listener(SMTPD, tmp_path, sockets=[theirs], passed=True) as listener:
        assert listener.end() == 0
    script = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3<&0'
    command = ["sh", "-c", script, "sh", SMTPD, "-c", "/dev/null", "-d", tmp_path / "mail.db"]
    ours, theirs = socket.socketpair()
    with theirs, open(tmp_path / "log", "ab") as log:
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=log)
    peer = Smtp(ours)
    assert peer.reply().good and peer.command(b"QUIT").good
    assert process.wait(timeout=20) == 0


def test_two_sockets_and_a_manager(run, tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(20)
        unix = socket.socket(socket.AF_UNIX)
        unix.bind(str(tmp_path / "socket"))
        unix.listen()
        listener = run(
            SMTPD,
            "max_sessions=2",
            "max_sessions_per_network=1",
            sockets=[listen(), unix],
            passed=True,
            environment={"NOTIFY_SOCKET": str(path)},
        )
        assert manager.recv(1000) == b"READY=1"
        peers = [listener.greeted(number=number) for number in range(2)]
        for number in range(2):
            expect_refusal(listener.connect(number=number), REFUSAL[SMTPD])
        assert "event=connect peer=local" in listener.log()
        listener.signal(signal.SIGHUP)
        assert re.fullmatch(rb"RELOADING=1\nMONOTONIC_USEC=\d+", manager.recv(1000))
        assert manager.recv(1000) == b"READY=1"
        assert peers[0].command(b"QUIT").good
        listener.wait_until(lambda: len(listener.sessions()) == 1, "the end of the session")
        crash(listener)
        assert manager.recv(1000) == b"READY=1"
        peers.append(listener.greeted(number=1))
        listener.signal(signal.SIGTERM)
        assert manager.recv(1000) == b"STOPPING=1"
        assert listener.end() == 0
        assert peers[1].command(b"NOOP").good


# --- signals ------------------------------------------------------------------------------------


def test_sessions_outlive_the_listener(run):
    listener = run(SMTPD)
    peer = listener.greeted()
    listener.signal(signal.SIGTERM)
    assert listener.end() == 0
    listener.close_sockets()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.address)
    assert peer.command(b"EHLO client.example").good and peer.command(b"QUIT").good


def test_sessions_end_with_the_listener(run):
    listener = run(SMTPD)
    peers = [listener.greeted() for _ in range(3)]
    listener.signal(signal.SIGINT)
    assert listener.end() == 0
    for peer in peers:
        with pytest.raises(Closed):
            peer.fill()


@PROGRAMS
def test_settings_are_read_again(run, program):
    listener = run(program)
    peers = [listener.greeted() for _ in range(2)]
    listener.conf.write_text("max_sessions = 1\n")
    listener.signal(signal.SIGHUP)
    listener.wait_for_log("event=reload")
    expect_refusal(listener.connect(), REFUSAL[program])
    listener.conf.write_text("max_sessions = 3\ncolour = blue\n")
    listener.signal(signal.SIGHUP)
    listener.wait_for_log("event=bad-configuration")
    assert "pillarbox.conf:2: colour: there is no such setting" in listener.log()
    expect_refusal(listener.connect(), REFUSAL[program])
    listener.conf.write_text("max_sessions = 3\nbanner_delay = 1\n")
    listener.signal(signal.SIGHUP)
    listener.wait_for_log("event=reload", 2)
    start = time.monotonic()
    listener.greeted()
    assert time.monotonic() - start >= 1
    assert all(peer.command(b"QUIT").good for peer in peers)


@PROGRAMS
def test_wrong_settings_do_not_close_the_port(run, tmp_path, program):
    (tmp_path / "pillarbox.conf").write_text("colour = blue\n")
    listener = run(program)
    for _ in range(3):
        expect_refusal(listener.connect(), UNCONFIGURED[program])
    listener.signal(signal.SIGHUP)
    listener.wait_for_log("event=bad-configuration", 2)
    expect_refusal(listener.connect(), UNCONFIGURED[program])
    listener.conf.write_text("")
    listener.signal(signal.SIGHUP)
    listener.wait_for_log("event=reload")
    assert listener.greeted().command(b"QUIT").good


# --- crashes ------------------------------------------------------------------------------------


def test_a_crash_changes_the_layout(run):
    """Sessions share it with the listener, until one of them crashes; nobody notices."""
    listener = run(SMTPD, "max_sessions=2")
    peer = listener.greeted()
    (session,) = listener.sessions()
    before = layout(listener.pid)
    assert layout(session) == before
    pid = crash(listener)
    listener.wait_for_log(f"event=session-killed process={pid} signal=SEGV network=local\n")
    listener.wait_for_log("event=restart program=")
    listener.wait_until(lambda: layout(listener.pid) != before, "another layout")
    assert all(a != b for a, b in zip(layout(listener.pid), before))
    assert listener.sessions() == [session]
    another = listener.greeted()
    expect_refusal(listener.connect(), REFUSAL[SMTPD])
    assert peer.command(b"QUIT").good
    listener.wait_until(lambda: len(listener.sessions()) == 1, "the end of the session")
    assert listener.greeted().command(b"NOOP").good and another.command(b"NOOP").good


def test_a_process_for_tls_hides_no_crash(run):
    """The session is then a child of the process that the listener knows."""
    listener = run(SMTPD, "starttls=/bin/true")
    peer = listener.greeted()
    (outside,) = listener.sessions()
    (session,) = children(outside)
    os.kill(session, CRASH)
    with pytest.raises(Closed):
        peer.fill()
    listener.wait_for_log(f"event=session-killed process={outside} signal=SEGV network=local\n")
    listener.wait_for_log("event=restart program=")
    assert listener.greeted().command(b"QUIT").good


def test_crashes_are_not_worth_more_than_one_execution_a_second(run):
    """And few sessions begin in between: before the listener knows of the crash."""
    listener = run(SMTPD)
    start = time.monotonic()
    while time.monotonic() - start < 2.5:
        crash(listener, signal.SIGABRT)
    assert 3 <= listener.log().count("signal=ABRT") <= 8
    assert 2 <= listener.log().count("event=restart program=") <= 4


def test_other_signals_are_no_crash(run):
    listener = run(SMTPD)
    peer = listener.greeted()
    before = layout(listener.pid)
    crash(listener, signal.SIGKILL)
    listener.wait_for_log("signal=KILL")
    time.sleep(1.5)
    assert layout(listener.pid) == before and "event=restart" not in listener.log()
    assert peer.command(b"QUIT").good


def test_no_signal_is_lost_in_a_restart(run):
    """And none of them ends the new program."""
    listener = run(SMTPD)
    crash(listener)
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and "event=restart" not in listener.log():
        listener.signal(signal.SIGHUP)
    for _ in range(200):
        listener.signal(signal.SIGHUP)
        time.sleep(0.0005)
    assert listener.greeted().command(b"QUIT").good
    listener.signal(signal.SIGTERM)
    assert listener.end() == 0


def greeting(listener):
    """As it is, whoever sends it."""
    with socket.create_connection(listener.address) as connection:
        return connection.recv(100)


@pytest.fixture(name="copy")
def copy_program(tmp_path):
    path = tmp_path / "program"
    shutil.copy(SMTPD, path)
    return path


def test_the_program_may_be_replaced(run, tmp_path, copy):
    """An update takes effect with the next execution; here the other program is the update."""
    listener = run(copy)
    peer = listener.greeted()
    assert greeting(listener).startswith(b"220 ")
    shutil.copy(POP3D, tmp_path / "new")
    (tmp_path / "new").rename(copy)
    crash(listener)
    listener.wait_until(lambda: greeting(listener).startswith(b"+OK"), "the other program")
    assert peer.command(b"QUIT").good


def test_the_program_may_be_gone(run, copy):
    listener = run(copy)
    copy.unlink()
    crash(listener)
    listener.wait_for_log("event=restart-failed")
    assert re.search(r'event=restart-failed program=\S+ problem="No such file', listener.log())
    assert listener.greeted().command(b"QUIT").good


def test_wrong_settings_prevent_a_restart(run):
    listener = run(SMTPD)
    peer = listener.greeted()
    listener.conf.write_text("colour = blue\n")
    crash(listener)
    listener.wait_for_log("event=bad-configuration")
    assert listener.greeted().command(b"QUIT").good and peer.command(b"QUIT").good
    assert "event=restart" not in listener.log()


def test_a_connection_made_in_a_restart_is_served(run):
    listener = run(SMTPD, "max_sessions=1000")
    crash(listener)
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        peer = listener.greeted()
        with suppress(Closed):
            assert peer.command(b"QUIT").good
    assert listener.log().count("event=restart program=") == 1
