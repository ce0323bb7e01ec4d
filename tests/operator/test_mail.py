"""Mail through the operator's hands: send, read, import, export, expire, log."""

import csv
import email
import email.policy
import io
import json
import mailbox
import re

import pytest

from operators import Terminal, password_of, without_trace
from servers import SMTPD

SENDER = b"someone@elsewhere.example"

# Messages with all that an mbox has trouble with. Stored ones have CRLF at the end of lines.
MESSAGES = (
    b"Subject: plain\r\n\r\nhello\r\n",
    b"Subject: From lines\r\n\r\nFrom here\r\n>From there\r\n\r\nFrom a@b Mon Nov 23 19:40:11 2026\r\n",
    b"Subject: blank lines\r\n\r\n\r\n\r\nFrom\r\n\r\n\r\n",
    b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n",
    b"Subject: octets\r\n\r\na\0b \xff\xfe \x1b[2J\r\r\n\r\r\n\t\xc3\xa9\r\n",
    b"Subject: no body\r\n",
    b"\r\nno header\r\n",
    b"From: a@b.example\r\nStatus: U\r\nSubject: long\r\n\r\n" + b"x" * 200000 + b"\r\n",
    b"Subject: long too\r\n\r\n" + b"0123456789\r\n" * 20000,
)


@pytest.fixture
def full(alice):
    """alice's maildrop with these messages, the second and the fourth read."""
    for message in MESSAGES:
        alice.deliver(message, "alice", sender=SENDER.decode())
    alice.change(
        "UPDATE delivery SET seen = 1 WHERE message IN (2, 4)",
        "UPDATE message SET arrived = 1700000000 + 86400 * id",
    )
    return alice


def assert_came_through(operator):
    """bob has what alice has: content, order, dates, and with a Maildir also what was read."""
    for old, new in zip(operator.stored("alice"), operator.stored("bob"), strict=True):
        inner, sender = without_trace(new)
        assert sender == SENDER
        # The older Return-Path has gone, the older Received has stayed.
        assert inner == old.partition(b"\r\n")[2]
    dates = (
        "SELECT arrived FROM message JOIN delivery ON message = message.id"
        " JOIN account ON account = account.id WHERE name = ? ORDER BY message.id"
    )
    assert operator.query(dates, "bob") == operator.query(dates, "alice")


def seen(operator, name):
    rows = operator.query(
        "SELECT seen FROM delivery JOIN account ON id = account WHERE name = ? ORDER BY message",
        name,
    )
    return [row for (row,) in rows]


def test_mbox_there_and_back(full):
    """Octet for octet, by a file and by a pipe."""
    assert full.ok("export", "alice", "alice.mbox") == "9 messages of alice are in alice.mbox.\n"
    octets = (full.folder / "alice.mbox").read_bytes()
    assert octets.count(b"\r\n") == 2  # the two bare CRs at the end of a line
    assert (full.folder / "alice.mbox").stat().st_mode & 0o777 == 0o600
    assert full.run("export", "alice", "-").stdout == octets
    assert "already" in full.fails("export", "alice", "alice.mbox")
    assert full.ok("import", "bob", "alice.mbox").startswith("9 messages")
    assert_came_through(full)
    assert seen(full, "alice") == [0, 1, 0, 1, 0, 0, 0, 0, 0]  # export marks nothing
    # Another program's reader finds the same.
    opened = mailbox.mbox(full.folder / "alice.mbox", create=False)
    assert [m["subject"] for m in opened][:4] == ["plain", "From lines", "blank lines", "dots"]
    assert len(full.query("SELECT * FROM account")) == 3


def test_maildir_there_and_back(full):
    full.ok("export", "--maildir", "alice", "Mail dir")
    opened = mailbox.Maildir(full.folder / "Mail dir", create=False)
    assert len(opened) == 9
    assert sorted(m["subject"] for m in opened if "S" in m.get_flags()) == ["From lines", "dots"]
    assert full.ok("import", "bob", "Mail dir").startswith("9 messages")
    assert_came_through(full)
    assert seen(full, "bob") == seen(full, "alice")
    assert "already" in full.fails("export", "--maildir", "alice", "Mail dir")


