"""tlsd as its samples run it: who can reach it, and what a restart, a reload and a renewal do."""

import os
import shutil
import socket
import ssl
import subprocess

import pytest

import tlsservers
from room import LIVE, PROGRAMS, RENEW, TLS_USER, TLS_USER_NUMBER, USER, USER_NUMBER, WAIT_SECONDS
from supers import TLS_SOCKET, find
from wire import Smtp

PLACE = "/etc/pillarbox-tls"
SERVICE = "pillarbox-tls.service"


@pytest.fixture(scope="module")
def room(open_for_all):
    return open_for_all(find("systemd"))


@pytest.fixture(scope="module", name="others")
def make_others(tmp_path_factory):
    folder = tmp_path_factory.mktemp("others")
    return [tlsservers.Certificate(folder / str(serial), serial) for serial in (2, 3)]


def begin(room, port=465):
    """A session under TLS, and the serial number of the certificate that its client was shown."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    tls = context.wrap_socket(room.connect("127.0.0.2", port), server_hostname="localhost")
    certificate = ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True))
    told = subprocess.run(
        ["openssl", "x509", "-noout", "-serial"],
        input=certificate.encode(),
        capture_output=True,
        check=True,
    ).stdout
    smtp = Smtp(tls)
    assert smtp.reply().good
    return smtp, int(told.partition(b"=")[2], 16)


def acceptor(room):
    """The process that the others come from."""
    parents = {it["Pid"][0]: it["PPid"][0] for it in room.status("tlsd", "tlsd-key")}
    return next(parent for parent in parents.values() if parent in parents)


def lines(room, event):
    return room.log().count(f"event={event}")


def renew(room, certificate=None, key=None):
    """As certbot does it, whose directory is root's. Returns what was said, if that failed."""
    live = room.path(LIVE)
    if certificate:
        shutil.copy(certificate.folder / "fullchain.pem", live)
        shutil.copy((key or certificate).folder / "privkey.pem", live)
    done = subprocess.run(
        room.inside("env", f"RENEWED_LINEAGE={LIVE}", RENEW),
        capture_output=True,
        timeout=WAIT_SECONDS,
    )
    return done.stderr.decode() if done.returncode else ""


def installed(room):
    """The pair that tlsd uses, and whatever else is in its directory."""
    place = room.path(PLACE)
    files = {path.name: path.read_bytes() for path in (place / "current").iterdir()}
    assert len(list(place.iterdir())) == 2  # a directory, and the link
    return files


# --- who can reach it ------------------------------------------------------------------------------


def connects(room, user, group):
    script = f"import socket; socket.socket(socket.AF_UNIX).connect('{TLS_SOCKET}')"
    done = subprocess.run(
        room.inside(
            *("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"),
            *("/usr/bin/python3", "-c", script),
        ),
        capture_output=True,
        timeout=WAIT_SECONDS,
    )
    assert done.returncode == 0 or b"PermissionError" in done.stderr, done
    return done.returncode == 0


def test_only_sessions_reach_it(room):
    begin(room)
    status = room.path(TLS_SOCKET).stat()
    assert (status.st_mode & 0o777, status.st_uid, status.st_gid) == (0o660, 0, USER_NUMBER)
    assert connects(room, USER_NUMBER, USER_NUMBER)
    assert not connects(room, 65534, 65534)
    assert room.owners("tlsd", "tlsd-key") == {(TLS_USER_NUMBER, TLS_USER_NUMBER)}


def test_only_tlsd_reads_the_key(room):
    key = room.path(f"{PLACE}/current/privkey.pem")
    assert (key.stat().st_mode & 0o777, key.stat().st_uid) == (0o400, TLS_USER_NUMBER)
    for directory in (room.path(PLACE), key.parent):
        assert (directory.stat().st_mode & 0o7777, directory.stat().st_uid) == (0o755, 0)
    for user, reads in ((USER, False), (TLS_USER, True)):
        front = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")
        done = subprocess.run(
            room.inside(*front, "cat", f"{PLACE}/current/privkey.pem"), capture_output=True
        )
        assert (done.returncode == 0) == reads


# --- restart and reload ----------------------------------------------------------------------------


def test_a_restart_leaves_sessions_alone(room):
    peer, _ = begin(room)
    before = acceptor(room)
    room.run("systemctl", "restart", SERVICE)
    other, _ = begin(room)
    assert acceptor(room) != before
    room.run("systemctl", "stop", SERVICE)
    assert peer.command(b"NOOP").good and other.command(b"QUIT").good
    third, _ = begin(room)  # the socket starts it again
    assert third.command(b"QUIT").good and peer.command(b"QUIT").good


def test_all_sessions_can_be_ended(room):
    begin(room)
    room.run("systemctl", "kill", SERVICE)
    room.wait_until(lambda: not room.processes("tlsd"), "the end of all")
    peer, _ = begin(room)
    assert peer.command(b"QUIT").good


