"""The first minute: make serve at a terminal. What it says, what it runs as, and how it ends."""

import os
import re
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from operators import TOP
from postfix import free_port
from served import HOST, Place, Served, codes, processes, talk

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can start it as another user")


@pytest.fixture
def place():
    it = Place()
    yield it.path
    it.remove()


@pytest.fixture
def serve(place):
    """Starts one; data is the name of its directory in a place of its own."""
    running = []

    def start(data="mail", **options):
        running.append(Served(place / data, **options))
        return running[-1]

    yield start
    for one in running:
        for pid in processes(one.pid):
            os.kill(pid, signal.SIGKILL)


def owner(path):
    status = path.stat()
    return status.st_uid, status.st_gid, status.st_mode & 0o7777


def user_of(pid):
    fields = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^Uid:\t(\d+)", fields, re.MULTILINE)[1])


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.field("O5")
def test_a_line_a_step(serve):
    one = serve(TLS="0").wait()
    steps = re.findall(r"^  (Creating|Writing|Starting) (.*)\r$", one.shown, re.MULTILINE)
    assert [step for step, _ in steps] == ["Creating", "Writing", "Creating", "Starting"]
    assert f"SMTP on {HOST} port {one.smtp_port} and POP3 on {HOST} port {one.pop3_port}." in one.shown
    assert str(one.data / "pillarbox.db") in one.shown
    assert "setpriv" not in one.shown and "STARTTLS" not in one.shown
    assert "STARTTLS" not in talk(one.connect(), "EHLO client.example")
    one.terminal.wait_for(b"event=disconnect")
    assert re.search(r"^\d\d:\d\d:\d\d pillarbox-smtpd session=\w+ event=connect", one.shown, re.MULTILINE)
    assert one.interrupt() == 0
    assert "The servers have ended." in one.shown and "***" not in one.shown


def test_the_commands(serve):
    one = serve(V="1")
    while one.shown.count("this is their log:") < 2:  # in the commands too
        assert one.terminal.read(10), one.shown
    assert re.search(r"^\+ .*smtpd/smtpd --create", one.shown, re.MULTILINE)
    assert one.interrupt() == 0


