"""Real clients over real TLS: tlsd, stunnel as in the samples, and a super-server with UCSPI-TLS."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

import messages
import tlsservers
from mailclients import (
    ClientFailed,
    Curl,
    Fetchmail,
    Getmail,
    Java,
    Mpop,
    Msmtp,
    Mutt,
    Nodemailer,
    Python,
    Swaks,
)
from servers import HOST, HOSTNAME, OUTSIDER, SMTPD
from test_cases import read_all, read_until

pytestmark = pytest.mark.skipif(
    bool(tlsservers.missing()), reason=f"not installed: {', '.join(tlsservers.missing())}"
)

HOW = {
    "stunnel": (tlsservers.by_starttls, "starttls"),
    "ucspi-tls": (tlsservers.by_ucspi_tls, "starttls"),
    "tlsd": (tlsservers.by_tlsd, "starttls"),
    "implicit": (tlsservers.from_the_first_octet, "implicit"),
    "tlsd-now": (tlsservers.by_tlsd_now, "implicit"),
}
STARTTLS = [how for how, (_, when) in HOW.items() if when == "starttls"]
SENDERS = (Curl, Swaks, Msmtp, Python, Mutt, Java, Nodemailer)
FETCHERS = (Curl, Mpop, Fetchmail, Getmail, Python, Mutt, Java)
NO_STLS = (Getmail,)
SLOW = (Mutt, Java, Nodemailer)  # these only over tlsd


def every(kinds):
    """Every client with every kind of TLS that it knows."""
    return pytest.mark.parametrize(
        ("kind", "how"),
        [
            pytest.param(kind, how, id=f"{kind.name}-{how}")
            for kind in kinds
            for how in HOW
            if HOW[how][1] == "implicit" or kind not in NO_STLS
            if how.startswith("tlsd") or kind not in SLOW
        ],
    )


@pytest.fixture(scope="session", name="certificates")
def make_certificates(tmp_path_factory):
    """The one that servers show, and another one."""
    folder = tmp_path_factory.mktemp("certificates")
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)  # some clients run as nobody
    return [tlsservers.Certificate(folder / f"{serial}", serial) for serial in (1, 2)]


@pytest.fixture(name="certificate")
def first_certificate(certificates):
    return certificates[0]


@pytest.fixture(name="make_tls_client")
def tls_clients(make_client):
    def make(kind, box, how, certificate):
        client = make_client(kind, box)
        client.tls = HOW[how][1]
        client.trusted = client.write("trusted.pem", certificate.trusted.read_bytes())
        return client

    return make


def received_by(box, login):
    (stored,) = box.stored(login)
    return re.search(rb"^Received: [^\r]*\r\n\tby [^ ]+ with ([^ ]+) id ", stored, re.MULTILINE)[1]


@every(SENDERS)
def test_send(kind, how, box, certificate, make_tls_client):
    alice, bob = box.accounts("alice", "bob")
    HOW[how][0](box, certificate.both)
    client, mail = make_tls_client(kind, box, how, certificate), messages.dots()
    client.send(mail, alice.address, [bob.address], login=alice)
    (stored,) = box.stored(bob)
    check = messages.assert_unchanged if client.exact else messages.assert_same_parts
    check(stored, alice.address, mail)
    assert received_by(box, bob) == b"ESMTPSA"


@every(FETCHERS)
def test_fetch_and_delete(kind, how, box, certificate, make_tls_client):
    alice = box.account("alice")
    box.deposit(messages.dots().octets, alice)
    box.deposit(messages.attachment().octets, alice)
    HOW[how][0](box, certificate.both)
    client = make_tls_client(kind, box, how, certificate)
    stored = sorted(client.as_kept(octets) for octets in box.stored(alice))
    assert sorted(client.fetch(alice)) == stored
    client = make_tls_client(kind, box, how, certificate)
    assert sorted(client.fetch(alice, delete=True)) == stored
    assert box.stored(alice) == []


@every(SENDERS)
def test_sender_does_not_trust_another_certificate(
    kind, how, box, certificates, make_tls_client
):
    alice, bob = box.accounts("alice", "bob")
    HOW[how][0](box, certificates[0].both)
    client = make_tls_client(kind, box, how, certificates[1])
    with pytest.raises(ClientFailed):
        client.send(messages.dots(), alice.address, [bob.address], login=alice)
    assert box.stored(bob) == []


@every(FETCHERS)
def test_fetcher_does_not_trust_another_certificate(
    kind, how, box, certificates, make_tls_client
):
    alice = box.account("alice")
    box.deposit(messages.dots().octets, alice)
    HOW[how][0](box, certificates[0].both)
    try:
        fetched = make_tls_client(kind, box, how, certificates[1]).fetch(alice)
    except ClientFailed:
        fetched = []
    assert fetched == []


@pytest.mark.parametrize("how", STARTTLS)
def test_no_password_without_tls(how, box, certificate, make_client):
    alice, bob = box.accounts("alice", "bob")
    HOW[how][0](box, certificate.both)
    with pytest.raises(ClientFailed):
        make_client(Python, box).send(messages.dots(), alice.address, [bob.address], login=alice)
    with pytest.raises(ClientFailed):
        make_client(Python, box).fetch(alice)
    # Mail from outside may come either way.
    make_client(Python, box).send(messages.dots(), OUTSIDER, [bob.address])
    assert received_by(box, bob) == b"ESMTP"


# ---------------------------------------------------------------------------- versions


def client_context(certificate, version=None):
    context = ssl.create_default_context(cafile=certificate.trusted)
    if version:
        context.minimum_version = context.maximum_version = version
    return context


GO_AHEAD = {"smtp": (b"STARTTLS\r\n", b"220 2.0.0"), "pop3": (b"STLS\r\n", b"+OK ")}


def connect(box, protocol):
    connection = socket.create_connection((HOST, getattr(box, f"{protocol}_port")), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ask_for_tls(connection, protocol, behind=b""):
    """Sends the command, and what is behind it in the same segment; the go-ahead comes."""
    command, reply = GO_AHEAD[protocol]
    read_until(connection, b"\r\n")
    connection.sendall(command + behind)
    line = read_until(connection, b"\r\n")
    assert line.startswith(reply) and line.count(b"\r\n") == 1


def encrypted(connection, context):
    return context.wrap_socket(connection, server_hostname="localhost")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("version", (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3))
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_versions(how, version, protocol, box, certificate):
    HOW[how][0](box, certificate.both)
    connection = connect(box, protocol)
    if how in STARTTLS:
        ask_for_tls(connection, protocol)
    with encrypted(connection, client_context(certificate, version)) as tls:
        assert tls.version() == version.name.replace("_", ".")
        if how not in STARTTLS:
            read_until(tls, b"\r\n")
        tls.sendall(b"QUIT\r\n")
        assert b"closing the connection" in read_all(tls)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("how", ("stunnel", "tlsd", "implicit", "tlsd-now"))
def test_old_versions_are_refused(how, box, certificate):
    HOW[how][0](box, certificate.both)
    connection = connect(box, "smtp")
    if how in STARTTLS:
        ask_for_tls(connection, "smtp")
    context = client_context(certificate, ssl.TLSVersion.TLSv1_1)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"):
        encrypted(connection, context)
    connection.close()
    assert tlsservers.wait_for_end(box, 10) == []


@pytest.mark.parametrize("how", ("stunnel", "tlsd"))
@pytest.mark.parametrize("version", ("-tls1_2", "-tls1_3"))
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_openssl_s_client(how, version, protocol, box, certificate):
    HOW[how][0](box, certificate.both)
    client = subprocess.run(
        [
            *("openssl", "s_client", "-starttls", protocol, version, "-quiet", "-crlf"),
            *("-connect", f"{HOST}:{getattr(box, f'{protocol}_port')}"),
            *("-CAfile", certificate.trusted, "-verify_return_error"),
            *("-verify_hostname", "localhost"),
        ],
        input=b"QUIT\n",
        capture_output=True,
        timeout=30,
    )
    assert b"closing the connection" in client.stdout, client


@pytest.mark.parametrize("how", ("tlsd", "tlsd-now"))
def test_postfix_delivers(how, box, certificate, make_postfix):
    """It verifies the certificate."""
    bob = box.account("bob")
    HOW[how][0](box, certificate.both)
    when = "yes" if HOW[how][1] == "implicit" else "no"
    postfix = make_postfix(
        f"relay_domains = {HOSTNAME}\nrelay_recipient_maps =\n"
        f"transport_maps = inline:{{ {{{HOSTNAME} = smtp:[localhost]:{box.smtp_port}}} }}\n"
        f"smtp_host_lookup = native\nsmtp_tls_wrappermode = {when}\n"
        f"smtp_tls_security_level = secure\nsmtp_tls_loglevel = 1\n"
        f"smtp_tls_secure_cert_match = localhost\nsmtp_tls_CAfile = {certificate.trusted}\n",
        services=("tlsmgr unix - - n 1000? 1 tlsmgr",),
    )
    fates = postfix.deliver(messages.dots().octets, OUTSIDER, [bob.address])
    assert fates[bob.address].startswith("status=sent (250 2.0.0 "), fates
    assert "Verified TLS connection established to localhost" in postfix.log()
    assert received_by(box, bob) == b"ESMTPS"


# ---------------------------------------------------------------------------- on the way


@pytest.mark.parametrize("how", STARTTLS)
@pytest.mark.parametrize(
    ("protocol", "injected", "first"),
    (
        ("smtp", b"NOOP\r\n", b"250-mail.example\r\n"),
        ("smtp", b"MAIL FROM:<x@elsewhere.example>\r\n", b"250-mail.example\r\n"),
        ("pop3", b"STAT\r\n", b"+OK UTF-8 enabled\r\n"),
    ),
)
def test_injected_commands_are_never_answered(
    how, protocol, injected, first, box, certificate
):
    HOW[how][0](box, certificate.both)
    connection = connect(box, protocol)
    ask_for_tls(connection, protocol, injected)
    with encrypted(connection, client_context(certificate)) as tls:
        tls.sendall(b"EHLO client.example\r\n" if protocol == "smtp" else b"UTF8\r\n")
        assert read_until(tls, b"\r\n").splitlines(keepends=True)[0] == first
        tls.sendall(b"QUIT\r\n")
        rest = read_all(tls)
        assert b"2.0.0 OK" not in rest and b"out of sequence" not in rest


@pytest.mark.parametrize("how", STARTTLS)
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_who_talks_no_tls_is_not_answered(how, protocol, box, certificate):
    HOW[how][0](box, certificate.both, "session_timeout=3")
    connection = connect(box, protocol)
    ask_for_tls(connection, protocol)
    connection.sendall(b"EHLO client.example\r\nNOOP\r\nSTAT\r\n")
    try:
        octets = read_all(connection)
    except ConnectionResetError:
        octets = b""
    assert b"250" not in octets and b"OK" not in octets
    connection.close()
    assert tlsservers.wait_for_end(box, 10) == []


@pytest.mark.parametrize("how", STARTTLS)
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_a_handshake_that_hangs_is_ended(how, protocol, box, certificate):
    HOW[how][0](box, certificate.both, "session_timeout=2")
    start = time.monotonic()
    connection = connect(box, protocol)
    ask_for_tls(connection, protocol)
    connection.sendall(b"\x16\x03\x01")  # and no more
    try:
        assert read_all(connection) == b""
    except ConnectionResetError:
        pass
    assert 1 < time.monotonic() - start < 15
    # The client's side is still open.
    assert tlsservers.wait_for_end(box, 10) == []
    connection.close()


@pytest.mark.parametrize("how", STARTTLS)
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_who_goes_in_the_handshake_leaves_nobody_behind(how, protocol, box, certificate):
    HOW[how][0](box, certificate.both)
    for sent in (b"", b"\x16\x03\x01\x02"):
        connection = connect(box, protocol)
        ask_for_tls(connection, protocol)
        connection.sendall(sent)
        connection.close()
    assert tlsservers.wait_for_end(box, 10) == []


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("protocol", GO_AHEAD)
def test_who_goes_later_leaves_nobody_behind(how, protocol, box, certificate):
    HOW[how][0](box, certificate.both)
    connection = connect(box, protocol)
    if how in STARTTLS:
        ask_for_tls(connection, protocol)
    tls = encrypted(connection, client_context(certificate))
    tls.sendall(b"NOOP\r\n")
    read_until(tls, b"\r\n")
    tls.close()
    assert tlsservers.wait_for_end(box, 10) == []


# ---------------------------------------------------------------------------- the peer


@pytest.mark.parametrize("way", ("set", "unset"))
def test_the_peer_is_who_it_was(way, box, certificate):
    """stunnel's end of the connection is this machine; the client is somebody else."""
    bob = box.account("bob")
    named = {"set": "TCPREMOTEIP=192.0.2.7", "unset": "--unset=TCPREMOTEIP"}[way]
    tlsservers.by_starttls(box, certificate.both, front=("env", named))
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    with encrypted(connection, client_context(certificate)) as tls:
        mail = f"MAIL FROM:<{OUTSIDER}>\r\nRCPT TO:<{bob.address}>\r\nDATA\r\n"
        tls.sendall(f"EHLO x.example\r\n{mail}Subject: one\r\n.\r\nQUIT\r\n".encode())
        read_all(tls)
    (stored,) = box.stored(bob)
    address = {"set": b"192.0.2.7", "unset": b"127.0.0.1"}[way]
    assert b"from x.example ([" + address + b"])\r\n\tby mail.example with ESMTPS id" in stored
    assert b"peer=" + address + b" tls=yes" in box.log_file.read_bytes()


