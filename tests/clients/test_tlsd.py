"""tlsd: where the key is, reload, limits, peers that do not speak TLS, processes that die."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import time

import pytest

import tlsservers
from servers import HOST, TLSD, is_sanitized
from test_cases import read_all, read_until
from test_tls import GO_AHEAD, ask_for_tls, client_context, connect, encrypted
from tlsservers import KEYS

if not TLSD.exists():
    pytest.skip("not built: tlsd", allow_module_level=True)

SANITIZED = is_sanitized(TLSD)


class Pair:
    def __init__(self, folder, kind, serial=1):
        self.trusted, self.key = folder / f"{kind}{serial}.pem", folder / f"{kind}{serial}.key"
        subprocess.run(
            [
                *("openssl", "req", "-x509", *KEYS[kind], "-nodes", "-days", "20"),
                *("-subj", "/CN=localhost", "-set_serial", str(serial)),
                *("-addext", "subjectAltName=DNS:localhost,DNS:mail.example"),
                *("-keyout", self.key, "-out", self.trusted),
            ],
            check=True,
            capture_output=True,
        )
        self.files = (self.trusted, self.key)

    def secret(self):
        """The octets of the private key as they stand in memory, in either order."""
        text = subprocess.run(
            ["openssl", "pkey", "-in", self.key, "-noout", "-text"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        name = r"(?:priv|privateExponent):\n((?:\s+[0-9a-f:]+\n)+)"
        octets = bytes.fromhex(re.sub(r"[\s:]", "", re.search(name, text)[1]))
        octets = octets.lstrip(b"\0")[:24]
        return {octets, octets[::-1]} | {octets[i : i + 8][::-1] for i in (0, 8, 16)}


@pytest.fixture(scope="session", name="pairs")
def make_pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    return {(kind, n): Pair(folder, kind, n) for kind in KEYS for n in (1, 2)}


@pytest.fixture(name="tlsd")
def running(box, pairs):
    """With both kinds of keys, behind the box's ports."""
    settings = ("handshake_timeout = 3", "max_sessions = 600")
    server = tlsservers.start_tlsd(
        box, pairs["RSA", 1].files, pairs["ECDSA", 1].files, settings=settings
    )
    tlsservers.over_tlsd(box, server)
    return server


def start(box, protocol, pair, version=None):
    connection = connect(box, protocol)
    ask_for_tls(connection, protocol)
    context = client_context(pair, version)
    if version == ssl.TLSVersion.TLSv1_2:
        kind = "aECDSA" if "ECDSA" in pair.trusted.name else "aRSA"
        context.set_ciphers(f"{kind}+ECDHE")
    return encrypted(connection, context)


def finish(tls):
    tls.sendall(b"QUIT\r\n")
    assert b"closing the connection" in read_all(tls)


def log_of(box):
    return box.log_file.read_text()


def wait_for_log(box, text, seconds=15):
    deadline = time.monotonic() + seconds
    while text not in log_of(box) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert text in log_of(box)


# ---------------------------------------------------------------------------- certificates


@pytest.mark.parametrize("version", (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3))
@pytest.mark.parametrize("protocol", GO_AHEAD)
@pytest.mark.parametrize("kind", KEYS)
def test_both_kinds_of_keys(kind, protocol, version, box, tlsd, pairs):
    if version == ssl.TLSVersion.TLSv1_3 and kind == "RSA":
        client = subprocess.run(
            [
                *("openssl", "s_client", "-starttls", protocol, "-quiet", "-tls1_3"),
                *("-sigalgs", "rsa_pss_rsae_sha256", "-verify_return_error"),
                *("-connect", f"{HOST}:{getattr(box, f'{protocol}_port')}"),
                *("-CAfile", pairs[kind, 1].trusted, "-verify_hostname", "localhost"),
            ],
            input=b"QUIT\r\n",
            capture_output=True,
            timeout=30,
        )
        assert b"closing the connection" in client.stdout, client
        return
    with start(box, protocol, pairs[kind, 1], version) as tls:
        assert tls.version() == version.name.replace("_", ".")
        finish(tls)


