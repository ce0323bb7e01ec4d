"""A real Postfix on the outside hands mail in, by LMTP over TCP and a unix socket, and by SMTP."""

import re
import shutil
import tempfile
from pathlib import Path

import pytest

import messages
from mailclients import NOBODY, SmtpSource
from servers import HOST, HOSTNAME, OUTSIDER, SMTPD, TOP, Pillarbox

MANY = 200
UNKNOWN = f"nobody@{HOSTNAME}"
STRANGER = "jürgen@elsewhere.example"
SAMPLES = (messages.utf8, messages.dots, messages.attachment, messages.quotable)
SENT = "status=sent (250 2.0.0 Stored as "


def by_lmtp(box):
    return {HOSTNAME: f"lmtp:inet:{HOST}:{box.lmtp_port}"}


def by_smtp(box):
    return {HOSTNAME: f"smtp:[{HOST}]:{box.smtp_port}"}


EITHER = pytest.mark.parametrize(
    ("route", "protocols"),
    ((by_lmtp, (b"LMTP", b"UTF8LMTP")), (by_smtp, (b"ESMTP", b"UTF8SMTP"))),
    ids=("LMTP", "SMTP"),
)


def assert_arrived(stored, sender, sample, protocol):
    """Our trace header, the one that Postfix put before, and the octets as they were sent."""
    octets = sample().octets
    assert stored.endswith(octets), f"sent {octets!r}\nstored {stored!r}"
    trace = messages.TRACE.match(stored)
    assert trace and trace["sender"] == sender.encode()
    assert re.search(rb"\r\n\tby mail\.example with %s id " % protocol, trace[0])
    theirs = stored[trace.end() : len(stored) - len(octets)]
    assert theirs.startswith(b"Received: from client.elsewhere.example ")
    assert theirs.count(b"\r\n") == theirs.count(b"\r\n\t") + 1


@EITHER
def test_several_messages(route, protocols, box, make_postfix):
    logins = box.accounts("alice", "bob", "carol")
    postfix = make_postfix(route(box))
    for sample in SAMPLES:
        fates = postfix.deliver(sample().octets, OUTSIDER, [one.address for one in logins])
        assert fates.keys() == {one.address for one in logins}
        assert all(fate.startswith(SENT) for fate in fates.values())
    for login in logins:
        stored = box.stored(login)
        assert len(stored) == len(SAMPLES)
        for octets, sample in zip(stored, SAMPLES):
            assert_arrived(octets, OUTSIDER, sample, protocols[0])
    assert box.query("SELECT count(*) FROM message") == [(len(SAMPLES),)]


@EITHER
def test_unknown_recipient(route, protocols, box, make_postfix):
    """It alone is refused, and Postfix tells the sender why: that is mail to us again."""
    alice, bob = box.accounts("alice", "bob")
    sender = alice.address if route is by_lmtp else OUTSIDER
    postfix = make_postfix(route(box))
    message = postfix.send(messages.dots().octets, sender, [bob.address, UNKNOWN])
    lines = "\n".join(postfix.wait_for(message))
    assert re.search(f" to=<{bob.address}>, .* dsn=2.0.0, {re.escape(SENT)}", lines)
    assert re.search(f" to=<{UNKNOWN}>, .* dsn=5.1.1, status=bounced .* said: 550 5.1.1 ", lines)
    (stored,) = box.stored(bob)
    assert_arrived(stored, sender, messages.dots, protocols[0])

    bounce = re.search(r": sender non-delivery notification: (\w+)", lines)[1]
    postfix.wait_for(bounce)
    if sender == alice.address:
        (report,) = box.stored(alice)
        assert report.startswith(b"Return-Path: <>\r\n")
        assert b"\r\nStatus: 5.1.1\r\n" in report
        assert b"550 5.1.1 No such account: <%s>" % UNKNOWN.encode() in report


@EITHER
def test_smtputf8(route, protocols, box, make_postfix):
    """Addresses in UTF-8 on both sides; the recipient's leads to an account as an alias."""
    alice = box.account("alice")
    box.alias("grüße", alice)
    postfix = make_postfix(route(box))
    recipients = [f"grüße@{HOSTNAME}", f"niemand-ß@{HOSTNAME}"]
    fates = postfix.deliver(messages.utf8().octets, STRANGER, recipients, options=["SMTPUTF8"])
    assert fates[recipients[0]].startswith(SENT)
    assert re.search(r"status=bounced .* said: 550 5\.1\.1 ", fates[recipients[1]])
    (stored,) = box.stored(alice)
    assert_arrived(stored, STRANGER, messages.utf8, protocols[1])


def test_many_at_once(box, make_postfix, make_client):
    """Postfix opens as many sessions as it likes, up to twenty."""
    alice = box.account("alice")
    postfix = make_postfix(by_lmtp(box))
    source = make_client(SmtpSource, box)
    source.source(OUTSIDER, alice.address, MANY, sessions=10, port=postfix.port)
    postfix.wait_until(lambda: postfix.log().count(": removed\n") == MANY)
    assert postfix.log().count(SENT) == MANY
    assert len(box.stored(alice)) == MANY


@pytest.fixture
def nobodys_box():
    """A store in a place where an ordinary user can get at it, with a program for that user."""
    folder = Path(tempfile.mkdtemp(prefix="pillarbox-nobody-"))
    folder.chmod(0o755)
    box = Pillarbox(folder)
    yield box
    box.stop()
    shutil.rmtree(folder)


def give_to_nobody(box):
    program = shutil.copy(SMTPD, box.folder)
    for path in (box.folder, *box.folder.iterdir()):
        shutil.chown(path, *NOBODY)
    return program


def changed(name, *changes):
    """A sample for Postfix with the lines changed that its comments name."""
    text = (TOP / "conf" / "postfix" / name).read_text()
    for ours, theirs in changes:
        assert text.count(ours) == 1, (name, ours)
        text = text.replace(ours, theirs)
    return text


def by_main(folder):
    return changed("main.cf", ("example.org, example.com", HOSTNAME))


def by_transport(folder):
    file = folder / "transport"
    file.write_text(changed("transport", ("example.org lmtp", f"{HOSTNAME} lmtp")))
    return f"relay_domains = {HOSTNAME}\ntransport_maps = texthash:{file}\n"


@pytest.mark.parametrize("route", (by_main, by_transport))
def test_samples(route, nobodys_box, make_postfix):
    """Postfix starts smtpd itself, for one connection to a socket of its own, as nobody.

    Its standard error is the socket as well: not a word of the log may get there.
    """
    box = nobodys_box
    alice, bob = box.accounts("alice", "bob")
    command = " ".join(box.command(give_to_nobody(box)))
    service = changed(
        "master.cf",
        ("user=pillarbox", f"user={NOBODY[0]}"),
        ("/usr/local/libexec/pillarbox/smtpd", command),
    )
    postfix = make_postfix(route(box.folder), [service])
    recipients = [alice.address, bob.address, UNKNOWN]
    for sample in SAMPLES:
        fates = postfix.deliver(sample().octets, OUTSIDER, recipients)
        assert [fates[one].startswith(SENT) for one in recipients] == [True, True, False]
        assert " said: 550 5.1.1 " in fates[UNKNOWN]
    for login in (alice, bob):
        for octets, sample in zip(box.stored(login), SAMPLES, strict=True):
            assert_arrived(octets, OUTSIDER, sample, b"LMTP")
