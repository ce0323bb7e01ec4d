"""Every command of pillarbox-recipes(7) is run, on a machine that mailctl setup has prepared.

The machine is a room (tests/supers). A display of the page with prompts is typed there into one shell. One
without is a file, whose first line names it.
"""

import re
import shlex
import subprocess

import pytest

from examples import examples
from test_setup import ENVIRONMENT, installed, open_machine, open_systemd, run_all  # noqa: F401
from test_setup import commands as starting

PAGE = examples("pillarbox-recipes.7")
HOME = "/tmp/home"
# The machine is the server and the provider, and trusts their certificate.
PREPARE = f"""
echo 127.0.0.1 mail.example.org pop.provider.example >>/etc/hosts
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=mail.example.org \
    -addext subjectAltName=DNS:mail.example.org,DNS:pop.provider.example \
    -keyout /tmp/key -out /tmp/chain
cat /tmp/chain >>/etc/ssl/certs/ca-certificates.crt
mkdir -p {HOME} /var/backups
"""
TLS = ("--certificate", "/tmp/chain", "--key", "/tmp/key")
WAIT_SECONDS = 60
CRON_PATH = "/usr/bin:/bin"  # Debian's, for /etc/cron.d


class Server:
    def __init__(self, machine):
        self.machine = machine

    def shell(self, script, status=0):
        """What it prints. What it leaves in the background keeps the file open, and no pipe."""
        output = self.machine.path("/tmp/output")
        with output.open("wb") as file:
            done = subprocess.run(
                self.machine.inside("sh", "-euc", f"cd {HOME}\n{script}"),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**ENVIRONMENT, "HOME": HOME},
                timeout=WAIT_SECONDS,
            )
        told = output.read_text(errors="replace")
        assert done.returncode == status, (script, told)
        return told

    def write(self, example):
        """A display that is a file."""
        name, _, text = example.text.partition("\n")
        place = name.removeprefix("# ").replace("~", HOME)
        self.machine.write(place, text + "\n")
        self.machine.path(place).chmod(0o600)
        return place

    def newest(self):
        """The subject of the last message that alice has got."""
        return self.machine.mailctl("read", "--csv", "alice").splitlines()[-1].split(",")[3]


def prepare_fetchmail(server):
    """What the provider has."""
    server.shell("echo secret | mailctl add alice.smith")
    server.shell("echo x | mailctl send --from a@far.example --subject far alice.smith")


def see_class(server):
    for port in (2525, 1110):
        server.machine.wait_for_port(port)


def try_mutt(server):
    told = server.shell("mutt -F ~/.muttrc -Q pop_host -Q smtp_url")
    assert "pops://alice@" in told and "smtps://alice@" in told


def run_jobs(server, crontab):
    """What each command prints, run as cron runs it: with no PATH of ours."""
    variables, told = [f"PATH={CRON_PATH}"], []
    for line in crontab.splitlines():
        if job := re.fullmatch(r"(?:\S+ ){5}root (.*)", line):
            command = job[1].replace(r"\%", "%")
            told.append(server.shell(f"env -i {' '.join(variables)} sh -c {shlex.quote(command)} || :"))
        elif re.match(r"\w+=", line):
            variables.append(line)
    return told


def run_job(server):
    assert run_jobs(server, server.machine.path("/etc/cron.d/backup").read_text()) == [""]
    assert server.newest() == "backup"
    (copy,) = server.machine.path("/var/backups").iterdir()
    assert re.fullmatch(r"mail-[A-Z][a-z]+\.db", copy.name)


# A word of a display: what is done before, or what is expected of it.
BEFORE = {"fetchmail --verbose": prepare_fetchmail, "journalctl": lambda server: server.shell(WRONG)}
AFTER = {
    "# ~/.muttrc": try_mutt,
    "curl pop3s:": lambda server: server.newest() == "test",
    "mailctl add scanner": lambda server: "scanner" in server.machine.mailctl("list"),
    "Subject: scan": lambda server: server.newest() == "scan",
    "fetchmail --verbose": lambda server: server.newest() == "far",
    "# /etc/cron.d": run_job,
    "msmtp -C": lambda server: server.newest() == "cron",
    "--listen=2525": see_class,
}
TOLD = {
    "journalctl": "event=sign-in-refused account=alice",
    "mailctl explain": "250 2.1.5",
    "--listen=127.0.0.1:2525": "tester|reset",
    "MAIL FROM: @ME": "1 message,",
    "class.db 'SELECT": "bob|bob@",
}
WRONG = "! curl -s pop3s://mail.example.org --user alice:wrong"


def test_the_jobs_of_every_night(server):
    """Those of mailctl(8). cron would send what they print, so they print nothing if all is well."""
    (crontab,) = [it.text for it in examples("mailctl.8") if "mailctl expire" in it.text]
    assert run_jobs(server, crontab) == ["", "", ""]
    (copy,) = server.machine.path("/var/backups").iterdir()
    assert re.fullmatch(r"mail-[A-Z][a-z]+\.db", copy.name)


def found(table, example):
    return [value for words, value in table.items() if words in example.text]


def script_of(example):
    return "\n".join(re.sub(r"^[$#] ", "", line) for line in example.text.splitlines())


@pytest.fixture
def server(open_systemd):
    room = open_systemd()
    room.run("sh", "-euc", PREPARE)
    names = ("--domain", "example.org", "--account", "alice", "--super", "systemd")
    said, _ = room.setup(*names, *TLS, octets=b"secret\n")
    run_all(room, starting(said))
    return Server(room)


def is_file(example):
    return re.match(r"# [~/]", example.text)


def test_every_recipe(server):
    """In one room, from the top of the page to its end."""
    for example in PAGE:
        for prepare in found(BEFORE, example):
            prepare(server)
        told = server.write(example) if is_file(example) else server.shell(script_of(example))
        assert [words for words in found(TOLD, example) if words not in told] == [], told
        for check in found(AFTER, example):
            assert check(server) in (None, True), (example, told)


def test_every_expectation_is_of_the_page():
    """A recipe that is rewritten is still looked at."""
    for table in (BEFORE, AFTER, TOLD):
        assert [words for words in table if sum(words in it.text for it in PAGE) != 1] == []
