"""Every example of pillarbox-schema(5) is run, and the first one of mailctl(8)."""

import re
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from examples import examples
from operators import TOP, Terminal
from servers import POP3D

SCHEMA = examples("pillarbox-schema.5")
PRAGMAS = 'PRAGMA busy_timeout = 30000;\nPRAGMA wal_autocheckpoint = 0;\nPRAGMA foreign_keys = ON;'
# These show what is wrong, so that nothing, or ok, is what they should print.
SILENT = ("Consistency",)
# Their subject is what they make, and not what they print.
VIEWS = "CREATE TEMP VIEW"

SAMPLE = (
    # An account of long ago that anybody could enter, one that is full, one that passes mail on.
    "INSERT INTO account (name, password, created) VALUES ('ghost', NULL, 1000)",
    "UPDATE account SET quota = 300 WHERE name = 'bob'",
    "INSERT INTO account (name, password, created) VALUES ('carol', '!', 2000)",
    "INSERT INTO alias VALUES ('office', 'alice'), ('team', 'alice'), ('round', 'about'),"
    " ('about', 'round'), ('carol', 'bob')",
    "UPDATE message SET transaction_id = 'ld7q53h17vntu.1' WHERE id = 1",
    "UPDATE message SET arrived = 1000000000 WHERE id = 2",
    "UPDATE message SET peer = '192.0.2.1', helo = 'mx.shop.example' WHERE id = 2",
    "UPDATE message SET sender = (SELECT id FROM account WHERE name = 'bob') WHERE id = 1",
)


@pytest.fixture(scope="session")
def sample(made, tmp_path_factory):
    """A database in which every query finds something."""
    maker = type(made)(made.script, tmp_path_factory.mktemp("sample"))
    shutil.copy(made.database, maker.database)
    invoice = b"Subject: your\r\n order\r\n\r\nthe invoice of today " + b"x" * 300 + b"\r\n"
    maker.deliver(b"Subject: first\r\n\r\n", "alice", sender="bob@example.org")
    maker.deliver(invoice, "bob", "alice", sender="robot@shop.example")
    maker.deliver(b"Subject: bounce\r\n\r\n", "alice", sender="")
    maker.change(*SAMPLE)
    return maker


@pytest.fixture
def mail(sample, operator):
    """A copy of it, as mail.db in the current directory."""
    assert not sample.database.with_name("mail.db-wal").exists()
    shutil.copy(sample.database, operator.database)
    return operator


def of(language, *sections):
    chosen = [
        example
        for example in SCHEMA
        if example.language == language and (not sections or example.section in sections)
    ]
    return pytest.mark.parametrize("example", chosen, ids=str)


READING = ("READING", "Mail as data", "Aliases and accounts", "Consistency")


def test_there_are_a_dozen():
    """What the page says is an example is found as one, and nothing is left out."""
    assert sum(example.section == "Mail as data" for example in SCHEMA) >= 12
    known = {*READING, "CHANGING", "COPYING", "Free space"}
    assert {example.section for example in SCHEMA} == known
    assert PRAGMAS in [example.text for example in SCHEMA]


def run_each(database, text):
    """Runs statement after statement; returns the rows of each."""
    rows = []
    statement = ""
    for piece in text.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement) and statement.strip(" \n;"):
            rows.append(database.execute(statement).fetchall())
            statement = ""
    assert not statement.strip(" \n;"), statement
    return rows


def test_reading(sample):
    """Every query finds something in a database that has all they look for."""
    database = sqlite3.connect(sample.database, isolation_level=None)
    database.execute("PRAGMA query_only = ON")
    for example in SCHEMA:
        if example.language != "SQL" or example.section not in READING:
            continue
        if example.text.startswith(VIEWS):
            database.execute("PRAGMA query_only = OFF")
        for rows in run_each(database, example.text):
            if example.section in SILENT:
                assert rows in ([], [("ok",)]), (example, rows)
            elif not example.text.startswith(VIEWS):
                assert rows, example
    database.close()


def test_what_the_queries_find(sample):
    """Some of them, against what is known to be there."""
    found = {}
    database = sqlite3.connect(sample.database)
    for example in SCHEMA:
        if example.section == "Mail as data" and example.language == "SQL":
            found[example.text] = database.execute(example.text).fetchall()
    database.close()

    def rows(words):
        (only,) = [rows for text, rows in found.items() if words in text]
        return only

    assert [row[1] for row in rows("%invoice%")] == [2, 2]
    assert (2, "Subject: your order") in rows("WITH RECURSIVE line")
    assert [row[:3] for row in rows("AS saved")] == [(2, "your order", 2)]
    assert [row[:2] for row in rows("peer <> ''")] == [("192.0.2.1", "mx.shop.example")]
    assert [row[0] for row in rows("90 * 86400")] == ["ghost", "carol"]
    assert [row[0] for row in rows("quota * 0.9")] == ["bob"]
    assert [row[2] for row in rows("sender = ''")] == ["bounce"]


