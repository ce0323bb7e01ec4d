"""What the manual's pages say about TLS is typed as it stands there, settings included."""

import shutil
import ssl
import sys

import pytest

from room import CONF, PROGRAMS, TOP, Room, missing
from servers import is_listening
from supers import find
from wire import Pop3, Smtp

sys.path.insert(0, str(TOP / "tests" / "operator"))

from examples import examples  # noqa: E402

NAME = "mail.example.org"
SAMPLES = "/usr/local/share/pillarbox"
PORTS = {25: Smtp, 587: Smtp, 465: Smtp, 110: Pop3, 995: Pop3}
IMPLICIT = (465, 995)


def displays(page, section):
    return [it.text for it in examples(page) if it.section == section]


def display(page, section, words):
    (one,) = [text for text in displays(page, section) if words in text]
    return one


def settings():
    return display("pillarbox.conf.5", "EXAMPLES", "starttls       =")


def type_all(room, text):
    """With the prompts that are on the page taken off. $ or #."""
    lines = "\n".join(line[2:] if line[:2] in ("# ", "$ ") else line for line in text.splitlines())
    return room.run("sh", "-euc", f"cd {TOP}\n{lines}\n")


@pytest.fixture(name="room")
def open_room():
    if why := missing() or find("tcpserver").missing():
        pytest.skip(why)
    room = Room(settings=settings())
    room.write("/etc/hosts", f"127.0.0.1 localhost {NAME}\n")
    room.run(f"{PROGRAMS}/smtpd", "--create")
    yield room
    room.stop()


def start(room, script):
    """In the background, as with a terminal that stays open."""
    room.start("sh", "-euc", f"{script}\nwait")
    for port in PORTS:
        room.wait_for_port(port)


def try_all(room, trusted, name):
    """A client that checks the certificate is served on each port."""
    for port, wire in PORTS.items():
        context = ssl.create_default_context(cafile=trusted)
        connection = room.connect("127.0.0.2", port)
        if port not in IMPLICIT:
            plain = wire(connection)
            assert plain.reply().good
            assert wire is Pop3 or plain.command(b"EHLO client.example").good
            assert plain.command(b"STLS" if wire is Pop3 else b"STARTTLS").good
        peer = wire(context.wrap_socket(connection, server_hostname=name))
        assert port not in IMPLICIT or peer.reply().good
        assert peer.command(b"QUIT").good


def copy_samples(room):
    """As make install does it, without other paths."""
    shutil.copytree(CONF / "tlsd", room.path(SAMPLES) / "tlsd")


def test_tlsd(room):
    """A certificate from each source, one after the other."""
    room.write("/etc/pillarbox-tlsd.conf", display("tlsd.8", "EXAMPLES", "certificate ="))
    room.run("userdel", "pillarbox-tls")
    type_all(room, display("tlsd.8", "EXAMPLES", "useradd"))
    copy_samples(room)
    room.pretend_certbot()
    (certbot,) = displays("tlsd.8", "From certbot")
    type_all(room, certbot)
    start(
        room,
        display("smtpd.8", "Starting the service", "/tlsd &")
        + "\n"
        + display("pop3d.8", "Starting the service", "--tls=now"),
    )
    room.wait_until(lambda: is_listening(room.path("/run/pillarbox-tls/socket")), "tlsd")
    try_all(room, room.trusted, "localhost")
    authority, server = displays("tlsd.8", "From a certificate authority of your own")
    (alone,) = displays("tlsd.8", "Self-signed")
    reloads = 0
    for commands, trusted in (
        (f"{authority}\n{server}", "/etc/pillarbox-ca/ca.pem"),
        (server, "/etc/pillarbox-ca/ca.pem"),
        (alone, "/etc/pillarbox-self/fullchain.pem"),
        (alone, "/etc/pillarbox-self/fullchain.pem"),
    ):
        type_all(room, commands)
        reloads += 1
        room.wait_until(lambda: room.log().count("event=reload\n") == reloads, "a reload")
        try_all(room, room.path(trusted), NAME)
    shown = type_all(room, displays("smtpd.8", "The certificate")[0]).decode()
    assert NAME in shown and "notAfter=" in shown
    for directory in ("/etc/pillarbox-ca", "/etc/pillarbox-self"):
        assert room.path(directory).stat().st_mode & 0o077 == 0


def test_stunnel(room):
    room.pretend_certbot()
    (certificate,) = displays("smtpd.8", "STARTTLS by a program")
    type_all(room, certificate)
    run = display("smtpd.8", "Starting the service", "/tlsd &").partition("install -d")[0]
    start(
        room,
        run
        + display("smtpd.8", "Starting the service", "smtps.conf")
        + "\nrun 110 $programs/pop3d -o 'starttls=/usr/bin/stunnel4 /etc/pillarbox/pop3-stls.conf'"
        + "\nrun 995 /usr/bin/stunnel4 /etc/pillarbox/pop3s.conf",
    )
    try_all(room, room.trusted, "localhost")
    assert room.processes("tlsd") == 0