def test_without_its_socket_there_is_no_tls(room):
    """Port 25 goes on without it, and a session that needs it is closed. The services run already:
    one that starts would start the socket."""
    begin(room)
    assert Smtp(room.connect("127.0.0.2", 25)).reply().good
    room.run("systemctl", "stop", "pillarbox-tls.socket", SERVICE)
    with room.connect("127.0.0.2", 25) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good and b"STARTTLS" not in smtp.command(b"EHLO x.example").text
    with room.connect("127.0.0.2", 465) as connection:
        assert connection.recv(1) == b""
    room.run("systemctl", "start", "pillarbox-tls.socket")
    peer, _ = begin(room)
    assert peer.command(b"QUIT").good


def test_systemd_reloads_it(room):
    peer, _ = begin(room)
    before, count = acceptor(room), lines(room, "reload")
    room.run("systemctl", "reload", SERVICE)
    room.wait_until(lambda: lines(room, "reload") > count, "a reload")
    assert acceptor(room) == before and peer.command(b"QUIT").good


# --- a renewal -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("systemd", "s6", "inetd"))
def test_a_renewed_certificate(name, open_super, others):
    """By the hook, whatever has started tlsd; the session of before goes on."""
    room = open_super(find(name))
    peer, serial = begin(room)
    assert serial == 1
    for certificate in others:
        count = lines(room, "reload")
        assert renew(room, certificate) == ""
        room.wait_until(lambda: lines(room, "reload") > count, "a reload")
        assert installed(room) == {
            name: (certificate.folder / name).read_bytes()
            for name in ("fullchain.pem", "privkey.pem")
        }
        another, serial = begin(room)
        assert serial == certificate.serial and another.command(b"QUIT").good
    assert peer.command(b"QUIT").good
    assert "reload-failed" not in room.log()


@pytest.mark.parametrize("what", ("the key of another", "no key", "nonsense", "expired", "no user"))
def test_a_renewal_that_fails_changes_nothing(what, room, others):
    before, count = installed(room), lines(room, "reload")
    live = room.path(LIVE)
    if what == "the key of another":
        assert "not the key of the certificate" in renew(room, *others)
    elif what == "no key":
        (live / "privkey.pem").unlink()
        assert "No such file" in renew(room)
    elif what == "nonsense":
        shutil.copy(others[0].folder / "privkey.pem", live)
        (live / "fullchain.pem").write_text("nonsense\n")
        assert "no start line" in renew(room)
    elif what == "expired":
        expire(live)
        assert "expired" in renew(room)
    else:
        room.change(RENEW, f"user={TLS_USER}\n", "user=missing\n")
        assert "invalid user" in renew(room, others[0])
        room.change(RENEW, "user=missing\n", f"user={TLS_USER}\n")
    assert installed(room) == before and lines(room, "reload") == count
    peer, _ = begin(room)
    assert peer.command(b"QUIT").good


def test_a_certificate_of_another_service_is_left_alone(room, others, tmp_path):
    """certbot runs the script for all that it renews."""
    assert renew(room, others[0]) == ""
    before = installed(room)
    other = tlsservers.Certificate(tmp_path / "other", 4, name="www.example.org")
    assert renew(room, other) == ""
    assert installed(room) == before
    assert b"is for another service" not in room.run(RENEW, LIVE)  # as it is named
    assert installed(room) != before
    assert renew(room, others[0]) == "" and installed(room) != before
    room.run(RENEW, LIVE)
    assert installed(room) == before


def test_several_renewals_at_once(room, others):
    """One waits for the other, and what is left can be used."""
    assert renew(room, others[0]) == ""
    running = [room.start(RENEW, LIVE) for _ in range(6)]
    assert [process.wait(WAIT_SECONDS) for process in running] == [0] * 6
    assert set(installed(room)) == {"fullchain.pem", "privkey.pem"}


def expire(live):
    """Makes a certificate that was valid until now."""
    (live / "index").touch()
    (live / "conf").write_text(
        f"[ca]\ndefault_ca = own\n[own]\ndatabase = {live}/index\nrand_serial = yes\n"
        f"new_certs_dir = {live}\ndefault_md = sha256\npolicy = any\n[any]\n"
    )
    for command in (
        f"req -new -newkey rsa:2048 -nodes -keyout {live}/privkey.pem -subj /CN=localhost"
        f" -out {live}/request",
        f"ca -batch -selfsign -config {live}/conf -keyfile {live}/privkey.pem -in {live}/request"
        f" -startdate 20200101000000Z -enddate 20200201000000Z -out {live}/fullchain.pem",
    ):
        subprocess.run(["openssl", *command.split()], check=True, capture_output=True)


def test_a_renewal_without_tlsd(room, others):
    """It is read at the next start."""
    room.run("systemctl", "stop", SERVICE)
    room.wait_until(lambda: not room.processes("tlsd"), "its end")
    assert renew(room, others[1]) == ""
    peer, serial = begin(room)
    assert serial == others[1].serial and peer.command(b"QUIT").good


def test_what_a_renewal_that_was_killed_has_left(room, others):
    """Goes away with the next one."""
    room.run("sh", "-c", f"mkdir {PLACE}/pair.dead && ln -s pair.dead {PLACE}/next")
    assert renew(room, others[0]) == ""
    assert set(installed(room)) == {"fullchain.pem", "privkey.pem"}
