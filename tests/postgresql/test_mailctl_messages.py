"""mailctl on PostgreSQL: single messages, and what it tells of mail and sign-ins."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
LIMIT = 120


class Mailctl:
    """The script, installed beside the programs that are under test."""

    def __init__(self, mail, folder):
        self.mail = mail
        libexec = folder / "libexec"
        libexec.mkdir()
        for program in ("smtpd", "pop3d"):
            os.symlink(Path(mail.command(program)[0]).resolve(), libexec / program)
        shutil.copytree(TOP / "conf" / "mailctl.d", libexec / "mailctl.d")
        self.script = folder / "mailctl"
        text = (TOP / "conf" / "mailctl").read_text()
        self.script.write_text(text.replace("\nlibexec=\n", f"\nlibexec={libexec}\n"))
        self.script.chmod(0o755)

    def run(self, *words, octets=""):
        command = [self.script, *self.mail.command("smtpd", "lock_timeout=1")[1:], *words]
        return subprocess.run(command, input=octets, capture_output=True, text=True, timeout=LIMIT, check=False)

    def json(self, command, *words, **options):
        return json.loads(self.run(command, "--json", *words, **options).stdout)


@pytest.fixture(name="mailctl")
def install(mail, tmp_path):
    """Accounts alice and bob, and two messages."""
    mail.account("bob")
    mail.send("=?utf-8?Q?Gr=C3=BC=C3=9Fe_=1B[2J'?=", to=("alice", "bob"))
    mail.send("second", octets=3000)
    return Mailctl(mail, tmp_path)


def found(mailctl, *words):
    return [(row["account"], row["message"]) for row in mailctl.json("search", *words)]


def test_search(mailctl):
    assert found(mailctl, "--subject", "Grüße ?[2J'") == [("alice", 1), ("bob", 1)]
    assert found(mailctl, "--sender=client.EXAMPLE", "--larger=2K", "--since", "yesterday") == [("alice", 2)]
    assert found(mailctl, "--header", "subject: second") == [("alice", 2)]
    assert found(mailctl, "--sender", "'; DROP TABLE message; --\\") == []


def test_delete_and_move(mailctl, mail):
    assert mailctl.run("delete", "alice", "1", "7").returncode == 1
    holder = subprocess.Popen([*mail.command("pop3d"), "--hold=alice"], stdin=-1, stdout=-1, text=True)
    assert holder.stdout.readline() == "held\n"
    for words in (("delete", "alice", "1"), ("move", "alice", "bob", "1")):
        assert "A POP3 session has the maildrop of alice open." in mailctl.run(*words).stderr
    holder.communicate(timeout=LIMIT)
    assert mailctl.run("move", "alice", "bob", "1", "2").stdout == "2 messages were moved to bob.\n"
    assert found(mailctl) == [("bob", 1), ("bob", 2)]
    assert mailctl.run("delete", "bob", "1").stdout == "1 message was removed.\n"
    assert mail.sql("SELECT DISTINCT message FROM content") == [(2,)]


def test_reports(mailctl):
    """The same rows as on the other engine."""
    assert [row["deliveries"] for row in mailctl.json("stats")] == [3]
    assert [(row["account"], row["received"]) for row in mailctl.json("stats", "--by=account")][:2] == [
        ("alice", 2),
        ("bob", 1),
    ]
    assert mailctl.json("stats", "--by=domain")[0]["domain"] == "client.example"
    assert [row["subject"] for row in mailctl.json("log", "--until", "tomorrow")] == ["Grüße ?[2J'", "second"]
    shown = mailctl.run("list", "--sort", "octets", "--human").stdout.splitlines()
    assert shown[2].startswith("alice") and shown[-1].startswith("3 accounts, 3 messages, 3 of them unread, ")
    rows = {row["what"]: row["state"] for row in mailctl.json("status")}
    assert rows["database"] == "ok"


def test_auth(mailctl, mail):
    mailctl.run("passwd", "bob", octets="secret\n")
    done = mailctl.run("auth", "--peer=192.0.2.1", "bob", octets="secret\n")
    assert done.returncode == 0 and "this is the password" in done.stdout, done
    mail.sql("INSERT INTO failure VALUES ('192.0.2.1', 'Bob', 50, floor(extract(epoch FROM now())) * 1000, 0, '')")
    rows = {row["what"]: row["state"] for row in mailctl.json("auth", "--peer=192.0.2.1", "bob", octets="wrong\n")}
    assert (rows["password"], rows["network"]) == ("refuses", "waits")
