"""Accounts: who there is, who can sign in, and what nobody can smuggle in."""

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from operators import Terminal, password_of
from servers import POP3D, SMTPD

# Names that are none, as somebody might try them.
HOSTILE = (
    "",
    "o'neill",
    "a;b",
    "$(touch pwned)",
    "`touch pwned`",
    'a"b',
    "a b",
    "ann@",
    "ann@exam ple.org",
    "ann@example.org'; --",
    "@example.org",
    ".hidden",
    "-rf",
    "a/../b",
    "%s%n",
    "josé",
    "a\\b",
    "x' OR name = 'alice",
    "x'; DELETE FROM account; --",
    "a" * 65,
    "*",
)

PASSWORDS = (
    b"secret",
    b" two  words ",
    b"'\"`$(touch pwned)${HOME};&|<>*?[]{}()!#~\\%s%n",
    b"-n",
    b"PASS",
    b"\\n\\0",
    "pässwörd ☃".encode(),
    bytes(range(32, 127)),
    b"x" * 248,
)


def test_add(operator):
    """The first account makes the database too."""
    assert operator.ok("add", "Alice", octets=b"right.one\n") == ""
    assert operator.can_sign_in("alice", b"right.one")
    assert not operator.can_sign_in("alice", b"right.two")
    assert operator.query("SELECT name, quota FROM account WHERE id > 1") == [("Alice", None)]
    assert (operator.database.stat().st_mode & 0o777) == 0o600
    assert "passwd" in operator.fails("add", "ALICE", octets=b"right.two\n")


def test_add_with_options(operator):
    operator.ok("add", "--quota=10M", "carol", octets=b"right.one")
    operator.ok("add", "dave", "--locked", "--quota", "none")
    rows = operator.json("list")
    assert [(row["account"], row["state"], row["quota"]) for row in rows] == [
        ("carol", "open", 10 << 20),
        ("dave", "locked", None),
        ("postmaster", "locked", None),
    ]


@pytest.mark.parametrize("password", PASSWORDS)
def test_passwords(alice, password):
    alice.ok("passwd", "alice", octets=password + b"\n")
    assert alice.can_sign_in("alice", password)
    assert not alice.can_sign_in("alice", password_of("alice").encode())
    alice.ok("add", "carol", octets=password)  # without a line end
    assert alice.can_sign_in("carol", password)
    assert not (alice.folder / "pwned").exists()


@pytest.mark.parametrize(
    "password", (b"", b"\n", b"x" * 249, b"a\tb\n", b"a\x1bb\n", b"a\x7f", b"a\r\n")
)
def test_no_passwords(alice, password):
    for words in (("passwd", "alice"), ("add", "carol")):
        assert "Nothing was changed" in alice.fails(*words, octets=password)


def test_password_hash_is_as_the_settings_say(alice):
    assert [row[0][:3] for row in alice.query("SELECT password FROM account WHERE id > 1")] == [
        "$5$",
        "$5$",
    ]
    alice.set(password_hash="$6$")
    alice.ok("passwd", "alice", octets=b"another")
    assert alice.query("SELECT substr(password, 1, 15) FROM account WHERE name = 'alice'") == [
        ("$6$rounds=1000$",)
    ]


def test_password_at_a_terminal(alice):
    """It is asked for twice, and not shown."""
    terminal = Terminal(alice.command("passwd", "alice"), alice.folder)
    for prompt in (b"Password: ", b"Once more: "):
        terminal.wait_for(prompt)
        terminal.type(b"right  three'\n")
    assert terminal.end() == 0
    assert terminal.shown == b"Password: \r\nOnce more: \r\n"
    assert alice.can_sign_in("alice", b"right  three'")


def test_two_passwords_at_a_terminal(alice):
    terminal = Terminal(alice.command("passwd", "alice"), alice.folder)
    terminal.wait_for(b"Password: ")
    terminal.type(b"right.three\n")
    terminal.wait_for(b"Once more: ")
    terminal.type(b"right.four\n")
    assert terminal.end() == 1
    assert b"Nothing was changed" in terminal.shown and b"right" not in terminal.shown
    assert alice.can_sign_in("alice", password_of("alice").encode())


def test_interrupt_at_the_prompt(alice):
    """Ctrl-C leaves a terminal that shows again what is typed, and no files."""
    around = 'trap : INT; "$@" || echo "status $?"; stty'
    command = ["env", f"TMPDIR={alice.scratch}", "sh", "-c", around, "sh"]
    terminal = Terminal([*command, *alice.command("passwd", "alice")], alice.folder)
    terminal.wait_for(b"Password: ")
    terminal.type(b"\x03")
    assert terminal.end() == 0
    assert b"status 130" in terminal.shown and b"-echo" not in terminal.shown
    assert list(alice.scratch.iterdir()) == []
    assert alice.can_sign_in("alice", password_of("alice").encode())