@pytest.mark.parametrize("version", (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3))
def test_a_session_is_resumed_by_another_process(version, box, tlsd, pairs):
    """With TLS 1.3: those of TLS 1.2 would have no forward secrecy."""
    context = client_context(pairs["ECDSA", 1], version)
    if version == ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("aECDSA+ECDHE")
    ticket = None
    for reload in (False, False, True):
        if reload:
            tlsd.process.send_signal(signal.SIGHUP)
            wait_for_log(box, "event=reload")
        connection = connect(box, "pop3")
        ask_for_tls(connection, "pop3")
        with context.wrap_socket(
            connection, server_hostname="localhost", session=ticket
        ) as tls:
            resumes = ticket is not None and version == ssl.TLSVersion.TLSv1_3
            assert tls.session_reused == resumes
            tls.sendall(b"CAPA\r\n")
            read_until(tls, b"\r\n.\r\n")
            ticket = tls.session
            assert ticket.has_ticket == (version == ssl.TLSVersion.TLSv1_3)
            finish(tls)


@pytest.mark.parametrize("arguments", (("-tls1_1",), ("-tls1_2", "-cipher", "AES128-SHA"),
                                       ("-tls1_2", "-cipher", "AES128-GCM-SHA256"),
                                       ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"),
                                       ("-tls1_3", "-groups", "ffdhe2048"),
                                       ("-tls1_3", "-groups", "P-521")))
def test_what_is_weak_is_refused(arguments, box, tlsd):
    client = subprocess.run(
        [
            *("openssl", "s_client", "-starttls", "smtp", *arguments),
            *("-connect", f"{HOST}:{box.smtp_port}"),
        ],
        input=b"",
        capture_output=True,
        timeout=30,
    )
    assert client.returncode != 0 and b"alert" in client.stderr, client
    wait_for_log(box, "event=handshake-failed")


# ---------------------------------------------------------------------------- the key


def memory_of(pid):
    """All that the process can read."""
    found = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            range_, rights = line.split()[:2]
            if "r" in rights and "[v" not in line:
                first, end = (int(number, 16) for number in range_.split("-"))
                with contextlib.suppress(OSError):
                    memory.seek(first)
                    found.append(memory.read(end - first))
    return b"\n".join(found)


def expect_no_key(processes, pairs):
    for kind in KEYS:
        text = pairs[kind, 1].key.read_bytes().splitlines()[3]
        for pid in processes:
            octets = memory_of(pid)
            secret = pairs[kind, 1].secret()
            assert not any(part in octets for part in (*secret, text)), (kind, pid)


@pytest.mark.skipif(os.geteuid() != 0, reason="not root: memory cannot be read")
@pytest.mark.skipif(SANITIZED, reason="the address sanitizer maps terabytes, and keeps what is freed")
def test_only_the_key_process_has_the_key(tmp_path, box, tlsd, pairs):
    rsa, ecdsa = pairs["RSA", 1], pairs["ECDSA", 1]
    with start(box, "smtp", rsa, ssl.TLSVersion.TLSv1_2) as one, start(box, "pop3", ecdsa) as two:
        others = [tlsd.process.pid, *box.sessions()]
        assert len(others) >= 5
        for kind in KEYS:
            octets = memory_of(tlsd.key_process())
            assert any(part in octets for part in pairs[kind, 1].secret()), "the search is wrong"
        expect_no_key(others, pairs)
        finish(one)
        finish(two)
    tlsd.process.send_signal(signal.SIGHUP)
    wait_for_log(box, "event=reload\n")
    expect_no_key([tlsd.process.pid], pairs)
    both = tmp_path / "both"
    both.write_bytes(rsa.trusted.read_bytes() + rsa.key.read_bytes())
    tlsd.install((both, both), ecdsa.files)
    tlsd.process.send_signal(signal.SIGHUP)
    wait_for_log(box, "event=reload-failed")
    assert "there is a private key in this file" in log_of(box)
    expect_no_key([tlsd.process.pid], pairs)


def serial(box, pair):
    with start(box, "smtp", pair) as tls:
        number = int(tls.getpeercert()["serialNumber"], 16)
        finish(tls)
    return number