def test_files_that_look_like_options(full):
    """Behind -- no word is one, for the programs that mailctl runs either."""
    full.ok("export", "alice", "--", "-x.mbox")
    full.ok("export", "--maildir", "alice", "--", "-x")
    for name in ("-x.mbox", "-x"):
        assert full.ok("import", "bob", "--", name).startswith("9 messages")
    full.ok("backup", "--", "-x.db")
    full.ok("restore", "--", "-x.db")
    assert {path.name for path in full.folder.glob("-*")} == {"-x.mbox", "-x", "-x.db"}


def test_crlf_mbox(full):
    """As somebody saves it from a session, with the line ends of the wire."""
    mbox = full.run("export", "alice", "-").stdout
    full.ok("import", "bob", "-", octets=re.sub(rb"\n", b"\r\n", mbox))
    assert_came_through(full)


def imported(operator, octets, status=0):
    done = operator.run("import", "bob", "-", octets=octets, status=status)
    return [without_trace(message) for message in operator.stored("bob")], done


def test_mbox_of_other_programs(alice):
    """No final newline, dates of several kinds, senders that are none, Status, unquoted lines."""
    mbox = (
        b"\nFrom MAILER-DAEMON Thu Jan  1 00:00:07 1970\nStatus: RO\nSubject: a\n\nText\n"
        b"From the middle of a paragraph at 12:30\n\n"
        b"From j\xc3\xb6rg@m\xc3\xbcller.example Tue Feb 29 23:59:59 2000 +0100\nSubject: b\n"
        b"X-Status: R\n\n>From\n>From x\n>>From y\n\n"
        b"From a@b>\x01 Sun Mar  1 00:00 2020\nReturn-Path: <x@y.example>\nSubject: c\n\nFrom me to you\n\n\n"
        b"From x@\xff.example Mon Foo 23 19:40:11 2026\nReturn-Path: <'; DROP@y z>\nSubject: d\n\nlast"
    )
    messages, _done = imported(alice, mbox)
    assert messages == [
        (
            b"Status: RO\r\nSubject: a\r\n\r\nText\r\nFrom the middle of a paragraph at 12:30\r\n",
            b"",
        ),
        (
            b"Subject: b\r\nX-Status: R\r\n\r\n>From\r\nFrom x\r\n>From y\r\n",
            "jörg@müller.example".encode(),
        ),
        (b"Subject: c\r\n\r\nFrom me to you\r\n\r\n", b"x@y.example"),
        (b"Subject: d\r\n\r\nlast\r\n", b""),
    ]
    assert seen(alice, "bob") == [1, 0, 0, 0]
    dates = [row[0] for row in alice.query("SELECT arrived FROM message ORDER BY id")]
    assert dates[:3] == [7, 951868799, 1583020800]
    assert dates[3] > 1700000000  # now


@pytest.mark.field("W1")
@pytest.mark.field("W6")
def test_long_and_quoted_senders(alice):
    """They come in as smtpd has written them; what it would not take is nobody's."""
    senders = [b"s" * 65 + b"@l.example", b"s" * 512 + b"@l.example", b'"a b"@l.example', b'""@l.example']
    senders += [b'"x."@l.example', b'"a]^[\\"\\\\@b"@l.example', '"j ö"@l.example'.encode()]
    none = [b"s" * 513 + b"@l.example", b'"a"b"@l.example', b'"\xff"@l.example']
    mbox = b"".join(
        b"From x@y.example Mon Nov 23 19:40:11 2026\nReturn-Path: <%s>\nSubject: a\n\nText\n\n" % sender
        for sender in (*senders, *none)
    )
    messages, _done = imported(alice, mbox)
    assert [sender for _message, sender in messages] == senders + [b""] * len(none)


@pytest.mark.parametrize("day, clock", (("23", "9" * 30 + ":00"), ("9" * 30, "19:40:11")))
def test_dates_that_are_none(alice, day, clock):
    """Nor can the database keep such a number: the message has come now."""
    messages, _done = imported(alice, f"From a@b.example Mon Nov {day} {clock} 2026\n\nx\n".encode())
    assert len(messages) == 1
    ((arrived, now),) = alice.query("SELECT arrived, unixepoch() FROM message")
    assert now - 3600 < arrived <= now