def test_no_password_among_arguments(alice):
    """Nobody who looks at the processes of the machine sees it, nor its hash."""
    seen = set()
    over = threading.Event()

    def watch():
        while not over.is_set():
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):  # it ended while we looked
                    seen.add((process / "cmdline").read_bytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        alice.ok("passwd", "alice", octets=b"very.secret.Zq8\n")
    finally:
        over.set()
        watcher.join()
    assert any(b"passwd" in arguments for arguments in seen)
    assert not [arguments for arguments in seen if b"very.secret" in arguments]
    ((password,),) = alice.query("SELECT password FROM account WHERE name = 'alice'")
    assert not [arguments for arguments in seen if password.encode() in arguments]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(alice, name):
    """Refused where an account is made, and where one is named; nothing is changed or run."""
    words = ("rename", "alice") if len(name) % 2 else ("remove", "--with-mail")
    assert alice.fails(*words, "--", name, status=64)
    assert not (alice.folder / "pwned").exists()


@pytest.mark.parametrize("value", ("a\nb", "a\tb", "a\x1b[2Jb", "\x7f"))
def test_control_characters(alice, value):
    for words in (("add", value), ("export", "alice", value)):
        assert "control characters" in alice.fails(*words, status=64)


@pytest.mark.parametrize("value", ("", "1.5", "-1", "1T", "10m", "1 K", "0x10", "1;2", "9" * 19))
def test_no_quotas(alice, value):
    alice.fails("quota", "alice", "--", value, status=64)
    alice.fails("quota", "alice", "9999999999G", status=64)


def test_quota(alice):
    assert alice.ok("quota", "alice") == "none\n"
    for value, number in (("0010K", 10240), ("3G", 3 << 30), ("default", None), ("none", 0)):
        assert alice.ok("quota", "alice", value) == ""
        assert alice.query("SELECT quota FROM account WHERE name = 'alice'") == [(number,)]
    alice.set(quota="1M")
    assert alice.ok("quota", "alice") == "none\n"
    assert alice.ok("quota", "bob") == "1048576\n"


def test_lock_and_unlock(alice):
    password = password_of("alice").encode()
    for _ in range(2):  # again changes nothing
        alice.ok("lock", "alice")
        assert not alice.can_sign_in("alice", password)
    alice.deliver(b"Subject: still\r\n\r\n", "alice")
    for _ in range(2):
        alice.ok("unlock", "alice")
        assert alice.can_sign_in("alice", password)
    assert "mailctl passwd" in alice.fails("unlock", "postmaster")


def test_passwd_of_postmaster(alice):
    alice.ok("passwd", "postmaster", octets=b"right.one\n")
    assert alice.can_sign_in("postmaster", b"right.one")


def test_remove(alice):
    alice.ok("alias", "add", "sales", "alice", "bob")
    alice.deliver(b"Subject: for both\r\n\r\n", "alice", "bob")
    for _ in range(3):
        alice.deliver(b"Subject: for one\r\n\r\n", "alice")
    complaint = alice.fails("remove", "alice")
    assert "4 messages" in complaint and "--with-mail" in complaint
    assert "sales" in alice.ok("remove", "--with-mail", "ALICE")
    assert alice.query("SELECT name FROM account WHERE id > 1") == [("bob",)]
    assert alice.query("SELECT subject FROM message") == [("for both",)]
    assert alice.query("SELECT name, target FROM alias") == [("sales", "bob")]
    alice.ok("remove", "bob", "--with-mail")
    assert alice.query("SELECT count(*) FROM content") == [(0,)]


# Is started in place of the sqlite3 shell.
AT_THE_LAST_MOMENT = """#!/bin/sh
statements=$(cat)
case $statements in
*'DELETE FROM account'*) printf 'LHLO x\\r\\nMAIL FROM:<>\\r\\nRCPT TO:<alice>\\r\\nBDAT 0 LAST\\r\\n' | {smtpd} ;;
esac >/dev/null
printf '%s\\n' "$statements" | {sqlite3} "$@"
"""


def test_mail_that_comes_while_an_account_is_removed(alice, monkeypatch):
    alice.ok("alias", "add", "sales", "alice")
    smtpd = alice.serve(SMTPD, "-l", "-o", "log=error", "-d", str(alice.database))
    shell = alice.folder / "bin" / "sqlite3"
    shell.parent.mkdir()
    shell.write_text(AT_THE_LAST_MOMENT.format(smtpd=shlex.join(smtpd), sqlite3=shutil.which("sqlite3")))
    shell.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shell.parent}:{os.environ['PATH']}")
    assert b"1 message" in alice.run("remove", "alice", status=1).stderr
    assert len(alice.stored("alice")) == 1
    assert alice.query("SELECT name, target FROM alias") == [("sales", "alice")]
    alice.ok("remove", "bob")


