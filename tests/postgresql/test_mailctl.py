"""mailctl on PostgreSQL: each command once, hostile names, copies, repair, and the move from SQLite."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

import pgserver
from operators import Operator

HOSTILE = ("o'neill", "a;b", "$(touch pwned)", 'a"b', "-rf", "a\\", "':x'", "%s", "x" * 65, "é")
ALIASES = ("o'neill", "a\\", "\\'", ":x", ":'x'", '"a"', "$$", "Ä", "*")


def test_each_command(operator):
    ok, rows = operator.ok, operator.json
    operator.add("alice", "Bob")
    assert "There is already an account bob" in operator.fails("add", "bob", octets=b"x\n")
    ok("lock", "ALICE")
    assert [(row["account"], row["state"]) for row in rows("list")] == [
        ("alice", "locked"), ("Bob", "open"), ("postmaster", "locked"),
    ]
    ok("unlock", "alice")
    ok("passwd", "alice", octets=b"new\n")
    ok("quota", "bob", "10M")
    assert ok("quota", "bob") == "10485760\n" and ok("quota", "alice") == "none\n"
    ok("alias", "add", "Sales", "alice", "bob")
    ok("rename", "Bob", "Robert")
    assert ok("alias", "list", "--csv") == "alias,target,target_is\nSales,alice,account\nSales,Robert,account\n"
    ok("send", "--subject", "first", "sales", octets=b"text\n")
    assert [row["name"] for row in rows("explain", "sales@example.org")][3:5] == ["alice", "Robert"]
    ok("import", "alice", "-", octets=b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: old\n\nold text\n")
    assert [(row["subject"], row["seen"]) for row in rows("read", "alice")] == [("first", 0), ("old", 0)]
    assert ok("read", "alice", "2").endswith("\nold text\n")
    assert ok("export", "alice", "-").count("\nFrom ") == 1
    assert [set(row["recipients"].split()) for row in rows("log")] == [{"alice", "Robert"}, {"alice"}]
    (shown,) = rows("show", "robert")
    assert (shown["messages"], shown["quota"], shown["aliases"]) == (1, 10485760, "Sales")
    assert re.search(r"^messages +1$", ok("show", "robert"), re.M)
    assert ok("expire", "--older", "1", "alice") == "1 message was removed.\n"  # the imported one
    operator.query("UPDATE message SET arrived = 5 RETURNING 1")
    assert ok("expire", "--older", "1", "alice") == "1 message was removed.\n"
    assert "has 1 message" in operator.fails("remove", "robert")
    assert ok("remove", "--with-mail", "Robert") == "The alias Sales no longer leads to Robert.\n"
    assert ok("alias", "list", "--csv").endswith("\nSales,alice,account\n")
    assert ok("alias", "remove", "SALES") == "" and rows("alias", "list") == []
    assert operator.query("SELECT count(*) FROM message") == [(0,)]
    assert "octets" in ok("compact")
    assert ok("version").startswith("mailctl ")
    assert ok("list").splitlines()[0].split() == "account state messages octets unread last_sign_in quota".split()


def test_hostile_names(alice):
    for name in HOSTILE:
        assert alice.run("show", "--", name, status=64).stderr
    for name in ALIASES:
        alice.ok("alias", "add", "--", name, "alice")
        assert [row["alias"] for row in alice.json("alias", "list", "--", name)] == [name]
        assert alice.query("SELECT count(*) FROM alias") == [(1,)]
        alice.ok("alias", "remove", "--", name)
    # The server may take \\ for the begin of an escape, unless mailctl says otherwise.
    alice.query(f"ALTER DATABASE {alice.mail.database} SET standard_conforming_strings = off; SELECT 1")
    for name in ("\\'", "\\"):
        alice.query("INSERT INTO alias VALUES (convert_from(decode('" + name.encode().hex() + "', 'hex'), 'UTF8'), 'x') RETURNING 1")
        assert [row["alias"] for row in alice.json("alias", "list", "--", name)] == [name]
        alice.ok("alias", "remove", "--", name)
    assert not (alice.folder / "pwned").exists()


def test_no_password_among_arguments(script, alice, tmp_path):
    """Programs that write down their arguments stand in front of the real ones."""
    seen = tmp_path / "arguments"
    libexec = script.parent / "libexec"
    spies = tmp_path / "spies"
    spies.mkdir()
    for name, real in (("smtpd", libexec / "smtpd"), ("psql", "/usr/bin/psql"), ("pg_dump", "/usr/bin/pg_dump")):
        (spies / name).write_text(f'#!/bin/sh\nprintf \'%s\\n\' "$0" "$@" >>{seen}\nexec {real} "$@"\n')
        (spies / name).chmod(0o755)
    for name in ("pop3d", "mailctl.d", "sqlite", "postgresql"):
        (spies / name).symlink_to(libexec / name)
    spied = tmp_path / "mailctl"
    spied.write_text(script.read_text().replace(f"libexec={libexec}", f"libexec={spies}"))
    spied.chmod(0o755)
    alice.script = spied
    alice.set(database=alice.mail.setting.replace("pillarbox@", "pillarbox:hidden%20word@"))
    alice.ok("send", "alice", octets=b"text\n")
    path = f"PATH={spies}:{os.environ['PATH']}"
    assert alice.run("backup", ".", prefix=("env", path, "PGHOST=/nowhere")).returncode == 0
    assert "hidden" not in seen.read_text() and {"psql", "pg_dump"} <= {Path(line).name for line in seen.read_text().split()}


def test_what_is_wrong_is_told(operator, alice):
    alice.query("UPDATE pillarbox SET version = 99 RETURNING 1")
    assert "has version 99 of the schema" in alice.run("list", status=1).stderr.decode()
    operator.set(database="postgresql:host=/nowhere dbname=mail")
    assert "No such file or directory. The server must run" in operator.run("list", status=1).stderr.decode()


def test_a_copy_and_back(alice):
    alice.ok("send", "--subject", "kept", "alice", octets=b"x" * 200_000 + b"\n")
    copied = alice.ok("backup", "copy").removeprefix("copy: ")
    assert copied.startswith("3 accounts, 0 aliases, 1 message, 1 delivery, 200")
    before = alice.dump()
    alice.ok("send", "--subject", "late", "bob", octets=b"text\n")
    alice.ok("rename", "alice", "eve")
    present = alice.dump()
    half = (alice.folder / "copy").read_bytes()[:-200]
    (alice.folder / "half").write_bytes(half)
    assert "is damaged" in alice.fails("restore", "half")
    assert alice.ok("restore", "copy").endswith(copied)
    assert alice.dump() == before
    (kept,) = alice.folder.glob("pillarbox-before-restore-*.dump")
    assert kept.stat().st_mode & 0o77 == 0
    alice.ok("restore", "--no-copy", kept.name)
    assert alice.dump() == present
    alice.ok("restore", "--no-copy", "copy")
    assert alice.dump() == before and list(alice.folder.glob("pillarbox-before-*")) == [kept]
    alice.ok("send", "--subject", "new", "alice", octets=b"text\n")
    assert alice.query("SELECT id > 1000000 FROM message ORDER BY id") == [(False,), (True,)]


def test_a_copy_of_an_older_version_is_upgraded(alice):
    """Into a database that already is: what the older version does not know of stays there."""
    alice.ok("send", "--subject", "old", "alice", octets=b"text\n")
    alice.mail.make_oldest()
    source = f"host={alice.mail.server.socket} dbname={alice.mail.database} user={pgserver.USER}"
    subprocess.run(["pg_dump", "-Fc", f"--file={alice.folder / 'copy'}", source], check=True, timeout=60)
    assert alice.mail.run("smtpd", "--create").returncode == 0
    alice.ok("restore", "--no-copy", "copy")
    assert alice.mail.sql("SELECT version FROM pillarbox") == [(3,)]
    assert alice.mail.send("new").startswith("250 ") and alice.mail.messages() == ["old", "new"]


def new_ids(operator):
    """Of a message and an account that come now."""
    operator.ok("send", "alice", octets=b"text\n")
    operator.add("carol")
    return operator.query("SELECT (SELECT max(id) FROM message), (SELECT max(id) FROM account)")[0]


def test_no_id_is_given_again(alice):
    """Whatever copy is restored, and how often."""
    alice.ok("backup", "copy")
    given = []
    for _ in range(3):
        given.append(new_ids(alice))
        alice.ok("restore", "--no-copy", "copy")
    alice.query("SELECT setval('message_id_seq', 50000000), setval('account_id_seq', 50000000)")  # much has come in
    given.append(new_ids(alice))
    alice.ok("restore", "--no-copy", "copy")
    given.append(new_ids(alice))
    # A sequence that has been lost: the ids of what is there count.
    alice.query("ALTER TABLE message ALTER id DROP IDENTITY; SELECT 1")
    alice.ok("restore", "--no-copy", "copy")
    given.append(new_ids(alice))
    for ids in zip(*given):
        assert sorted(set(ids)) == list(ids)


def test_repair(alice):
    for _ in range(3):
        alice.ok("send", "alice", octets=b"x" * 200_000 + b"\n")
    alice.query(
        "SET session_replication_role = replica; DELETE FROM content WHERE message = 3 AND part = 1;"
        "INSERT INTO delivery VALUES (99, 1, 3, 0); INSERT INTO delivery VALUES (2, 777, 3, 0);"
        "DELETE FROM message WHERE id = 2; INSERT INTO content VALUES (888, 0, 'x');"
        "INSERT INTO message VALUES (5000, 'x', 1, '', NULL, '', '', '', 0);"
        "INSERT INTO message VALUES (6000, 'y', 1, '', NULL, '', '', '', 0);"
        "INSERT INTO delivery VALUES (3, 6000, 0, 0);"
        "DELETE FROM account WHERE name = 'postmaster'; UPDATE delivery SET octets = 1 WHERE message = 1;"
        "UPDATE account SET quota = 10, usage = 5, usage_since = 5 WHERE name = 'alice';"
        "INSERT INTO alias VALUES ('x', 'y'); SELECT 1"
    )
    damaged = {
        "deliveries to nobody", "deliveries of nothing", "messages of nobody", "content of no message",
        "incomplete messages", "sizes of deliveries", "numbering", "postmaster",
    }
    notes = {"usage", "targets of aliases", "accounts without password"}
    states = {row["what"]: row["state"] for row in alice.json("check", status=1)}
    assert {what for what, state in states.items() if state == "bad"} == damaged
    assert {what for what, state in states.items() if state == "note"} == notes
    states = {row["what"]: row["state"] for row in alice.json("check", "--repair")}
    assert {what for what, state in states.items() if state == "mended"} == damaged
    assert {row["state"] for row in alice.json("check")} == {"ok", "note"}
    alice.query("DROP TRIGGER delivery_was_last ON delivery; SELECT 1")
    assert [row["what"] for row in alice.json("check", status=1) if row["state"] == "bad"] == ["constraints"]


# What a session locks in QUIT, one after the other, for two messages of alice.
QUIT = (
    "LOCK TABLE account IN ROW EXCLUSIVE MODE",  # its only statement has that from its begin
    "SELECT FROM delivery WHERE account = {alice} AND message = 2 FOR UPDATE",
    "SELECT FROM delivery WHERE account = {alice} AND message = 1 FOR UPDATE",
    "SELECT FROM account WHERE id = {alice} FOR NO KEY UPDATE",
    "SELECT FROM message WHERE id IN (1, 2) ORDER BY id FOR UPDATE",
)
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.mark.parametrize("begun", (2, 3, 4))
@pytest.mark.parametrize("words", (("move", "bob", "carol", "1"), ("check", "--repair"), ("expire", "--read")), ids=str)
def test_nobody_waits_in_a_circle(alice, begun, words):
    """A command comes while a session is between two locks: it waits until all of that has been done."""
    alice.add("carol")
    for _ in range(2):
        alice.ok("send", "alice", "bob", "carol", octets=b"text\n")
    ((number,),) = alice.query("UPDATE account SET quota = 9999, usage = 5 WHERE name = 'alice' RETURNING id")
    alice.query("UPDATE delivery SET octets = 1, seen = 1 RETURNING 1")
    locks = [lock.format(alice=number) for lock in QUIT]
    with contextlib.closing(alice.mail.server.connect(alice.mail.database)) as session:
        cursor = session.cursor()
        cursor.execute("BEGIN; " + "; ".join(locks[:begun]))
        command = alice.start(*words)
        end = time.monotonic() + 20
        while not alice.query(WAITING):
            assert command.poll() is None and time.monotonic() < end
            time.sleep(0.05)
        cursor.execute("; ".join(locks[begun:]) + "; COMMIT")
    assert command.communicate(timeout=60)[1] == b"" and command.returncode == 0


# --- from SQLite ------------------------------------------------------------------------------------


@pytest.fixture(name="source")
def make_source(script, tmp_path):
    """A store with all that moves: text of any kind, a large message, marks, ids with gaps."""
    folder = tmp_path / "source"
    folder.mkdir()
    source = Operator(script, folder)
    source.add("alice", "Bob")
    source.ok("alias", "add", "Büro", "alice", "bob")
    source.add("info@example.org")
    source.ok("alias", "add", "*@example.com", "info@example.org")
    source.deliver(b"Subject: caf\xe9 \\N\ttab\r\n\r\nfirst\r\n", "alice", "bob")
    source.deliver(b"Subject: large\r\n\r\n" + random.randbytes(150_000).hex().encode() + b"\r\n", "bob")
    source.change(
        "UPDATE account SET quota = 5, last_sign_in = 77 WHERE name = 'alice'",
        "UPDATE delivery SET seen = 1 WHERE account = 3 AND message = 1",
        "INSERT INTO message WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
        " WHERE value < 1200) SELECT 100 + value, 'many.' || value, value, 'a\\b', 2, '',"
        " char(9) || 'h', 's', 4 FROM n",
        "INSERT INTO content SELECT id << 16, x'74657874' FROM message WHERE id > 100",
        "INSERT INTO delivery SELECT 2, id, 4, id % 2 FROM message WHERE id > 100",
    )
    return source


def views(operator):
    """What mailctl shows of a store, with either engine."""
    return [
        operator.run(*words).stdout
        for words in (
            ("list",), ("list", "--csv"), ("show", "alice"), ("alias", "list"),
            ("read", "--csv", "bob"), ("log", "--csv", "--last", "5"), ("export", "bob", "-"),
        )
    ]


def target_of(mail):
    """All of it, in columns that both engines have."""
    return [
        mail.sql(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in (
            ("account", "id, name, password, quota, created, last_sign_in"), ("alias", "name, target"),
            ("delivery", "account, message, octets, seen"), ("message", "id, transaction_id, arrived, sender, octets"),
        )
    ]


def source_of(source):
    return [
        source.query(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in (
            ("account", "id, name, password, quota, created, last_sign_in"), ("alias", "name, target"),
            ("delivery", "account, message, octets, seen"), ("message", "id, transaction_id, arrived, sender, octets"),
        )
    ]


def content_of(mail, message):
    rows = mail.sql(f"SELECT data FROM content WHERE message = {message} ORDER BY part")
    return b"".join(bytes(row[0]) for row in rows)


def test_a_store_moves(source, operator):
    mail = operator.mail
    source.ok("migrate", mail.setting)
    assert target_of(mail) == source_of(source)
    assert [content_of(mail, number) for number in (1, 2, 101)] == [source.content(number) for number in (1, 2, 101)]
    assert mail.sql("SELECT subject FROM message WHERE id = 1") == [("caf\N{REPLACEMENT CHARACTER} \\N\ttab",)]
    # Some is removed, renamed, read, and comes in; then the second run.
    source.ok("remove", "--with-mail", "bob")
    source.ok("rename", "alice", "carol")
    source.add("alice")
    source.deliver(b"Subject: new\r\n\r\nnew\r\n", "alice")
    source.change("UPDATE delivery SET seen = 1", "DELETE FROM delivery WHERE message = 105")
    mail.sql("UPDATE account SET password = 'x'; DELETE FROM alias")  # the source overwrites it
    source.ok("migrate", mail.setting)
    assert target_of(mail) == source_of(source)
    assert {row["state"] for row in operator.json("check")} <= {"ok", "note"}
    # Once it is in use, nothing may be put back.
    assert mail.send("late", to=["alice"]).startswith("250 ")
    assert "has been used since" in source.fails("migrate", mail.setting)
    assert mail.sql("SELECT count(*) FROM message WHERE subject = 'late' AND id > 1000000") == [(1,)]


def test_what_has_changed_moves_again(source, operator):
    """The source is repaired between two runs: a message lacks a part, and the only part of another one is
    the second. A third is another one in one column."""
    source.change("DELETE FROM content WHERE id = (2 << 16) + 1", "UPDATE content SET id = id + 1 WHERE id >> 16 = 101")
    source.ok("migrate", operator.mail.setting)
    states = {row["what"]: row["state"] for row in source.json("check", "--repair")}
    assert states["incomplete messages"] == "mended"
    source.change("UPDATE message SET reverse_path = 'other' WHERE id = 1")
    source.ok("migrate", operator.mail.setting)
    mail = operator.mail
    assert target_of(mail) == source_of(source)
    for number in (1, 2, 101):
        parts = source.query("SELECT id & 65535, data FROM content WHERE id >> 16 = ? ORDER BY id", number)
        ours = mail.sql(f"SELECT part, data FROM content WHERE message = {number} ORDER BY part")
        assert [(part, bytes(data)) for part, data in ours] == parts
    assert mail.sql("SELECT reverse_path FROM message WHERE id = 1") == [("other",)]


def test_both_engines_look_the_same(source, operator):
    source.change("DELETE FROM delivery WHERE message > 110", "UPDATE message SET subject = 'one' WHERE id = 1")
    source.ok("migrate", operator.mail.setting)
    assert views(operator) == views(source)


@pytest.mark.parametrize("column", ("created + 1", "created"))
def test_another_store_is_left_alone(source, alice, column):
    """Even if it was made within the same second."""
    alice.ok("send", "alice", octets=b"text\n")
    ((made,),) = source.query(f"SELECT {column} FROM account WHERE name = 'postmaster'")
    alice.query(f"UPDATE account SET created = {made} WHERE name = 'postmaster' RETURNING 1")
    before = alice.dump()
    assert "holds other accounts or mail" in source.fails("migrate", alice.mail.setting)
    assert alice.dump() == before


def test_what_arrives_changed_is_not_kept(source, operator):
    """Content that the server changes on its way in."""
    operator.mail.create()
    operator.query(
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN NEW.data = set_byte(NEW.data, 0, 0); RETURN NEW; END$$;"
        "CREATE TRIGGER spoil BEFORE INSERT ON content FOR EACH ROW EXECUTE FUNCTION spoil(); SELECT 1"
    )
    assert "has not arrived as it was sent" in source.run("migrate", operator.mail.setting, status=1).stderr.decode()
    assert operator.query("SELECT count(*) FROM message") == [(0,)]


def test_a_killed_move_goes_on(source, operator):
    """Three times, at any moment of it."""
    mail = operator.mail
    for share in (0.5, 0.7, 0.9):
        running = source.start("migrate", mail.setting, start_new_session=True)
        time.sleep(share * random.uniform(0.5, 3))
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=30)
    for left in source.scratch.iterdir():
        shutil.rmtree(left)
    source.ok("migrate", mail.setting)
    assert target_of(mail) == source_of(source)
    assert content_of(mail, 2) == source.content(2)


MANY = 20_000
LARGE_LINES = 335_000  # of 78 octets: just under 25 MiB
LONG = 900  # seconds for a large store on a machine that has other work


@pytest.fixture(name="large")
def make_large(script, tmp_path):
    """A store of many messages and a message of 25 MiB, and accounts with domains."""
    folder = tmp_path / "large"
    folder.mkdir()
    large = Operator(script, folder)
    large.set(domains="example.org bücher.example")
    large.add("alice", "bob", "info@bücher.example")
    large.ok("alias", "add", "*@example.org", "info@bücher.example")
    large.change(
        "BEGIN",
        "INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets) WITH RECURSIVE"
        f" n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {MANY})"
        " SELECT 'many.' || value, value, 'a@b', '', 'h', 'subject ' || value, 4000 FROM n",
        "INSERT INTO content SELECT id << 16, randomblob(4000) FROM message WHERE id > 0",
        "INSERT INTO delivery SELECT 2 + id % 2, id, 4000, id % 2 FROM message WHERE id > 0",
        "COMMIT",
    )
    large.deliver(b"Subject: large\r\n\r\n" + (b"x" * 76 + b"\r\n") * LARGE_LINES, "alice")
    return large


@contextlib.contextmanager
def deliveries(source):
    """New mail, five times in a second."""
    stopping = threading.Event()

    def deliver():
        while not stopping.wait(0.2):
            source.deliver(b"Subject: meanwhile\r\n\r\nx\r\n", "alice", "info@xn--bcher-kva.example")

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def migrate(source, mail):
    """Returns how long it took."""
    began = time.monotonic()
    with source.start("migrate", mail.setting) as process:
        _, errors = process.communicate(timeout=LONG)
    assert (process.returncode, errors) == (0, b"")
    return time.monotonic() - began


def wait_for_messages(mail):
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        if mail.sql("SELECT to_regclass('message')") != [(None,)] and mail.sql("SELECT count(*) FROM message") != [(0,)]:
            return
        time.sleep(0.1)


def digests_of(rows):
    """message → digest of its parts."""
    digests = {}
    for message, data in rows:
        digests.setdefault(message, hashlib.sha256()).update(data)
    return {message: digest.digest() for message, digest in digests.items()}


def test_a_large_store_moves_while_mail_comes_in(large, operator, figure):
    mail = operator.mail
    with deliveries(large):
        running = large.start("migrate", mail.setting, start_new_session=True)
        wait_for_messages(mail)
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=LONG)
        for left in large.scratch.iterdir():
            shutil.rmtree(left)
        ((kept,),) = mail.sql("SELECT count(*) FROM message")
        assert 0 < kept < MANY
        figure("seconds to move a store of 105 MB", f"{migrate(large, mail):.0f}")
    figure("seconds to move what came in meanwhile", f"{migrate(large, mail):.0f}")
    assert target_of(mail) == source_of(large)
    assert mail.sql(f"SELECT count(*) > {MANY} FROM message") == [(True,)]
    ours = digests_of(mail.sql("SELECT message, data FROM content ORDER BY message, part"))
    assert ours == digests_of(large.query("SELECT id >> 16, data FROM content ORDER BY id"))
