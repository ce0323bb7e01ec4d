"""Load balancers that speak the PROXY protocol, and others that only pretend to be one."""

import socket
import struct
import subprocess
import time
from contextlib import ExitStack, suppress

import pytest

from listeners import SETTINGS, Listener
from servers import POP3D, SMTPD
from sockets import WIRES, create_account
from wire import Closed, Smtp

PROGRAMS = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
BALANCER = "proxy_protocol=10.0.0.0/8, 127.0.0.1"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
TOO_MANY = b"421 4.3.2 Too many sessions, try again later, closing"


def line(client):
    return f"PROXY TCP{6 if ':' in client else 4} {client} {client} 1234 25\r\n".encode()


def binary(client, more=b""):
    """more: what a balancer may add."""
    family = socket.AF_INET6 if ":" in client else socket.AF_INET
    address = socket.inet_pton(family, client)
    rest = 2 * address + struct.pack("!HH", 1234, 25) + more
    octet = 0x21 if ":" in client else 0x11
    return SIGNATURE + struct.pack("!BBH", 0x21, octet, len(rest)) + rest


def health_check():
    return SIGNATURE + b"\x20\0\0\0"


@pytest.fixture(name="run")
def start_listeners(tmp_path):
    """What starts a listener that ends with the test."""
    subprocess.run([SMTPD, "-c", "/dev/null", "-d", tmp_path / "mail.db", "--create"], check=True)
    with ExitStack() as stack:
        yield lambda program, *settings: stack.enter_context(Listener(program, tmp_path, *settings))


def behind(listener, header, source="127.0.0.1"):
    peer = listener.connect(source)
    peer.send(header)
    return peer


def greeted(listener, header):
    peer = behind(listener, header)
    assert peer.reply().good
    return peer


def expect_end(peer):
    with pytest.raises(Closed):
        peer.fill()


@PROGRAMS
@pytest.mark.parametrize(
    "header, client",
    (
        (line("192.0.2.7"), "192.0.2.7"),
        (line("2001:db8::7"), "2001:db8::7"),
        (binary("192.0.2.7"), "192.0.2.7"),
        (binary("2001:db8::7", b"\x04\0\x02xy" * 1000), "2001:db8::7"),
        (line("127.0.0.1"), "127.0.0.1"),
        (b"PROXY UNKNOWN\r\n", "unknown"),
        (health_check(), "127.0.0.1"),
    ),
    ids=("v1-ipv4", "v1-ipv6", "v2-ipv4", "v2-ipv6", "v1-loopback", "v1-unknown", "v2-local"),
)
def test_the_client_is_the_peer(run, program, header, client):
    """And none of them is local: such a peer could create the account foo, without TLS."""
    listener = run(program, BALANCER)
    peer = greeted(listener, header)
    assert f" event=connect peer={client} balancer=127.0.0.1\n" in listener.log()
    if program == SMTPD:
        assert b"password" not in peer.command(b"EHLO foo").text
    else:
        assert peer.command(b"USER foo").text == b"-ERR A password requires TLS here"
    assert peer.command(b"QUIT").good


def test_the_trace_names_the_client(run, tmp_path):
    create_account(tmp_path, "alice", "secret")
    peer = greeted(run(SMTPD, BALANCER), binary("192.0.2.7"))
    for command in (b"EHLO client.example", b"MAIL FROM:<x@remote.example>"):
        assert peer.command(command).good
    assert peer.command(b"RCPT TO:<alice@mail.example>").good and peer.command(b"DATA").good
    assert peer.command(b"Subject: one\r\n\r\ntext\r\n.").good
    peer = run(POP3D).greeted()
    assert peer.command(b"USER alice").good and peer.command(b"PASS secret").good
    message = peer.command(b"RETR 1", with_body=True).body
    assert b"Received: from client.example ([192.0.2.7])" in message


@PROGRAMS
def test_a_header_may_come_in_pieces(run, program):
    listener = run(program, BALANCER)
    for header in (line("192.0.2.7"), binary("192.0.2.7", b"more")):
        peer = listener.connect()
        for number in range(len(header)):
            peer.send(header[number : number + 1])
            time.sleep(0.002)
        assert peer.reply().good and peer.command(b"QUIT").good
    assert listener.log().count("event=connect peer=192.0.2.7 balancer=127.0.0.1\n") == 2


@PROGRAMS
def test_what_follows_the_header_is_the_clients(run, program):
    peer = behind(run(program, BALANCER), line("192.0.2.7") + b"NOOP\r\nQUIT\r\n")
    assert peer.reply().good
    peer.reply()
    assert peer.reply().good
    expect_end(peer)