def test_empty_messages(alice):
    """The first of them too: in an mbox, as a file of a Maildir, and sent."""
    empty = b"From a@b.example Mon Nov 23 19:40:11 2026\n"
    messages, _done = imported(alice, empty + b"\n" + empty + b"Subject: x\n\n\n" + empty)
    assert [message for message, _sender in messages] == [b"", b"Subject: x\r\n\r\n", b""]
    for name in ("cur", "new"):
        (alice.folder / "dir" / name).mkdir(parents=True)
    (alice.folder / "dir" / "new" / "1.x").touch()
    assert alice.ok("import", "bob", "dir").startswith("1 message")
    alice.ok("send", "alice")
    assert without_trace(alice.stored("alice")[0])[0] == b""


@pytest.mark.parametrize(
    "octets",
    (b"Subject: x\n\nno mbox\n", b"\n\nFrom nobody\n", b"\0\0\0\0", b"From a@b, no date\n\nx\n"),
)
def test_no_mbox(alice, octets):
    assert "no mbox" in alice.fails("import", "bob", "-", octets=octets)


def test_import_of_nothing(alice):
    assert alice.ok("import", "bob", "-").startswith("0 messages")
    alice.fails("import", "bob", "no-such-file")
    (alice.folder / "directory").mkdir()
    assert "no Maildir" in alice.fails("import", "bob", "directory")


def test_import_leaves_out_what_is_refused(alice):
    """The rest is there, and what is not is named."""
    loop = b"From a@b.example Mon Nov 23 19:40:11 2026\n" + b"Received: x\n" * 101 + b"\n\n"
    good = b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: good\n\n\n"
    messages, done = imported(alice, good + loop + good, status=1)
    assert len(messages) == 2 and b"message 2: 554 5.4.6" in done.stderr


def test_import_is_all_or_nothing(alice):
    """A disk that is full: nothing is left of it, not even the account in between."""
    alice.set(min_free_space="8388608G")
    octets = b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: x\n\n\n"
    assert "452 4.3.1" in alice.fails("import", "bob", "-", octets=octets)


def test_import_past_quota_and_alias(alice):
    """To the account itself, wherever its mail goes, and however full it gets."""
    alice.change("INSERT INTO alias VALUES ('bob', 'alice')", "UPDATE account SET quota = 100")
    octets = b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: x\n\n\n"
    messages, done = imported(alice, octets)
    assert len(messages) == 1 and b"mailctl quota bob" in done.stderr
    assert alice.stored("alice") == []


def test_interrupted_import(alice):
    """Ctrl-C in the middle: nothing has come, nothing is left."""
    mbox = b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: x\n\n" * 20000
    (alice.folder / "it.mbox").write_bytes(mbox)
    terminal = Terminal(
        ["sh", "-c", '"$@"', "sh", *alice.command("import", "bob", "it.mbox")], alice.folder
    )
    terminal.wait_for(b"messages: 50 ")
    assert len(alice.query("SELECT * FROM account")) == 4
    terminal.type(b"\x03")
    assert terminal.end() != 0
    assert len(alice.query("SELECT * FROM account")) == 3
    assert alice.query("SELECT count(*) FROM message") == [(0,)]


def test_progress(alice):
    """On a terminal only: how many of how many."""
    octets = b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: x\n\n\n" * 120
    alice.ok("import", "bob", "-", octets=octets)
    terminal = Terminal(alice.command("export", "--maildir", "bob", "new"), alice.folder)
    assert terminal.end() == 0
    assert b"messages: 50 of 120 " in terminal.shown and b"messages: 120 of 120 " in terminal.shown


