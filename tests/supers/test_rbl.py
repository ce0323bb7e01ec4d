"""rblsmtpd in front of smtpd, with a list that is the test's own."""

import re
import socket
import struct
import threading

import pytest

from room import PROGRAMS
from supers import Super, compile_rules
from wire import Closed, Smtp

NAME_SERVER = "127.0.0.53"
ZONE = b"zen.spamhaus.org"
LISTED, UNLISTED = "127.0.0.66", "127.0.0.67"
REASON = b"See the test"
# Those of the sample's rules.
DENIED, WELCOME, UNWANTED = "192.0.2.1", "198.51.100.7", "203.0.113.9"


def wire_name(address):
    labels = (*reversed(address.encode().split(b".")), *ZONE.split(b"."))
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


class List(threading.Thread):
    """A name server (RFC 1035) that knows the zone, and the addresses in it."""

    def __init__(self, room, *addresses):
        super().__init__(daemon=True)
        self.names = [wire_name(address) for address in addresses]
        self.asked = []
        self.socket = room.socket(socket.SOCK_DGRAM)
        self.socket.bind((NAME_SERVER, 53))
        self.start()

    def run(self):
        while True:
            query, client = self.socket.recvfrom(512)
            self.socket.sendto(self.answer(query), client)

    def answer(self, query):
        end = query.index(b"\0", 12) + 1
        name, question = query[12:end], query[12 : end + 4]
        self.asked.append(name)
        if name not in self.names:
            return query[:2] + struct.pack("!5H", 0x8583, 1, 0, 0, 0) + question
        text = bytes([len(REASON)]) + REASON
        record = struct.pack("!HHHIH", 0xC00C, 16, 1, 60, len(text)) + text
        return query[:2] + struct.pack("!5H", 0x8580, 1, 1, 0, 0) + question + record


def start(room):
    # As root: what it makes belongs to the owner of the directory.
    room.run(f"{PROGRAMS}/smtpd", "--create")
    room.install("tcpserver/rules", "/etc/pillarbox/rules")
    compile_rules(room)
    for address in (DENIED, WELCOME, UNWANTED):
        room.run(*f"ip address add {address}/32 dev lo".split())
    room.list = List(room, LISTED, WELCOME)
    room.install("tcpserver/smtp-rbl", "/run/service/smtp-rbl")
    room.start("svscan", "/run/service", DNSCACHEIP=NAME_SERVER)


KIND = Super("rblsmtpd", start, ("tcpserver", "svscan", "rblsmtpd"), "files", ports=(25,), tls=False)


@pytest.fixture(scope="module")
def room(open_for_all):
    return open_for_all(KIND)


def talk(room, source):
    """What a client hears from there, whoever answers: banner to QUIT."""
    with room.connect(source, 25) as connection:
        wire = connection.makefile("rwb")
        heard = [wire.readline()]
        for command in (b"HELO x", b"MAIL FROM:<>", b"RCPT TO:<postmaster@example.org>", b"QUIT"):
            wire.write(command + b"\r\n")
            wire.flush()
            heard.append(wire.readline())
    return heard


def listeners(room):
    return {it["Pid"][0] for it in room.status("tcpserver")}


def test_unlisted(room):
    """Gets to smtpd, which has the right address."""
    with room.connect(UNLISTED, 25) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good
        assert all(smtp.command(it).good for it in (b"HELO x", b"MAIL FROM:<>", b"QUIT"))
    assert wire_name(UNLISTED) in room.list.asked
    assert f"event=connect peer={UNLISTED}\n" in room.log()


def test_listed(room):
    """Is told why by rblsmtpd, for each recipient, and smtpd is never started."""
    heard = talk(room, LISTED)
    assert heard[0].startswith(b"220 rblsmtpd")
    assert heard[3] == b"451 " + REASON + b"\r\n"
    line = rf"rblsmtpd: {LISTED} .*: 451 "
    room.wait_until(lambda: re.search(line, room.log()), "a line about it")
    assert f"peer={LISTED}" not in room.log()


def test_rules(room):
    """The sample's rules: never, always, and refused by the operator's own words."""
    with pytest.raises(Closed), room.connect(DENIED, 25) as connection:
        Smtp(connection).reply()
    assert talk(room, WELCOME)[3].startswith(b"250 2.1.5 ")
    assert wire_name(WELCOME) not in room.list.asked
    assert talk(room, UNWANTED)[3].startswith(b"553 No mail from this network")


def test_listed_for_good(room):
    """With -b, as the comment says; from here on."""
    room.change("/run/service/smtp-rbl/run", "rblsmtpd -r", "rblsmtpd -b -r")
    before = listeners(room)
    room.run("svc", "-t", "/run/service/smtp-rbl")
    room.wait_until(lambda: listeners(room) not in (before, set()), "a restart")
    room.wait_for_port(25)
    assert talk(room, LISTED)[3] == b"553 " + REASON + b"\r\n"