def test_submission(box, certificate, make_tls_client):
    """Port 587: TLS for everybody, and nobody but those who have an account."""
    alice, bob = box.accounts("alice", "bob")
    options = ("-o", "inbound=no", "--tls")
    wrapper = tlsservers.sample(
        box, "submission-starttls.conf", certificate.both, SMTPD, *options
    )
    starttls = f"starttls={' '.join(wrapper)}"
    box.smtp_port = box.listen(*box.command(SMTPD, "tls_required=yes", starttls))
    client = make_tls_client(Curl, box, "stunnel", certificate)
    client.send(messages.dots(), alice.address, [bob.address], login=alice)
    assert received_by(box, bob) == b"ESMTPSA"
    with pytest.raises(ClientFailed):
        client.send(messages.dots(), OUTSIDER, [bob.address])
    client.tls = None
    for login in (alice, None):
        with pytest.raises(ClientFailed):
            client.send(messages.dots(), alice.address, [bob.address], login=login)
    assert len(box.stored(bob)) == 1


def test_lmtp(box, certificate):
    bob = box.account("bob")
    wrapper = tlsservers.sample(box, "smtp-starttls.conf", certificate.both, SMTPD, "-l", "--tls")
    box.smtp_port = box.listen(*box.command(SMTPD, f"starttls={' '.join(wrapper)}"), "-l")
    connection = connect(box, "smtp")
    ask_for_tls(connection, "smtp")
    with encrypted(connection, client_context(certificate)) as tls:
        mail = f"MAIL FROM:<{OUTSIDER}>\r\nRCPT TO:<{bob.address}>\r\nDATA\r\n"
        tls.sendall(f"LHLO x.example\r\n{mail}Subject: one\r\n.\r\nQUIT\r\n".encode())
        read_all(tls)
    assert received_by(box, bob) == b"LMTPS"