def test_send(alice):
    """A whole message as it is, and a text with a header that is made for it."""
    whole = b"From: x@y.example\r\nSubject: whole\r\n\r\n.\r\nFrom me\r\nlast"
    number = alice.ok("send", "alice", "bob@example.org", octets=whole).strip()
    assert alice.query("SELECT transaction_id FROM message") == [(number,)]
    for name in ("alice", "bob"):
        (stored,) = alice.stored(name)
        assert without_trace(stored) == (whole + b"\r\n", b"postmaster@example.org")
    subject = "It's 100 % \"free\"; $(touch pwned) für alle"
    alice.ok("send", "--from", "", "--subject", subject, "alice", octets=b"Hello,\nyou\n")
    stored = alice.stored("alice")[1]
    assert f"\r\nSubject: {subject}\r\n".encode() in stored
    assert b"\r\nTo: <alice@example.org>\r\n" in stored and stored.startswith(b"Return-Path: <>")
    assert stored.endswith(b"\r\n\r\nHello,\r\nyou\r\n")
    for field in ("Date", "Message-ID", "MIME-Version"):
        assert stored.count(f"\r\n{field}: ".encode()) == 1


@pytest.mark.parametrize(
    "sender, shown", (("bob", "bob@example.org"), ("", "postmaster@example.org"), ("a@b.c", "a@b.c"))
)
def test_header_for_a_text(alice, sender, shown):
    """All addresses in it are whole, and no line is too long, however many they are."""
    alice.ok("send", "--from", sender, "--subject", "x", *["alice", "bob"] * 30, octets=b"x")
    message = email.message_from_bytes(alice.stored("alice")[0], policy=email.policy.default)
    assert [one.addr_spec for one in message["From"].addresses] == [shown]
    assert [one.addr_spec for one in message["To"].addresses] == [
        "alice@example.org",
        "bob@example.org",
    ] * 30
    assert max(map(len, alice.stored("alice")[0].split(b"\r\n"))) <= 998


def test_send_heeds_no_variables(alice, monkeypatch):
    for name in ("opt_from", "opt_subject"):
        monkeypatch.setenv(name, "bob@example.org")
    alice.ok("send", "alice", octets=b"Subject: own\r\n\r\n")
    assert without_trace(alice.stored("alice")[0]) == (b"Subject: own\r\n\r\n", b"postmaster@example.org")


def test_send_to_nobody(alice):
    """Nobody gets it if one of them cannot."""
    assert "550 5.1.1" in alice.fails("send", "alice", "carol", octets=b"Subject: x\n\n")
    assert "550 5.7.1" in alice.fails("send", "a@elsewhere.example", octets=b"Subject: x\n\n")
    alice.set(max_message_size="1K")
    assert "552 5.3.4" in alice.fails("send", "alice", octets=b"x" * 2000)


# A maildrop with a quota of 2K: what is in it before, and what is sent.
FULL = {"full before": (3000, 10), "too large": (0, 3000), "far too large": (0, 300_000)}


@pytest.mark.field("S11")
@pytest.mark.parametrize("when", FULL)
def test_send_to_a_full_maildrop(alice, when):
    """Refused, whether that shows before the message or after it."""
    before, sent = FULL[when]
    if before:
        alice.deliver(b"x" * before + b"\r\n", "alice")
    alice.ok("quota", "alice", "2K")
    done = alice.run("send", "--subject", "x", "alice", octets=b"x" * sent, status=1)
    assert b"452 4.2.2" in done.stderr and b"mailctl quota" in done.stderr
    assert len(alice.stored("alice")) == (before > 0)
    alice.ok("quota", "alice", "none")
    alice.ok("send", "--subject", "x", "alice", octets=b"x" * sent)


def test_read(full):
    """The list, and each message as pop3d would hand it out, with LF."""
    rows = full.json("read", "alice")
    assert [row["subject"] for row in rows][:4] == ["plain", "From lines", "blank lines", "dots"]
    assert [row["seen"] for row in rows] == seen(full, "alice")
    for row, stored in list(zip(rows, full.stored("alice"), strict=True))[3:5]:
        shown = full.run("read", "alice", str(row["message"])).stdout
        assert shown == stored.replace(b"\r\n", b"\n")
    assert seen(full, "alice") == [0, 1, 0, 1, 0, 0, 0, 0, 0]
    assert "no message 99" in full.run("read", "alice", "99", status=1).stderr.decode()
    assert len(full.query("SELECT * FROM account")) == 3


