"""README.md, from its first command to mail on a server, on a bare Debian 12.

A person types the commands as they stand on the page, as root, or with sudo. The terminals are written
to build/bare/NAME.txt, with times.
"""

import os
import re
import smtplib
import time

import pytest

import room as rooms
from machine import BASE, HOST, Machine, Person
from operators import TOP
from session import POP3, SMTP, talk
from test_setup import commands

README = (TOP / "README.md").read_text(encoding="utf-8")
# The last version with the schema before this one, and with units that start a process for each
# connection.
OLDER = "f34db8e"
LIMIT_SECONDS = 600  # on a machine that does nothing else
LIVE = f"/etc/letsencrypt/live/{HOST}"


def typed(title):
    """The commands that stand in the steps below a title of the page."""
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"^       (\S(?:.*\\\n)*.*)$", section, re.MULTILINE)


def shell_of(title):
    """The commands with a prompt."""
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"^    \$ ((?:.*\\\n)*.*)$", section, re.MULTILINE)


@pytest.fixture
def transcript(request):
    lines = []
    yield lines
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    (BASE.parent / f"{name}.txt").write_text("".join(lines))


@pytest.fixture
def machine():
    if why := rooms.missing():
        pytest.skip(why)
    if not BASE.exists():
        pytest.skip("there is no bare Debian, run make bare")
    it = Machine()
    yield it
    it.stop()


def take_first_steps(person):
    """From nothing until the servers run."""
    *steps, serve = typed("Get it, and run it")
    for step in steps:
        sudo = "sudo " if step.startswith("apt-get") and person.user != "root" else ""
        person.run(sudo + step.replace("URL", "file:///src/pillarbox"))
    assert serve == "make serve"
    person.type(serve)
    person.wait_for("this is their log:")
    person.note(serve, person.told)


def have_first_session(person):
    person.run("cd pillarbox")
    for port, lines in (("2525", SMTP), ("1110", POP3)):
        person.type(f"telnet 127.0.0.1 {port}")
        talk(person.terminal, lines)
        person.wait()
        person.note(f"telnet 127.0.0.1 {port}", person.told)
    told = [person.run(command) for command in shell_of("A first session")]
    assert any("alice|alice@localhost|lunch" in it for it in told), told


# certbot needs an authority that can reach this machine. So it signs the certificate itself, and this
# machine trusts it.
CERTBOT = f"""\
#!/bin/sh
set -eu
[ "$*" = "certonly --standalone -d {HOST}" ]
mkdir -p {LIVE}
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST} \\
	-keyout {LIVE}/privkey.pem -out {LIVE}/fullchain.pem 2>/dev/null
cat {LIVE}/fullchain.pem >>/etc/ssl/certs/ca-certificates.crt
"""


def send_from_elsewhere(machine):
    with machine.network():
        client = smtplib.SMTP("198.18.0.1", 25, source_address=("198.18.0.2", 0))
    with client:
        client.sendmail("someone@elsewhere.example", ["postmaster@example.org"], "Subject: from elsewhere\r\n\r\n")


def mail_of(person):
    """The messages in alice's maildrop."""
    told = person.run(f"curl -sS --ssl-reqd pop3://{HOST} --user alice")
    return re.findall(r"^\d+ \d+", told, re.MULTILINE)


def put_in_production(person, machine):
    """As root, where the sources are."""
    for step in typed("From nothing to production"):
        told = person.run(step)
        if step.startswith("mailctl setup"):
            for command in commands(told):
                person.run(command)
            send_from_elsewhere(machine)


@pytest.mark.parametrize("user", ["root", "you"])
def test_from_nothing_to_production(machine, transcript, user):
    """In less than ten minutes: the servers, a first session, and then mail in and out."""
    machine.write("/usr/local/bin/certbot", CERTBOT)
    machine.path("/usr/local/bin/certbot").chmod(0o755)
    if user != "root":
        machine.add_person(user)
    serving, other = (Person(machine, user, transcript) for _ in range(2))
    began = time.monotonic()
    if user == "root":
        for person in (serving, other):
            person.run("cd /srv")
    take_first_steps(serving)
    have_first_session(other)
    assert serving.interrupt() == 0
    assert machine.processes("smtpd", "pop3d", "super-server") == 0
    if user != "root":
        other.become_root()
    put_in_production(other, machine)
    assert len(mail_of(other)) == 2  # from elsewhere, and from alice
    seconds = time.monotonic() - began
    busy = max(1, os.getloadavg()[1] / os.cpu_count())
    transcript.append(
        f"All of it: {seconds:.0f} s, processor {machine.processor_seconds():.0f} s,"
        f" with {busy:.1f} processes for each processor\n"
    )
    assert seconds / busy < LIMIT_SECONDS


# What the older version left to its operator, as its settings and units say.
OLD_WAY = (
    "useradd --system --home-dir /var/lib/pillarbox --shell /usr/sbin/nologin pillarbox",
    "install -d -m 700 -o pillarbox -g pillarbox /var/lib/pillarbox",
    f"printf 'hostname = {HOST}\\ndomains = example.org\\n' >>/etc/pillarbox.conf",
    "cp /usr/local/share/doc/pillarbox/examples/systemd/pillarbox-smtp[.@]* /etc/systemd/system",
    "systemctl daemon-reload",
    "systemctl enable --now pillarbox-smtp.socket",
    "mailctl add alice",
    "mailctl alias add postmaster alice",
)


def messages_of(person):
    """In alice's maildrop."""
    return re.findall(r"^\d+ .* from elsewhere ", person.run("mailctl read alice"), re.MULTILINE)


def test_upgrade_of_an_older_version(machine, transcript):
    """With mail in it: by its own units first, and then by those of setup."""
    person = Person(machine, "root", transcript)
    person.run("apt-get update && apt-get install -y git make curl sqlite3")
    person.run("git clone -q file:///src/pillarbox /srv/pillarbox && cd /srv/pillarbox")
    if person.try_to(f"git checkout -q {OLDER}"):
        pytest.skip("the older version is not in the history of the sources")
    for command in ("make deps && make install", *OLD_WAY):
        person.run(command)
    send_from_elsewhere(machine)
    assert len(messages_of(person)) == 1
    for command in ("mailctl backup /var/backups", "git checkout -q -", "make deps && make install"):
        person.run(command)
    send_from_elsewhere(machine)
    assert len(messages_of(person)) == 2
    told = person.run("mailctl setup --domain example.org --account alice")
    for command in commands(told):
        person.run(command)
    send_from_elsewhere(machine)
    assert len(messages_of(person)) == 3
    person.run("mailctl check")