def test_reload_takes_certificate_and_key_together(box, tlsd, pairs):
    old, new = pairs["ECDSA", 1], pairs["ECDSA", 2]
    rsa = pairs["RSA", 1].files
    assert serial(box, old) == 1
    with start(box, "smtp", old) as tls:
        before = tlsd.key_process()
        tlsd.install(rsa, (new.trusted, old.key))
        tlsd.process.send_signal(signal.SIGHUP)
        wait_for_log(box, "event=reload-failed")
        assert "this is not the key of the certificate" in log_of(box)
        assert serial(box, old) == 1 and tlsd.key_process() == before
        tlsd.install(rsa, new.files)
        tlsd.process.send_signal(signal.SIGHUP)
        wait_for_log(box, "event=reload\n")
        assert serial(box, new) == 2
        with pytest.raises(ssl.SSLError):
            serial(box, old)
        finish(tls)
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{before}/fd/0") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert tlsd.key_process() != before


def wait_for_another_key_process(tlsd, before):
    deadline = time.monotonic() + 10
    while tlsd.key_process() in (None, before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert tlsd.key_process() not in (None, before)


def test_the_log_may_be_the_system_log(box, pairs):
    """Its address is sealed in memory, which the sandbox lets the acceptor do only."""
    pair = pairs["ECDSA", 1]
    tlsd = tlsservers.start_tlsd(box, pair.files, log=os.devnull)
    tlsservers.over_tlsd(box, tlsd)
    for _ in range(2):
        assert serial(box, pair) == 1
        before = tlsd.key_process()
        tlsd.process.send_signal(signal.SIGHUP)
        wait_for_another_key_process(tlsd, before)
    assert serial(box, pair) == 1


def open_fifo(path):
    """To write to it, once it has a reader."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.02)
    raise AssertionError("no reader")


@pytest.fixture(name="public_folder")
def folder_for_any_user():
    with tempfile.TemporaryDirectory(prefix="pillarbox-tlsd-") as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


def test_a_reload_may_come_at_the_start(public_folder, pairs):
    """While the certificate is read: here it is a FIFO."""
    pair = pairs["ECDSA", 1]
    fifo, conf = public_folder / "fifo", public_folder / "tlsd.conf"
    os.mkfifo(fifo)
    key = tlsservers.readable(pair.key, public_folder, "key")
    user = "nobody" if os.geteuid() == 0 else ""
    conf.write_text(
        f"certificate = {fifo}\nkey = {key}\n"
        f"listen = {public_folder}/socket\nuser = {user}\n"
    )
    fifo.chmod(0o644)
    log = public_folder / "log"
    with open(log, "wb") as stderr:
        server = subprocess.Popen([TLSD, "-c", conf], stderr=stderr)
    for first in (True, False):
        with os.fdopen(open_fifo(fifo), "wb") as certificate:
            if first:
                server.send_signal(signal.SIGHUP)
            certificate.write(pair.trusted.read_bytes())
        time.sleep(0.3)  # until it has been read to its end
    deadline = time.monotonic() + 10
    while "event=reload\n" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    server.terminate()
    assert server.wait(timeout=10) == 0
    assert "event=reload\n" in log.read_text()


SAME_TYPE = "both keys are of the same type"


@pytest.mark.parametrize("kind", KEYS)
def test_two_keys_of_one_type_are_refused(kind, tmp_path, box, tlsd, pairs):
    """By the check, at the start, and by a reload."""
    both = pairs[kind, 1].files, pairs[kind, 2].files
    bad = check(tmp_path, *both)
    assert bad.returncode == 78 and SAME_TYPE in bad.stderr, bad
    with pytest.raises(AssertionError, match=SAME_TYPE):
        tlsservers.Tlsd(tmp_path / "log", *both)
    tlsd.install(*both)
    for times in range(1, 4):
        tlsd.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 15
        while log_of(box).count("reload-failed") < times and time.monotonic() < deadline:
            time.sleep(0.02)
    assert log_of(box).count(SAME_TYPE) == 3
    assert serial(box, pairs["ECDSA", 1]) == 1


# ---------------------------------------------------------------------------- peers


NO_TLS = {
    "garbage": bytes(range(255, 0, -1)) * 20,
    "smtp": b"EHLO client.example\r\nNOOP\r\n",
    "http": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_TLS)
def test_who_speaks_something_else(sent, box, tlsd):
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    connection.sendall(NO_TLS[sent])
    try:
        octets = read_all(connection)
    except ConnectionResetError:
        octets = b""
    assert b"250" not in octets and b"OK" not in octets
    wait_for_log(box, "event=handshake-failed peer=127.0.0.1 version=")
    assert log_of(box).count("event=handshake-failed") == 1
    assert tlsservers.wait_for_end(box, 10) == []


def test_the_log_names_the_client_of_a_load_balancer(box, pairs):
    server = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files)
    tlsservers.over_tlsd(box, server, options=("-o", "proxy_protocol=127.0.0.1"))
    with connect(box, "smtp") as connection:
        connection.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 50000 25\r\n")
        ask_for_tls(connection, "smtp")
        connection.sendall(b"no TLS at all\r\n")
        wait_for_log(box, "event=handshake-failed peer=192.0.2.7 balancer=127.0.0.1 version=")


@pytest.mark.parametrize("pace", (None, 1.0))
def test_the_handshake_has_a_limit(pace, box, tlsd):
    """Silence, and one octet a second."""
    began = time.monotonic()
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    connection.settimeout(pace or 20)
    hello = iter(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100))
    while time.monotonic() - began < 15:
        try:
            if connection.recv(100) == b"":
                break
        except TimeoutError:
            connection.sendall(bytes([next(hello)]))
        except OSError:
            break
    assert 2.5 < time.monotonic() - began < 12
    wait_for_log(box, "reason=timeout")
    assert tlsservers.wait_for_end(box, 10) == []


def client_octets(box, pair):
    """What a client sends in a handshake."""
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = client_context(pair).wrap_bio(incoming, outgoing, server_hostname="localhost")
    sent = []
    while True:
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.do_handshake()
            sent.append(outgoing.read())
            connection.close()
            return sent
        sent.append(outgoing.read())
        connection.sendall(sent[-1])
        incoming.write(connection.recv(65536))


def test_a_client_may_go_at_each_octet(box, tlsd, pairs):
    hello = client_octets(box, pairs["ECDSA", 1])[0]
    for octets in (*range(0, 12), *range(12, len(hello), 23), len(hello)):
        connection = connect(box, "smtp")
        ask_for_tls(connection, "smtp")
        connection.sendall(hello[:octets])
        connection.close()
    assert tlsservers.wait_for_end(box, 20) == []
    with start(box, "smtp", pairs["RSA", 1], ssl.TLSVersion.TLSv1_2) as tls:
        finish(tls)


def test_input_may_end_without_close_notify(box, tlsd, pairs):
    """The replies that are due still come."""
    tls = start(box, "pop3", pairs["ECDSA", 1])
    tls.sendall(b"CAPA\r\n" * 50 + b"QUIT\r\n")
    socket.socket.shutdown(tls, socket.SHUT_WR)
    octets = read_all(tls)
    assert octets.count(b"+OK") == 51 and octets.endswith(b"closing the connection\r\n")
    tls.close()


def test_stalled_handshakes_do_not_matter_to_others(box, tlsd, pairs):
    stalled = []
    for _ in range(100):
        connection = connect(box, "smtp")
        ask_for_tls(connection, "smtp")
        stalled.append(connection)
    for _ in range(5):
        with start(box, "pop3", pairs["ECDSA", 1]) as tls:
            finish(tls)
    for connection in stalled:
        connection.close()
    assert tlsservers.wait_for_end(box, 30) == []


def test_limit_of_sessions(box, pairs):
    server = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files, settings=("max_sessions = 2",))
    tlsservers.over_tlsd(box, server)
    waiting = [connect(box, "smtp") for _ in range(5)]  # these do not count
    both = [start(box, "smtp", pairs["ECDSA", 1]) for _ in range(2)]
    for _ in range(10):
        with pytest.raises(OSError):
            start(box, "smtp", pairs["ECDSA", 1])
    assert 1 <= log_of(box).count("event=refuse") < 10
    finish(both[0])
    assert tlsservers.wait_for_end(box, 0.5) != []
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)
    for connection in (*waiting, *both):
        connection.close()


# ---------------------------------------------------------------------------- processes die


def answer(connection):
    """Until the end; never anything that was not encrypted."""
    connection.settimeout(20)
    with contextlib.suppress(ConnectionResetError, ssl.SSLError):
        return read_all(connection)
    return b""


def test_the_key_process_is_killed(box, tlsd, pairs):
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        before = tlsd.key_process()
        os.kill(before, signal.SIGKILL)
        wait_for_log(box, "event=key-process-ended")
        wait_for_another_key_process(tlsd, before)
        finish(tls)
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)


def test_the_key_process_is_started_once_a_second(box, tlsd, pairs):
    began, before = time.monotonic(), None
    for _ in range(3):
        wait_for_another_key_process(tlsd, before)
        before = tlsd.key_process()
        os.kill(before, signal.SIGKILL)
    wait_for_another_key_process(tlsd, before)
    assert time.monotonic() - began > 2
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)


def test_the_key_process_hangs(box, pairs):
    tlsd = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files)
    tlsservers.over_tlsd(box, tlsd)
    began = time.monotonic()
    os.kill(tlsd.key_process(), signal.SIGSTOP)
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    with pytest.raises(OSError):
        connection.settimeout(30)
        encrypted(connection, client_context(pairs["ECDSA", 1]))
    assert time.monotonic() - began < 9
    wait_for_log(box, 'reason="no signature from the key process"')
    os.kill(tlsd.key_process(), signal.SIGCONT)
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)


class Handshake:
    """One whose first flight is sent at once, and the rest when the server has answered."""

    def __init__(self, box, pair):
        self.connection = connect(box, "smtp")
        ask_for_tls(self.connection, "smtp")
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = client_context(pair)
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")

    def step(self):
        """True when it is complete."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
            return True
        self.connection.sendall(self.outgoing.read())
        return False

    def complete(self):
        done = False
        while not done:
            octets = self.connection.recv(65536)
            assert octets, "the server has ended"
            self.incoming.write(octets)
            done = self.step()
        self.connection.close()


def test_many_requests_wait_for_the_key_process(box, pairs):
    tlsd = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files)
    tlsservers.over_tlsd(box, tlsd)
    # With sanitizers, more could not begin within the time that a request may wait.
    many = [Handshake(box, pairs["ECDSA", 1]) for _ in range(20 if SANITIZED else 80)]
    os.kill(tlsd.key_process(), signal.SIGSTOP)
    for handshake in many:
        assert not handshake.step()
    time.sleep(1)
    os.kill(tlsd.key_process(), signal.SIGCONT)
    for handshake in many:
        handshake.complete()