@of("SQL", "CHANGING")
def test_changing(mail, example):
    """Each one changes something, as the page says with the pragmas in front."""
    database = sqlite3.connect(mail.database, isolation_level=None)
    run_each(database, PRAGMAS)
    before = database.total_changes
    run_each(database, example.text)
    assert database.total_changes > before or example.text == PRAGMAS
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def script_of(example):
    """The commands of a display, without prompts and without what programs ask."""
    lines = [
        line.removeprefix("$ ")
        for line in example.text.splitlines()
        if not line.endswith("Password:")
    ]
    return "\n".join(lines)


@of("shell")
def test_shell(mail, example):
    """At a terminal, each in a directory with mail.db; a password is asked for."""
    if not shutil.which("openssl"):
        pytest.skip("openssl: not installed")
    if "INSERT INTO account" in example.text:
        mail.change("PRAGMA foreign_keys = ON", "DELETE FROM account WHERE name = 'alice'")
    if "sqlite3 copy.db" in example.text:
        shutil.copy(mail.database, mail.folder / "copy.db")
        mail.change("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'message'")
    terminal = Terminal(["sh", "-euc", script_of(example)], mail.folder)
    if "openssl" in example.text:
        for prompt in (b"Password:", b"Verifying - Password:"):
            terminal.wait_for(prompt)
            time.sleep(0.2)  # it empties the terminal's input after the prompt
            terminal.type(b"right.alice.Zq8\n")
    assert terminal.end() == 0, terminal.shown
    assert b"rror" not in terminal.shown
    if "openssl" in example.text:
        assert mail.can_sign_in("alice", b"right.alice.Zq8")
    if ".backup" in example.text:
        assert (mail.folder / "copy.db").stat().st_mode & 0o77 == 0
    if "sqlite3 copy.db" in example.text:
        shutil.copy(mail.folder / "copy.db", mail.database)
        numbers = dict(mail.query("SELECT name, seq FROM sqlite_sequence"))
        assert numbers["message"] == 1005000 and numbers["account"] > 1000000
    assert mail.query("PRAGMA integrity_check") == [("ok",)]


@of("Python")
def test_python(mail, example):
    mail.deliver(b"Subject: makes the lock file\r\n\r\n", "alice")
    done = subprocess.run(
        [sys.executable, "-c", example.text], cwd=mail.folder, capture_output=True, timeout=60
    )
    assert done.returncode == 0 and done.stderr == b"", done
    assert mail.query("SELECT DISTINCT quota FROM account") == [(None,)]


def at_the_terminal(operator, command):
    """What is typed in an example: in a place of ours, with the name that the copy really has."""
    for copy in (operator.folder / "backups").iterdir():
        if named := re.search(r"/var/backups/(\S+)", command):
            assert re.sub(r"\d", "0", named[1]) == re.sub(r"\d", "0", copy.name)
            command = command.replace(named[0], str(copy))
    command = command.replace("/var/backups", "backups")
    command = command.replace("mailctl ", " ".join(operator.command()) + " ", 1)
    terminal = Terminal(["sh", "-euc", command], operator.folder)
    if command.endswith(" add alice"):
        for prompt in (b"Password: ", b"Once more: "):
            terminal.wait_for(prompt)
            terminal.type(b"right.alice.Zq8\n")
    assert terminal.end() == 0, terminal.shown


def test_as_a_new_user(operator):
    """The first example of mailctl(8), which is the README's too, line by line at a terminal."""
    (first, *_) = examples("mailctl.8")
    commands = [line.removeprefix("# ") for line in first.text.splitlines() if line[:2] == "# "]
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^    # (.*)", readme, re.MULTILINE) == commands
    assert commands[0] == "mailctl add alice" and "mailctl restore" in commands[-1]
    (operator.folder / "backups").mkdir()
    for command in commands[:-1]:
        at_the_terminal(operator, command)
    octets = operator.stored("alice")
    assert [message.split(b"\r\n")[-2] for message in octets] == [b"Welcome here."]
    session = b"USER alice\r\nPASS right.alice.Zq8\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n"
    assert b"Welcome here." in operator.session(POP3D, session)
    assert operator.stored("alice") == []
    at_the_terminal(operator, commands[-1])
    assert operator.stored("alice") == octets
    assert operator.can_sign_in("alice", b"right.alice.Zq8")
