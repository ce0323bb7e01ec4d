"""tlsd: handshakes that stall or end at any octet, processes that are killed, versions and ciphers."""

import array
import contextlib
import os
import random
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import time
import xml.etree.ElementTree

import pytest

import tlsservers
from servers import HOST, POP3D, SMTPD, TLSD, end_group
from test_cases import read_all
from test_tls import GO_AHEAD, ask_for_tls, client_context, connect, encrypted
from test_tlsd import SANITIZED, finish, log_of, make_pairs, running, start, wait_for_log

if not TLSD.exists():
    pytest.skip("not built: tlsd", allow_module_level=True)

__all__ = ["make_pairs", "running"]  # fixtures

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def begin(tlsd):
    """What a session does that wants TLS at once. Returns the client's end, and the session's."""
    client, ours = socket.socketpair()
    session, theirs = socket.socketpair()
    with socket.socket(socket.AF_UNIX) as control, ours, theirs:
        control.connect(str(tlsd.socket))
        fds = array.array("i", [ours.fileno(), theirs.fileno()])
        control.sendmsg([b"y"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
    for end in (client, session):
        end.settimeout(20)
    return client, session


# ---------------------------------------------------------------------------- each octet


class Flights:
    """A handshake whose flights are sent by hand, so that they can be cut."""

    def __init__(self, tlsd, pair, version):
        self.client, self.session = begin(tlsd)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = client_context(pair, version)
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.done = False

    def next(self):
        """The octets of the next flight, after the server's is complete; empty at the end."""
        while not self.done:
            try:
                self.tls.do_handshake()
                self.done = True
            except ssl.SSLWantReadError:
                pass
            if self.outgoing.pending:
                return self.outgoing.read()
            if not self.done:
                self.incoming.write(self.client.recv(65536))
        return b""

    def end(self, cut):
        """Sends a part of a flight, and goes. The session has never heard anything."""
        self.client.sendall(cut)
        self.client.close()
        return self.session


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_may_go_at_every_octet(version, box, pairs):
    tlsd = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files)
    whole = Flights(tlsd, pairs["ECDSA", 1], version)
    flights = []
    while flight := whole.next():
        flights.append(flight)
        whole.client.sendall(flight)
    assert len(flights) == 2
    whole.end(b"").close()
    for number, flight in enumerate(flights):
        for first in range(0, len(flight), 40):
            sessions = []
            for octets in range(first, min(first + 40, len(flight))):
                handshake = Flights(tlsd, pairs["ECDSA", 1], version)
                for _ in range(number):
                    handshake.client.sendall(handshake.next())
                sessions.append(handshake.end(handshake.next()[:octets]))
            for session in sessions:
                assert read_all(session) == b""
                session.close()
    cuts = sum(map(len, flights))
    deadline = time.monotonic() + 20
    while tlsd.sessions() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert tlsd.sessions() == []
    assert log_of(box).count("event=handshake-failed") == cuts
    assert "session-killed" not in log_of(box)


# ---------------------------------------------------------------------------- close_notify


def test_a_client_that_is_slow_sees_the_end(tlsd, pairs):
    """close_notify comes, however full the way to the client is when the session ends."""
    context = client_context(pairs["ECDSA", 1])
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    with contextlib.ExitStack() as opened:
        connections = []
        for records in range(4, 20):  # what a socket holds is among them
            client, session = begin(tlsd)
            tls = context.wrap_socket(
                client, server_hostname="localhost", suppress_ragged_eofs=False
            )
            connections.append((opened.enter_context(tls), records * 16384))
            with session:
                session.sendall(bytes(records * 16384))
        time.sleep(0.5)  # what can be sent has been sent
        for tls, octets in connections:
            assert len(read_all(tls)) == octets


# ---------------------------------------------------------------------------- many that stall


def session_time(box, pair):
    began = time.monotonic()
    with start(box, "pop3", pair) as tls:
        finish(tls)
    return time.monotonic() - began


def times_beside_stalled(boxes, pair):
    """How many times as long a session takes in the first box. They take turns."""
    times = [[session_time(box, pair) for box in boxes] for _ in range(25)]
    return statistics.median(beside / alone for beside, alone in times)


def test_500_stalled_handshakes_cost_others_little(make_box, pairs):
    settings = ("max_sessions = 600", "handshake_timeout = 300")
    boxes = [make_box(), make_box()]
    servers = [tlsservers.start_tlsd(it, pairs["ECDSA", 1].files, settings=settings) for it in boxes]
    for box, server in zip(boxes, servers):
        tlsservers.over_tlsd(box, server)
    with contextlib.ExitStack() as stalled:
        for number in range(500):
            client, _session = map(stalled.enter_context, begin(servers[0]))
            if number % 2:
                client.sendall(b"\x16\x03\x01\x02\x00\x01")
        deadline = time.monotonic() + 60
        while len(servers[0].sessions()) < 500 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(servers[0].sessions()) == 500
        # Another process may have the machine's attention for a while.
        ratios = []
        while not ratios or (ratios[-1] > 1 / 0.9 and len(ratios) < 4):
            ratios.append(times_beside_stalled(boxes, pairs["ECDSA", 1]))
        assert ratios[-1] <= 1 / 0.9, ratios


# ---------------------------------------------------------------------------- processes are killed


def reply_or_end(connection, command):
    """The reply to a command, or what came before the end. Nothing waits for ever."""
    octets = b""
    try:
        connection.sendall(command)
        while not octets.endswith(b"\r\n") and (more := connection.recv(65536)):
            octets += more
    except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        pass
    return octets


def wait_for_service(box, pair):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            connection = connect(box, "pop3")
            connection.sendall(b"STLS\r\n")
            banner = reply_or_end(connection, b"")
            reply = banner.partition(b"\r\n")[2] or reply_or_end(connection, b"")
            if reply.startswith(b"+OK"):
                with encrypted(connection, client_context(pair)) as tls:
                    assert reply_or_end(tls, b"QUIT\r\n").startswith(b"+OK")
                    return
        time.sleep(0.05)
    raise AssertionError("no service")


def expect_encryption_or_an_end(box, pair, waiting, tls):
    """A session with TLS, and one that waits for it, after some process has died."""
    assert reply_or_end(tls, b"NOOP\r\n")[:3] in (b"", b"250")
    tls.close()
    reply = reply_or_end(waiting, b"STLS\r\n")
    assert reply[:3] in (b"", b"+OK", b"-ER")
    if reply[:3] == b"+OK":
        try:
            with encrypted(waiting, client_context(pair)) as other:
                assert reply_or_end(other, b"NOOP\r\n")[:3] in (b"", b"+OK", b"-ER")
        except (ConnectionResetError, ssl.SSLEOFError):
            pass
        except ssl.SSLError as error:
            assert "ALERT" in error.reason, error  # no octets that are not TLS
    waiting.close()


def test_any_process_may_be_killed_at_any_time(box, tlsd, pairs):
    """Nothing hangs, nothing that was not asked for in plaintext is, and the service is back."""
    pair, choice, groups = pairs["ECDSA", 1], random.Random(17), set()
    victims = set()
    for _ in range(20):
        waiting = connect(box, "pop3")
        assert reply_or_end(waiting, b"").startswith(b"+OK")
        tls = start(box, "smtp", pair)
        processes = {
            "acceptor": [tlsd.process.pid],
            "key process": [tlsd.key_process()],
            "process of a TLS session": tlsd.sessions(),
            "session": [it for it in box.sessions() if it not in tlsd.sessions()],
        }
        kind = choice.choice(sorted(kind for kind, pids in processes.items() if pids and all(pids)))
        victims.add(kind)
        with contextlib.suppress(ProcessLookupError):  # a session of wait_for_service, at its end
            os.kill(choice.choice(processes[kind]), signal.SIGKILL)
        if choice.random() < 0.5:
            time.sleep(choice.random() / 20)
        expect_encryption_or_an_end(box, pair, waiting, tls)
        if kind == "acceptor":
            tlsd.process.wait()
            groups.add(tlsd.process.pid)
            tlsd.start()
        wait_for_service(box, pair)
    assert len(victims) == 4
    assert [left for group in groups for left in end_group(group)] == []
    assert tlsservers.wait_for_end(box, 20) == []


@pytest.mark.parametrize("number", (signal.SIGKILL, signal.SIGSEGV))
def test_the_log_names_the_signal(number, box, tlsd, pairs):
    if SANITIZED and number == signal.SIGSEGV:
        pytest.skip("the address sanitizer takes SIGSEGV for itself")
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        (worker,) = tlsd.sessions()
        os.kill(worker, number)
        assert reply_or_end(tls, b"") == b""
    name = number.name.removeprefix("SIG")
    wait_for_log(box, f"event=session-killed process={worker} signal={name}\n")


# ---------------------------------------------------------------------------- handovers


def test_broken_handovers_are_logged_once_a_second(box, tlsd):
    began = time.monotonic()
    for word in (b"x", b"y", b"w") * 10:  # without descriptors
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(20)
            control.connect(str(tlsd.socket))
            control.sendall(word)
            with contextlib.suppress(ConnectionResetError):
                assert control.recv(1) == b""
    seconds = time.monotonic() - began
    wait_for_log(box, 'problem="broken handover"')
    assert 1 <= log_of(box).count("event=refuse") <= 1 + seconds


@pytest.fixture(name="listen")
def listeners(box):
    """Starts a program as a listener on a socket that it gets; returns the port."""
    running = []

    def listen(program, *words):
        with socket.create_server((HOST, 0)) as bound, open(box.log_file, "ab") as log:
            running.append(
                subprocess.Popen(
                    [*box.command(program, "plaintext_auth=none"), *words],
                    stdin=bound,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                )
            )
            return bound.getsockname()[1]

    yield listen
    for listener in running:
        listener.terminate()
        listener.wait(timeout=20)
        assert end_group(listener.pid) == []


@pytest.mark.parametrize("way", ("starttls", "now"))
def test_the_children_of_a_listener(way, box, tlsd, pairs, listen):
    words = ("-o", f"starttls=unix:{tlsd.socket}", *(("--tls=now",) if way == "now" else ()))
    box.smtp_port, box.pop3_port = (listen(it, *words) for it in (SMTPD, POP3D))
    context = client_context(pairs["ECDSA", 1])

    def serve(protocol):
        connection = connect(box, protocol)
        if way == "starttls":
            ask_for_tls(connection, protocol)
        with encrypted(connection, context) as tls:
            finish(tls)

    for protocol in (*GO_AHEAD, *GO_AHEAD):
        serve(protocol)
    assert log_of(box).count(" tls=yes\n") == 4
    tlsd.process.kill()
    tlsd.process.wait()
    with connect(box, "smtp") as connection:
        connection.sendall(b"EHLO x.example\r\nQUIT\r\n")
        with contextlib.suppress(ConnectionResetError):
            octets = read_all(connection)
            assert octets == b"" if way == "now" else b"STARTTLS" not in octets
    tlsd.start()
    for protocol in GO_AHEAD:
        serve(protocol)


# ---------------------------------------------------------------------------- what is offered


CIPHERS = {
    "TLSv1.3": {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"},
    "TLSv1.2": {
        f"ECDHE-{key}-{cipher}"
        for key in ("RSA", "ECDSA")
        for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
    },
}


@pytest.mark.skipif(not shutil.which("sslscan"), reason="not installed: sslscan")
def test_a_scan(box, tlsd):
    scan = subprocess.run(
        ["sslscan", "--starttls-smtp", "--no-colour", "--xml=-", f"{HOST}:{box.smtp_port}"],
        capture_output=True,
        check=True,
        timeout=600 if SANITIZED else 60,  # for some hundred handshakes
    )
    test = xml.etree.ElementTree.fromstring(scan.stdout).find("ssltest")
    offered = {
        f"{it.get('type').upper().replace('TLS', 'TLSv')}{it.get('version')}"
        for it in test.findall("protocol")
        if it.get("enabled") == "1"
    }
    assert offered == set(CIPHERS)
    for version, ciphers in CIPHERS.items():
        found = [it for it in test.findall("cipher") if it.get("sslversion") == version]
        assert {it.get("cipher") for it in found} == ciphers
    assert test.find("renegotiation").get("supported") != "1"
    # There is no such element if OpenSSL itself can compress nothing.
    assert all(it.get("supported") == "0" for it in test.findall("compression"))
    assert all(it.get("vulnerable") == "0" for it in test.findall("heartbleed"))


def test_no_renegotiation(box, tlsd):
    """openssl asks for it where a line begins with R."""
    client = subprocess.run(
        [
            *("openssl", "s_client", "-starttls", "smtp", "-tls1_2"),
            *("-connect", f"{HOST}:{box.smtp_port}"),
        ],
        input=b"R\n",
        capture_output=True,
        timeout=30,
    )
    text = client.stdout + client.stderr
    assert b"RENEGOTIATING" in text and b"no renegotiation" in text, client