def test_a_session_of_tlsd_ignores_a_reload(box, tlsd, pairs):
    """As when SIGHUP is sent to all processes by name."""
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        (worker,) = tlsd.sessions()
        os.kill(worker, signal.SIGHUP)
        finish(tls)


def test_a_session_of_tlsd_is_killed(box, tlsd, pairs):
    tls = start(box, "smtp", pairs["ECDSA", 1])
    (worker,) = tlsd.sessions()
    os.kill(worker, signal.SIGKILL)
    assert answer(tls) == b""
    wait_for_log(box, "event=session-killed")
    assert tlsservers.wait_for_end(box, 10) == []


def test_a_session_of_smtpd_is_killed(box, tlsd, pairs):
    tls = start(box, "smtp", pairs["ECDSA", 1])
    (session,) = [pid for pid in box.sessions() if pid not in tlsd.sessions()]
    os.kill(session, signal.SIGKILL)
    assert answer(tls) == b""
    assert tlsservers.wait_for_end(box, 10) == []


def title(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode()


def test_titles(box, tlsd, pairs):
    with start(box, "smtp", pairs["ECDSA", 1]):
        assert [title(pid) for pid in tlsd.sessions()] == [f"{TLSD.name}: 127.0.0.1"]
        assert title(tlsd.process.pid) == f"{TLSD.name}: listening"
        assert title(tlsd.key_process()) == f"{TLSD.name}: signing"


def test_the_acceptor_is_killed(box, tlsd, pairs):
    waiting = connect(box, "smtp")
    read_until(waiting, b"\r\n")
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        tlsd.process.kill()
        tlsd.process.wait()
        finish(tls)  # a session that has TLS goes on
    waiting.sendall(b"STARTTLS\r\n")
    assert read_until(waiting, b"\r\n").startswith(b"454 4.7.0 ")
    waiting.close()
    with connect(box, "smtp") as connection:
        connection.sendall(b"EHLO x.example\r\nQUIT\r\n")
        assert b"STARTTLS" not in read_all(connection)
    assert "event=tls-failed" in log_of(box)


def test_implicit_tls_is_never_plaintext(box, pairs):
    server = tlsservers.start_tlsd(box, pairs["ECDSA", 1].files)
    tlsservers.over_tlsd(box, server, options=("--tls=now",))
    server.process.kill()
    server.process.wait()
    for protocol in GO_AHEAD:
        with connect(box, protocol) as connection:
            assert answer(connection) == b""
    assert log_of(box).count("event=tls-failed") == 2


# ---------------------------------------------------------------------------- the program


def check(folder, *pairs, settings=""):
    conf = folder / "tlsd.conf"
    names = ("", "2")
    conf.write_text(
        "".join(
            f"certificate{n} = {certificate}\nkey{n} = {key}\n"
            for n, (certificate, key) in zip(names, pairs)
        )
        + settings
    )
    return subprocess.run(
        [TLSD, "-t", "-c", conf], capture_output=True, text=True, timeout=30
    )


def test_the_check(tmp_path, pairs):
    one, two = pairs["RSA", 1], pairs["ECDSA", 1]
    good = check(tmp_path, one.files, two.files)
    assert good.returncode == 0 and good.stderr == ""
    assert "max_sessions = 1000\n" in good.stdout
    line = rf"# {one.trusted}: (19|20) days left, 1 in the chain, names: localhost mail.example\n"
    assert re.search(line, good.stdout)
    for files, problem in (
        (((one.trusted, two.key),), "this is not the key of the certificate"),
        (((one.trusted, tmp_path / "none"),), "No such file or directory"),
        (((tmp_path / "none", one.key),), "No such file or directory"),
        (((one.key, one.key),), "there is a private key in this file"),
        (((tmp_path / "tlsd.conf", one.key),), "no start line"),
        (((tmp_path, one.key),), "Is a directory"),
        ((("/dev/zero", one.key),), "the file is too long"),
    ):
        bad = check(tmp_path, *files)
        assert bad.returncode == 78 and problem in bad.stderr, bad
    bad = check(tmp_path, one.files, settings="lisen = /x\n")
    assert bad.returncode == 78 and ":3: lisen: there is no such setting" in bad.stderr


@pytest.mark.parametrize(
    ("setting", "problem"),
    (("user = nosuchuser", "no such user"), ("group = nosuchgroup", "no such group")),
)
def test_the_check_looks_for_user_and_group(setting, problem, tmp_path, pairs):
    bad = check(tmp_path, pairs["RSA", 1].files, settings=f"{setting}\n")
    assert bad.returncode == 78 and problem in bad.stderr, bad


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    (("20990101000000Z", "20991231000000Z", "not valid yet"),
     ("20200101000000Z", "20200201000000Z", "has expired")),
)
def test_the_check_looks_at_the_dates(first, last, problem, tmp_path, pairs):
    key, request = pairs["RSA", 1].key, tmp_path / "request"
    certificate = tmp_path / "certificate"
    (tmp_path / "index").touch()
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "conf").write_text(
        f"[ca]\ndefault_ca = own\n[own]\ndatabase = {tmp_path}/index\n"
        f"serial = {tmp_path}/serial\nnew_certs_dir = {tmp_path}\n"
        "default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n"
    )
    for command in (
        ("req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", request),
        (
            *("ca", "-batch", "-selfsign", "-config", tmp_path / "conf", "-keyfile", key),
            *("-startdate", first, "-enddate", last, "-in", request, "-out", certificate),
        ),
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    bad = check(tmp_path, (certificate, key))
    assert bad.returncode == 78 and problem in bad.stderr, bad


def test_a_second_start_leaves_the_first_alone(box, tlsd, pairs):
    second = subprocess.run([TLSD, "-c", tlsd.conf], capture_output=True, text=True, timeout=30)
    assert second.returncode == 1 and "Address already in use" in second.stderr, second
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)
    tlsd.process.kill()  # its socket is left
    tlsd.process.wait()
    tlsd.start()
    with start(box, "smtp", pairs["ECDSA", 1]) as tls:
        finish(tls)


def test_usage():
    for arguments in (("-x",), ("more",), ("-c",)):
        bad = subprocess.run([TLSD, *arguments], capture_output=True, text=True)
        usage = f"usage: {TLSD.name} [-t] [-c file] [--version]\n"
        assert bad.returncode == 64 and usage in bad.stderr