@PROGRAMS
@pytest.mark.parametrize(
    "octets, problem",
    (
        (b"EHLO client.example\r\n", "not a header"),
        (b"PROXY TCP4 192.0.2.7\r\n", "not a header"),
        (SIGNATURE + b"\x11\x11\0\x0c", "not a header"),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\0\0\0\0\0", "not a header"),
        (b"PROXY TCP4 192", "closed"),
        (binary("192.0.2.7")[:20], "closed"),
        (b"", "closed"),
    ),
    ids=("smtp", "half-line", "version", "tls", "cut-line", "cut-binary", "nothing"),
)
def test_a_balancer_must_send_one(run, program, octets, problem):
    listener = run(program, BALANCER)
    peer = behind(listener, octets)
    with suppress(OSError):  # it may have been refused already
        peer.connection.shutdown(socket.SHUT_WR)
    expect_end(peer)
    listener.wait_for_log(" event=proxy-header balancer=127.0.0.1 problem=")
    assert problem in listener.log() and "event=connect" not in listener.log()


def test_silence_is_not_awaited_for_long(run):
    listener = run(SMTPD, BALANCER)
    start = time.monotonic()
    peers = [behind(listener, octets) for octets in (b"", b"PROXY ", SIGNATURE)]
    for peer in peers:
        expect_end(peer)
    assert 4 < time.monotonic() - start < 20
    assert listener.log().count("event=proxy-header balancer=127.0.0.1 problem=timeout\n") == 3


@PROGRAMS
def test_nobody_else_is_believed(run, program):
    """For a client that is no balancer the header is a command that does not exist."""
    for settings in ((), (BALANCER,)):
        listener = run(program, *settings)
        source = "127.0.0.2" if settings else "127.0.0.1"
        peer = behind(listener, line("192.0.2.7"), source)
        assert peer.reply().good and not peer.reply().good
        assert peer.command(b"QUIT").good
    assert "192.0.2.7" not in listener.log()


def test_clients_count_by_their_own_address(run):
    listener = run(SMTPD, BALANCER, "max_sessions_per_network=2")
    peers = [greeted(listener, line("192.0.2.7")) for _ in range(2)]
    refused = behind(listener, binary("192.0.2.7"))
    assert refused.reply().text == TOO_MANY
    expect_end(refused)
    assert " event=refuse network=192.0.2.7 problem=max_sessions_per_network\n" in listener.log()
    peers += [greeted(listener, line(f"198.51.100.{n}")) for n in range(5)]
    peers += [greeted(listener, health_check()) for _ in range(3)]
    assert peers[0].command(b"QUIT").good
    expect_end(peers[0])
    listener.wait_until(lambda: len(listener.sessions()) == 9, "the end of the session")
    assert greeted(listener, line("192.0.2.7")).command(b"QUIT").good


def test_no_program_for_tls_hides_the_client(run):
    """It would know only the balancer, which may be local."""
    listener = run(SMTPD, BALANCER, "starttls=/bin/true")
    assert b"STARTTLS" not in greeted(listener, line("192.0.2.7")).command(b"EHLO c.example").text
    assert b"STARTTLS" in listener.greeted("127.0.0.2").command(b"EHLO c.example").text


def test_clients_that_cannot_be_counted_are_refused(run, tmp_path):
    (tmp_path / "mail.db-turns").mkdir()
    listener = run(SMTPD, BALANCER)
    assert behind(listener, line("192.0.2.7")).reply().temporary
    assert "event=refuse network=192.0.2.7 problem=" in listener.log()


def test_a_session_that_is_executed_reads_it_too(tmp_path):
    """There is no listener, and so no limit."""
    options = [word for one in (*SETTINGS, BALANCER) for word in ("-o", one)]
    options += ["-o", "max_sessions_per_network=1", "-d", tmp_path / "mail.db"]
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:
        for _ in range(2):
            ours = stack.enter_context(socket.create_connection(server.getsockname()))
            with server.accept()[0] as theirs, open(tmp_path / "log", "ab") as log:
                program = stack.enter_context(
                    subprocess.Popen(
                        [SMTPD, "-c", "/dev/null", *options], stdin=theirs, stdout=theirs, stderr=log
                    )
                )
            peer = WIRES[SMTPD](ours)
            peer.send(line("192.0.2.7"))
            assert isinstance(peer, Smtp) and peer.reply().good
            stack.callback(program.wait, 20)
            stack.callback(ours.close)
    assert (tmp_path / "log").read_text().count("connect peer=192.0.2.7 balancer=127.0.0.1\n") == 2