# ---------------------------------------------------------------------------- certificates


def shown(box, how, certificate):
    """The serial number of what the server shows, to a client who trusts that certificate."""
    connection = connect(box, "smtp")
    if how in STARTTLS:
        ask_for_tls(connection, "smtp")
    with encrypted(connection, client_context(certificate)) as tls:
        return int(tls.getpeercert()["serialNumber"], 16)


@pytest.mark.parametrize("how", [how for how in HOW if not how.startswith("tlsd")])
def test_a_renewed_certificate_is_shown_to_the_next_client(how, box, certificates, tmp_path):
    old, new = certificates
    file = tmp_path / "tls.pem"
    old.renew(file)
    HOW[how][0](box, file)
    assert shown(box, how, old) == 1
    connection = connect(box, "smtp")
    if how in STARTTLS:
        ask_for_tls(connection, "smtp")
    with encrypted(connection, client_context(old)) as tls:
        new.renew(file)
        assert shown(box, how, new) == 2
        with pytest.raises(ssl.SSLError):
            shown(box, how, old)
        tls.sendall(b"QUIT\r\n")
        assert b"221 2.0.0 " in read_all(tls)


def test_a_certificate_of_another_service_is_left_alone(certificates, tmp_path):
    """certbot runs the script for all that it renews."""
    file = tmp_path / "tls.pem"
    certificates[0].renew(file)
    other = tlsservers.Certificate(tmp_path / "other", 4, name="www.example.org")
    before = file.read_bytes()
    other.renew(file)
    assert file.read_bytes() == before
    certificates[1].renew(file)
    assert file.read_bytes() != before


def test_renewing_keeps_the_group_and_leaves_nothing_else(certificates, tmp_path):
    file = tmp_path / "tls.pem"
    certificates[0].renew(file)
    assert file.stat().st_mode & 0o777 == 0o640
    if os.geteuid() == 0:
        shutil.chown(file, group="nogroup")
    before = file.stat()
    certificates[1].renew(file)
    after = file.stat()
    assert (after.st_gid, after.st_mode) == (before.st_gid, before.st_mode)
    assert after.st_ino != before.st_ino
    parts = [certificates[1].folder / name for name in ("fullchain.pem", "privkey.pem")]
    assert file.read_bytes() == b"".join(part.read_bytes() for part in parts)
    assert list(tmp_path.iterdir()) == [file]