# What strangers can write into a header.
NASTY = b"\x1b]0;owned\x07 \xc2\x9b2J \xff\xfe caf\xc3\xa9"


def test_terminal_is_safe(alice):
    """No control characters of a stranger's reach a person; JSON is JSON all the same."""
    alice.deliver(b"Subject: " + NASTY + b"\r\n\r\nbody \x1b[2J\r\n", "alice")
    for words in (("read", "alice"), ("log",)):
        shown = alice.run(*words).stdout
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", shown)
        assert "café" in shown.decode(errors="replace")
    rows = json.loads(alice.run("log", "--json").stdout.decode())
    assert rows[0]["subject"].startswith("\x1b]0;owned\x07")
    rows = list(csv.DictReader(io.StringIO(alice.run("log", "--csv").stdout.decode("latin-1"))))
    assert rows[0]["subject"].encode("latin-1") == alice.stored_text(NASTY)
    terminal = Terminal(alice.command("read", "alice", "1"), alice.folder)
    assert terminal.end() == 0
    assert b"body ?[2J" in terminal.shown and b"\x1b" not in terminal.shown


def test_expire(alice):
    """Older than, read, or both; of all or of some."""
    for _ in range(6):
        alice.deliver(b"Subject: x\r\n\r\n", "alice", "bob")
    alice.change(
        "UPDATE message SET arrived = unixepoch() - 86400 * 10 + 60 WHERE id <= 4",
        "UPDATE message SET arrived = unixepoch() - 86400 * 10 - 60 WHERE id <= 3",
        "UPDATE delivery SET seen = 1 WHERE message IN (1, 5) AND account = 2",
    )

    def left(name):
        return [row["message"] for row in alice.json("read", name)]

    assert alice.ok("expire", "--older", "10", "--dry-run") == "6 messages would be removed.\n"
    assert alice.ok("expire", "--older=10", "--read", "alice", "bob") == "1 message was removed.\n"
    assert left("alice") == [2, 3, 4, 5, 6]
    assert alice.ok("expire", "--older", "10", "alice") == "2 messages were removed.\n"
    assert alice.ok("expire", "--read") == "1 message was removed.\n"
    assert (left("alice"), left("bob")) == ([4, 6], [1, 2, 3, 4, 5, 6])
    assert alice.ok("expire", "--older", "9999") == "0 messages were removed.\n"


def test_expire_many(alice):
    """More than go at once."""
    alice.change(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
        " INSERT INTO message SELECT i, 'x.' || i, 1, '', NULL, '', '', '', 0 FROM n",
        "INSERT INTO delivery SELECT 2, id, 0, 0 FROM message",
    )
    assert alice.ok("expire", "--older", "1") == "1200 messages were removed.\n"
    assert alice.query("SELECT count(*) FROM message") == [(0,)]


def test_log(alice):
    """Who, to whom, when; the last ones, in order."""
    for number in range(3):
        alice.ok("send", "--subject", f"number {number}", "alice", "bob", octets=b"x")
    alice.ok("send", "--from", "x@elsewhere.example", "--subject", "last", "bob", octets=b"x")
    rows = alice.json("log")
    assert [row["subject"] for row in rows] == ["number 0", "number 1", "number 2", "last"]
    assert rows[0]["recipients"] == "alice bob" and rows[3]["sender"] == "x@elsewhere.example"
    assert rows[0]["signed_in"] is None
    assert [row["id"] for row in alice.json("log", "--last", "1")] == [rows[3]["id"]]
    assert len(alice.json("log", "alice")) == 3
    alice.session(
        SMTPD,
        f"EHLO alice\r\nPASS {password_of('alice')}\r\nMAIL FROM:@ME\r\nRCPT TO:bob\r\nDATA\r\n"
        "Subject: own\r\n\r\n.\r\nQUIT\r\n".encode(),
    )
    assert alice.json("log", "alice")[-1]["signed_in"] == "alice"