def test_make_help_lists_it():
    shown = subprocess.run(["make", "help"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    for name in ("serve", "check", "DATA=var", "LISTEN=127.0.0.1", "TLS=0", "V="):
        assert re.search(rf"^  {re.escape(name)} +\S", shown, re.MULTILINE), name


# --- settings -------------------------------------------------------------------------------------

ETC = """
mount -t tmpfs tmpfs "$0" && mkdir "$0/up" "$0/work" &&
mount -t overlay -o lowerdir=/etc,upperdir="$0/up",workdir="$0/work" overlay /etc &&
echo "interactive = none" >/etc/pillarbox.conf && exec "$@"
"""


@pytest.mark.field("O2")
def test_settings_in_etc_do_not_count(serve, place):
    """Those of DATA do: for the servers, and for a pipe."""
    (place / "etc").mkdir()
    front = ("unshare", "--mount", "sh", "-c", ETC, str(place / "etc"))
    if subprocess.run([*front, "true"], capture_output=True).returncode != 0:
        pytest.skip("no /etc of our own can be made here")
    one = serve(front=front).wait()
    assert codes(talk(one.connect(), "EHLO alice", "secret"))[2:] == ["235", "221"]
    pipe = [*front, "pop3d/pop3d", "-c", one.data / "pillarbox.conf"]
    told = subprocess.run(pipe, input=b"USER alice\nPASS secret\nQUIT\n", cwd=TOP, capture_output=True)
    assert told.stdout.count(b"+OK") == 4, told
    told = subprocess.run([*front, TOP / "pop3d" / "pop3d"], input=b"NOOP\n", cwd=place, capture_output=True)
    assert b"event=dialect-off settings=/etc/pillarbox.conf\n" in told.stderr
    assert one.interrupt() == 0


# --- the end --------------------------------------------------------------------------------------


def press(one):
    one.terminal.type(b"\x1a")  # Ctrl-Z: make would not notice
    one.terminal.type(b"\x03")


def terminate_make(one):
    os.kill(one.pid, signal.SIGTERM)


def kill_super_server(one):
    (pid,) = one.named("super-server")
    os.kill(pid, signal.SIGKILL)


ENDS = [
    pytest.param(press, 0, marks=pytest.mark.field("O3"), id="Ctrl-C"),
    pytest.param(terminate_make, -signal.SIGTERM, marks=pytest.mark.field("O4"), id="SIGTERM"),
    pytest.param(kill_super_server, 2, marks=pytest.mark.field("O4"), id="SIGKILL"),
]


@pytest.mark.parametrize("how, status", ENDS)
def test_nothing_is_left(serve, how, status):
    one = serve().wait()
    sessions = [one.connect(), one.connect(smtp=False)]
    assert all(session.recv(100) for session in sessions)
    assert len(processes(one.pid)) >= 6
    how(one)
    assert one.end() == status, one.shown
    assert [session.recv(100) for session in sessions] == [b"", b""]
    for port in (one.smtp_port, one.pop3_port):
        socket.create_server((HOST, port)).close()


@pytest.mark.field("O4")
def test_the_terminal_is_closed(serve):
    """Of make as the first process on it, which the kernel tells, and nobody else."""
    one = serve().wait()
    with one.connect() as session:
        assert session.recv(100)
        os.close(one.terminal.master)
        one.wait_for_nothing()
        assert session.recv(100) == b""


def test_a_listener_that_ends_is_started_again(serve):
    """As after five minutes without a session."""
    one = serve().wait()
    (listener,) = one.named("smtpd")
    os.kill(listener, signal.SIGTERM)
    while listener in one.named("smtpd"):
        time.sleep(0.02)
    assert codes(talk(one.connect())) == ["220", "221"]
    assert one.interrupt() == 0


# --- why it cannot start --------------------------------------------------------------------------

REASONS = [
    pytest.param({"LISTEN": "no.such.name.invalid"}, "the address no.such.name.invalid is unknown", id="name"),
    pytest.param({"LISTEN": "192.0.2.1"}, "this machine has no address 192.0.2.1", id="address"),
    pytest.param({"SMTP_PORT": "smtp"}, "Port smtp is not a number from 1 to 65535", id="port"),
]


@pytest.mark.field("O5")
@pytest.mark.parametrize("variables, reason", REASONS)
def test_reasons(serve, place, variables, reason):
    (place / "mail").mkdir()
    if os.geteuid() == 0:
        os.chown(place / "mail", 65534, 65534)
    one = serve(make=(), **variables)
    assert one.end() == 1 and reason in one.shown, one.shown
    assert "telnet" not in one.shown


@pytest.mark.field("O5")
def test_a_port_is_taken(serve):
    """By this process: it is named, and the other port is not."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        one = serve(make=(), POP3_PORT=port)
        assert one.end() == 1
    name = Path("/proc/self/comm").read_text().strip()
    assert f"Port {port} is taken by {name}, process {os.getpid()}." in one.shown
    assert one.shown.count("Port ") == 1


@pytest.mark.field("O5")
@as_root
def test_a_port_of_root(serve, place):
    if int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) <= 25:
        pytest.skip("here everybody may open port 25")
    (place / "mail").mkdir()
    os.chown(place / "mail", 65534, 65534)
    front = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
    if subprocess.run([*front, "test", "-r", TOP / "conf" / "serve"]).returncode != 0:
        pytest.skip("the sources cannot be read by other users")
    one = serve(make=(), front=front, SMTP_PORT="25")
    assert one.end() == 1
    assert "Port 25 may only be opened by root" in one.shown


@pytest.mark.field("O5")
def test_a_server_fails():
    """Then the person is not told to use it."""
    command = ["build/super-server", HOST, "-", "sleep", "60", ";", str(free_port()), "false", ";"]
    done = subprocess.run(command, input=b"told", cwd=TOP, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == b"false: ended with status 1\n" and b"told" not in done.stdout


@pytest.mark.field("O5")
def test_wrong_settings(serve, place):
    (place / "mail").mkdir()
    (place / "mail" / "pillarbox.conf").write_text("no_such_setting = 1\n")
    one = serve(make=())
    assert one.end() != 0
    assert "pillarbox.conf:1: no_such_setting" in one.shown and "telnet" not in one.shown


def test_a_name_for_this_machine(serve):
    one = serve(make=(), LISTEN="localhost").wait()
    assert codes(talk(one.connect())) == ["220", "221"]
    assert one.interrupt() == 0


# --- users ----------------------------------------------------------------------------------------


@pytest.mark.field("O6")
def test_what_existed_keeps_mode_and_owner(serve, place):
    """DATA, what is in it, and where it is."""
    data = place / "deep" / "mail"
    data.mkdir(parents=True)
    data.chmod(0o777)
    (data / "theirs").write_text("theirs\n")
    (data / "theirs").chmod(0o664)
    existed = (place, place / "deep", data, data / "theirs")
    before = [owner(path) for path in existed]
    one = serve("deep/mail", make=()).wait()
    assert one.interrupt() == 0
    assert [owner(path) for path in existed] == before
    assert owner(data / "pillarbox.db")[2] == 0o600


@pytest.mark.field("O6")
def test_what_it_makes(serve, place):
    one = serve("new/mail", make=()).wait()
    assert one.interrupt() == 0
    assert owner(one.data)[2] == 0o700 and owner(place)[2] == 0o755


@pytest.mark.field("O7")
@as_root
def test_a_user_of_its_own(serve):
    """The directory that it makes, all that is in it, and the sessions belong to nobody else."""
    users = Path("/etc/passwd").read_bytes()
    one = serve(make=()).wait()
    user, group, mode = owner(one.data)
    assert user == group >= 30000 and mode == 0o700
    assert subprocess.run(["getent", "passwd", str(user)], stdout=subprocess.DEVNULL).returncode == 2
    with one.connect() as session:
        assert session.recv(100)
        assert {user_of(pid) for name in ("smtpd", "pop3d") for pid in one.named(name)} == {user}
    assert codes(talk(one.connect(), "EHLO alice", "secret"))[2:] == ["235", "221"]
    assert one.interrupt() == 0
    assert {owner(path)[:2] for path in one.data.iterdir()} == {(user, group)}
    assert Path("/etc/passwd").read_bytes() == users


def roots(place):
    (place / "mail").mkdir()


def out_of_reach(place):
    """Its owner cannot get there."""
    (place / "closed" / "mail").mkdir(parents=True)
    (place / "closed").chmod(0o700)
    os.chown(place / "closed" / "mail", 65534, 65534)


@pytest.mark.field("O7")
@as_root
@pytest.mark.parametrize(
    "data, prepare, why",
    [("mail", roots, "belongs to root"), ("closed/mail", out_of_reach, "cannot reach it")],
    ids=["of root", "out of reach"],
)
def test_root_serves_loopback_only(serve, place, data, prepare, why):
    prepare(place)
    one = serve(data, make=(), LISTEN="0.0.0.0")
    assert one.end() == 1
    assert why in one.shown and "Nothing is served" in one.shown
    assert list((place / data).iterdir()) == []
    one = serve(data, make=()).wait()
    assert why in one.shown and "Sessions run as root" in one.shown
    assert codes(talk(one.connect())) == ["220", "221"]
    assert one.interrupt() == 0


# --- TLS ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_tls(serve):
    """STARTTLS, and nobody but the owner of DATA reads the key. TLS=0 is above."""
    ports = {name: free_port() for name in ("SMTPS_PORT", "POP3S_PORT")}
    one = serve(make=(), TLS="1", **ports).wait()
    while not (one.data / "tlsd.sock").exists():
        time.sleep(0.02)
    trusted = ssl.create_default_context(cafile=one.data / "trusted.pem")
    with smtplib.SMTP("localhost", one.smtp_port) as client:
        client.starttls(context=trusted)
        assert client.noop()[0] == 250
    with smtplib.SMTP_SSL("localhost", ports["SMTPS_PORT"], context=trusted) as client:
        assert client.noop()[0] == 250
    assert owner(one.data / "key.pem") == (*owner(one.data)[:2], 0o600)
    assert one.interrupt() == 0