def test_postmaster_stays(alice):
    for words in (("remove", "Postmaster"), ("rename", "postmaster", "boss")):
        assert "postmaster stays" in alice.fails(*words)


def test_rename(alice):
    alice.ok("alias", "add", "sales", "alice", "bob")
    alice.deliver(b"Subject: kept\r\n\r\n", "alice")
    assert "already" in alice.fails("rename", "alice", "BOB")
    alice.ok("rename", "alice", "Alice")
    alice.ok("rename", "alice", "alicia")
    assert alice.can_sign_in("alicia", password_of("alice").encode())
    assert len(alice.stored("alicia")) == 1
    assert alice.query("SELECT target FROM alias ORDER BY target") == [("alicia",), ("bob",)]


def test_an_alias_is_in_the_way(alice):
    alice.ok("alias", "add", "info", "bob")
    assert b"explain info" in alice.run("add", "info", octets=b"right.one").stderr
    alice.ok("alias", "add", "team", "bob")
    assert b"explain team" in alice.run("rename", "alice", "team").stderr


def test_a_name_that_several_accounts_share(alice):
    alice.set(domains="a.example b.example")
    for name, others in (("ann@a.example", None), ("ann.b", None), ("ann@b.example", b"ann@a.example")):
        told = alice.run("add", "--locked", name, status=0).stderr
        assert told == b"" if others is None else b"Several accounts are called ann: " + others in told
    assert b": alice alice@a.example." in alice.run("rename", "bob", "alice@a.example", status=0).stderr
    assert b": ann ann@a.example ann@b.example." in alice.run("add", "--locked", "ann").stderr


def test_list_and_show(alice):
    """What there is in people's form, as CSV and as JSON."""
    alice.ok("alias", "add", "sales", "alice")
    alice.deliver(b"Subject: one\r\n\r\n", "alice")
    alice.deliver(b"Subject: two\r\n\r\n", "alice")
    alice.session(POP3D, f"USER alice\r\nPASS {password_of('alice')}\r\nRETR 1\r\nQUIT\r\n".encode())
    ((octets, signed_in),) = alice.query(
        "SELECT sum(octets), max(last_sign_in) FROM delivery JOIN account ON id = account"
    )
    row = alice.json("list")[0]
    assert (row["messages"], row["octets"], row["unread"]) == (2, octets, 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["last_sign_in"]) and signed_in
    rows = list(csv.DictReader(io.StringIO(alice.ok("list", "--csv"))))
    assert [(r["account"], r["unread"]) for r in rows][:2] == [("alice", "1"), ("bob", "0")]
    lines = alice.ok("list").splitlines()
    assert lines[0].split()[:4] == ["account", "state", "messages", "octets"]
    assert lines[2].split()[:5] == ["alice", "open", "2", str(octets), "1"]
    assert lines[0].index("state") == lines[2].index("open")
    shown = alice.json("show", "alice")[0]
    assert shown["aliases"] == "sales" and shown["oldest"] and shown["quota_is"] == "default"
    assert f"octets        {octets}\n" in alice.ok("show", "alice")
    assert "aliases       -\n" in alice.ok("show", "bob")
    assert list(csv.DictReader(io.StringIO(alice.ok("show", "--csv", "bob"))))[0]["state"] == "open"


@pytest.mark.parametrize(
    "words",
    (
        (),
        ("frobnicate",),
        ("alias",),
        ("alias", "frob"),
        ("list", "alice"),
        ("add",),
        ("add", "--frob", "alice"),
        ("add", "--locked=yes", "alice"),
        ("add", "alice", "--quota"),
        ("show", "-x"),
        ("quota", "alice", "1", "2"),
        ("expire",),
        ("expire", "--older", "soon"),
        ("export", "--maildir", "alice", "-"),
        ("read", "alice", "one"),
        ("-x", "list"),
        ("list;id",),
    ),
)
def test_usage(alice, words):
    alice.run(*words, status=64)


def test_nobody(alice):
    """A name that could be an account and is none: the same advice everywhere."""
    for words in (
        ("passwd", "carol"),
        ("lock", "carol"),
        ("unlock", "carol"),
        ("remove", "carol"),
        ("rename", "carol", "dave"),
        ("show", "carol"),
        ("quota", "carol"),
        ("read", "carol"),
        ("import", "carol", "-"),
        ("export", "carol", "-"),
        ("expire", "--read", "carol"),
        ("log", "carol"),
    ):
        assert "mailctl list" in alice.fails(*words, octets=b"secret\n")


def test_help(operator):
    shown = operator.ok("help")
    for word in ("--help", "-h"):
        assert subprocess.check_output([operator.script, word]).decode() == shown
    assert "alias add NAME TARGET ..." in shown and "--older DAYS --read --dry-run" in shown
    assert not operator.database.exists()
