"""Mail for elsewhere, which smtpd hands to msmtp or Postfix's sendmail and another smtpd gets."""

import re
import shutil

import pytest

import messages
import postfix
from mailclients import ClientFailed, Msmtp, Python, PythonUtf8
from servers import HOST, HOSTNAME, OUTSIDER, SMTPD

THERE = "there.example"
# The last one does not fit into a pipe.
SAMPLES = pytest.mark.parametrize(
    "sample", (*messages.SENT, messages.many_separators), ids=lambda sample: sample.__name__
)
UNKNOWN = (f"nobody@{THERE}", f"-nobody@{THERE}", f"--to=nobody@{THERE}", f'"no body"@{THERE}')


class ByMsmtp(Msmtp):
    """msmtp as a program that hands mail on: where to is settled in a file of its own."""

    def relay(self, port):
        rc = f"account default\nhost {HOST}\nport {port}\ntls off\ndomain {HOSTNAME}\n"
        return f"{shutil.which('msmtp')} -C {self.write('msmtprc', rc)} -f"


def relay_through(box, command):
    """From now on clients find an smtpd there that hands mail on."""
    box.smtp_port = box.listen(*box.command(SMTPD, f"relay={command}"))


@pytest.fixture
def relay_to(make_box, make_client):
    """Makes the box whose smtpd hands mail on to the one at the given port."""

    def make(port):
        box = make_box()
        relay_through(box, make_client(ByMsmtp, box).relay(port))
        return box

    return make


@pytest.fixture
def there(make_box):
    return make_box(hostname=THERE)


def assert_handed_on(stored, sender, sample):
    """Both servers left a trace, the further one the only Return-Path; the octets are the same."""
    octets = sample().octets
    assert stored.endswith(octets)
    trace = re.fullmatch(
        rb"Return-Path: <(.*)>\r\n"
        rb"Received: from mail\.example [^\r]*\r\n\tby there\.example with ESMTP id .*\r\n"
        rb"(?:\t.*\r\n)+"
        rb"Received: from client\.example [^\r]*\r\n\tby mail\.example with ESMTPA id .*\r\n"
        rb"(?:\t.*\r\n)+",
        stored[: len(stored) - len(octets)],
    )
    assert trace and trace[1] == sender.encode()


@SAMPLES
def test_local_and_foreign_recipients(sample, there, relay_to, make_client):
    box = relay_to(there.smtp_port)
    alice, bob = box.accounts("alice", "bob")
    carol, dave = there.accounts("carol", "dave")
    recipients = [one.address for one in (bob, carol, dave)]
    make_client(Python, box).send(sample(), alice.address, recipients, login=alice)
    (stored,) = box.stored(bob)
    messages.assert_unchanged(stored, alice.address, sample())
    for login in (carol, dave):
        (stored,) = there.stored(login)
        assert_handed_on(stored, alice.address, sample)


def test_null_sender(there, relay_to, make_client):
    """A delivery report goes out like any other mail, and is kept only where it arrives."""
    box = relay_to(there.smtp_port)
    alice, carol = box.account("alice"), there.account("carol")
    make_client(Python, box).send(messages.dots(), "", [carol.address], login=alice)
    (stored,) = there.stored(carol)
    assert_handed_on(stored, "", messages.dots)
    assert box.query("SELECT count(*) FROM message") == [(0,)]


def assert_refused(box, make_client, recipients, reply):
    """Nobody gets anything, local recipients included."""
    alice, bob = box.accounts("alice", "bob")
    recipients = [bob.address, *recipients]
    with pytest.raises(ClientFailed, match=reply):
        make_client(Python, box).send(messages.dots(), alice.address, recipients, login=alice)
    assert box.query("SELECT count(*) FROM message") == [(0,)]


@pytest.mark.parametrize("recipient", UNKNOWN)
def test_unknown_there(recipient, there, relay_to, make_client):
    box, carol = relay_to(there.smtp_port), there.account("carol")
    assert_refused(box, make_client, [carol.address, recipient], "554, b'5.0.0 ")
    assert there.stored(carol) == []


def test_no_room_there(make_box, relay_to, make_client):
    """msmtp calls it a lasting error; another program may say EX_TEMPFAIL."""
    there = make_box("min_free_space=1000000G", hostname=THERE)
    box, carol = relay_to(there.smtp_port), there.account("carol")
    assert_refused(box, make_client, [carol.address], "(554, b'5.0.0|451, b'4.4.0) ")


def test_nobody_there(relay_to, make_client):
    box = relay_to(postfix.free_port())
    assert_refused(box, make_client, [f"carol@{THERE}"], "451, b'4.4.0 ")


def test_not_signed_in(there, relay_to, make_client):
    box, carol = relay_to(there.smtp_port), there.account("carol")
    with pytest.raises(ClientFailed, match="550, b'5.7.1 "):
        make_client(Python, box).send(messages.dots(), OUTSIDER, [carol.address])
    assert there.stored(carol) == []


@pytest.fixture
def outside(box, there, make_postfix):
    """A Postfix that delivers to both, and has its sendmail take what box hands on."""
    ports = {HOSTNAME: box.smtp_port, THERE: there.smtp_port}
    running = make_postfix({domain: f"smtp:[{HOST}]:{port}" for domain, port in ports.items()})
    relay_through(box, running.sendmail())
    return running


@SAMPLES
def test_sendmail_of_postfix(sample, box, there, outside, make_client):
    """Postfix takes all it is given; who is unknown there it tells the sender by mail."""
    alice, bob = box.accounts("alice", "bob")
    carol = there.account("carol")
    recipients = [bob.address, carol.address, *UNKNOWN]
    make_client(Python, box).send(sample(), alice.address, recipients, login=alice)

    bounce = outside.wait_until(lambda: outside.find(r": sender non-delivery notification: (\w+)"))
    outside.wait_for(bounce[1])
    (stored,) = box.stored(bob)
    messages.assert_unchanged(stored, alice.address, sample())
    (stored,) = there.stored(carol)
    assert stored.endswith(sample().octets)
    (trace, *_) = stored.split(b"\r\n\t", 1)
    assert trace.startswith(b"Return-Path: <alice@mail.example>\r\nReceived: from postfix.example ")
    (report,) = box.stored(alice)
    assert report.startswith(b"Return-Path: <>\r\n")
    for address in UNKNOWN:
        assert b"\r\nFinal-Recipient: rfc822; %s\r\n" % address.encode() in report


def test_sendmail_with_smtputf8(box, there, outside, make_client):
    """An address in UTF-8 stays what it is on the whole way."""
    alice, carol = box.account("alice"), there.account("carol")
    there.alias("grüße", carol)
    client, mail = make_client(PythonUtf8, box), messages.utf8()
    client.send(mail, alice.address, [f"grüße@{THERE}"], login=alice)
    (stored,) = outside.wait_until(lambda: there.stored(carol))
    assert stored.endswith(mail.octets)
    assert re.search(rb"\r\n\tby there\.example with UTF8SMTP id ", stored)
    assert re.search(rb"\r\n\tby mail\.example with UTF8SMTPA id ", stored)
