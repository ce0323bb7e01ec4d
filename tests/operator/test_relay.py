"""msmtp sends mail to the world under systemd, with the lines of pillarbox.conf(5)."""

import shutil

import pytest

from examples import examples
from test_setup import LOGIN, TLS, commands, installed, open_machine, open_systemd, run_all  # noqa: F401

PAGE = [it.text for it in examples("pillarbox.conf.5")]
UNITS = ("pillarbox-submission.service", "pillarbox-smtps.service")
FAR = "far.example"
PORT = 2500
# The server of the provider, whose accounts are those in its own database.
PROVIDER = f"""
mkdir /tmp/far && cd /tmp/far
echo x | mailctl -c /dev/null -d far.db add bob
exec systemd-socket-activate --listen=127.0.0.1:{PORT} \
    /usr/local/libexec/pillarbox/smtpd -c /dev/null -d far.db -o domains={FAR}
"""
# msmtp then needs no password and no TLS.
INSTEAD = {
    "host         smtp.provider.example": "host         127.0.0.1",
    "port         465": f"port         {PORT}",
    "tls          on": "tls          off",
    "auth         on": "auth         off",
}
SEND = f"""
printf 'Subject: far\\n\\nHello.\\n' | curl -sS --crlf --insecure --upload-file - \
    --user alice:{LOGIN.password} --ssl-reqd --mail-from alice@example.org --mail-rcpt bob@{FAR}"""


def display(words):
    (text,) = [text for text in PAGE if words in text]
    return text


@pytest.fixture
def machine(open_systemd):
    if not all(map(shutil.which, ("msmtp", "curl"))):
        pytest.skip("msmtp and curl are not both installed")
    room = open_systemd()
    said, _ = room.ready("--super", "systemd", *TLS)
    settings = room.path("/etc/pillarbox.conf")
    settings.write_text(settings.read_text() + display("relay = /usr/bin/msmtp") + "\n")
    text = display("smtp.provider.example")
    for line, other in INSTEAD.items():
        assert line in text
        text = text.replace(line, other)
    room.write("/etc/pillarbox-msmtp", text + "\n")
    room.run("sh", "-euc", "chmod 600 /etc/pillarbox-msmtp; chown pillarbox /etc/pillarbox-msmtp")
    run_all(room, commands(said))
    room.start("sh", "-euc", PROVIDER, PATH="/usr/local/bin:/usr/bin:/bin")
    room.wait_for_port(PORT)
    return room


def send(room):
    """Whether a message goes out by each port."""
    urls = ("smtp://127.0.0.1:587", "smtps://127.0.0.1:465")
    told = room.run("sh", "-uc", "\n".join(f"{SEND} {url} 2>/dev/null; echo $?" for url in urls))
    return [status == b"0" for status in told.split()]


def test_msmtp_under_systemd(machine):
    """Without the lines for the units it has no network."""
    assert send(machine) == [False, False]
    for unit in UNITS:
        machine.write(f"/etc/systemd/system/{unit}.d/override.conf", display("PrivateNetwork=no") + "\n")
    restart = display("systemctl try-restart").replace("# ", "", 1)
    run_all(machine, ["systemctl daemon-reload", restart])
    assert send(machine) == [True, True]
    listed = machine.mailctl("-c", "/dev/null", "-d", "/tmp/far/far.db", "read", "--csv", "bob")
    assert listed.count(",far") == 2, listed
