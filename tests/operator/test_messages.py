"""Single messages: search, delete, move, and one that is imported."""

import re
import subprocess
import time

import pytest

from operators import WAIT_SECONDS
from servers import POP3D

# What wants to be SQL, a shell command, a pattern, or code for a terminal.
HOSTILE = ("';DROP TABLE message;--", "$(touch pwned)`touch pwned`", "%_\\", '"\\n', "-=|&;*")
SEQUENCE = b"\x1b]0;pwned\x07\x9b2J"
DECODED = "Grüße ?]0;pwned?"
ENCODED = b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_=1B]0;pwned=07?="


def message(subject, *fields, octets=0):
    return b"\r\n".join((b"Subject: " + subject, *fields, b"", b"x" * octets, b""))


@pytest.fixture(name="mail")
def with_messages(alice):
    alice.deliver(message(b"Invoice 7", b"List-Id: =?utf-8?Q?N=C3=A4hkreis?=\r\n <sew.example>"), "alice", "bob")
    alice.deliver(message(ENCODED, octets=3000), "alice", sender="o'neil+x_y%z@Elsewhere.example")
    alice.deliver(message(b"third"), "bob", sender="")
    return alice


def found(operator, *words):
    return [(row["account"], row["message"]) for row in operator.json("search", *words)]


ALL = [("alice", 1), ("bob", 1), ("alice", 2), ("bob", 3)]


@pytest.mark.parametrize(
    "words, expected",
    (
        (("ALICE", "bob"), ALL),
        (("bob",), [("bob", 1), ("bob", 3)]),
        (("--subject", "Grüße"), [("alice", 2)]),
        (("--subject", "INVOICE", "--until", "2 minutes", "--since", "3 hours ago", "alice"), ALL[:1]),
        (("--sender", "O'Neil+x_y%", "--larger", "3000"), [("alice", 2)]),
        (("--sender", "nei_"), []),
        (("--header", "list-id: nähkreis <SEW.", "--smaller", "1K"), ALL[:2]),
        (("--header", "subject: third", "alice"), []),
        (("--since", "tomorrow"), []),
    ),
)
def test_search(mail, words, expected):
    assert found(mail, *words) == expected


def test_search_by_date(mail):
    mail.change("UPDATE message SET arrived = 1700000000 + 86400 * id")
    assert found(mail, "--since", "2023-11-16 22:13:20") == ALL[2:]
    assert found(mail, "--until", "2023-11-16 22:13:20") == ALL[:2]
    assert found(mail, "--since", "@1700172800", "--until", "@1700172801") == [("alice", 2)]


@pytest.mark.parametrize("text", HOSTILE)
def test_search_for_what_wants_to_be_code(mail, text):
    """It is text, in each option."""
    mail.deliver(message(text.encode(), b"X-Text: " + text.encode()), "bob")
    words = (f"--subject={text}", f"--header=x-text: {text}")
    assert found(mail, *words) == [("bob", 4)]
    assert found(mail, f"--sender={text}") == []
    assert not (mail.folder / "pwned").exists()


@pytest.mark.parametrize(
    "words",
    (
        *(("search", f"--{option}={text}") for option, text in zip(("since", "until", "larger", "smaller"), HOSTILE)),
        ("search", "--", HOSTILE[-1]),
        ("delete", "alice", "--", HOSTILE[0], "1"),
        ("move", "alice", "--", HOSTILE[1], "1"),
        ("move", "alice", "bob", "1", HOSTILE[0]),
    ),
)
def test_values_that_want_to_be_code(mail, words):
    mail.fails(*words, status=64)
    assert not (mail.folder / "pwned").exists()


def test_subjects_are_decoded_and_harmless(mail):
    """Those that were encoded, and those that were sent as they are."""
    mail.deliver(message(SEQUENCE), "bob")
    assert mail.json("read", "alice")[1]["subject"] == DECODED
    assert DECODED in mail.ok("search", "alice", "--csv")
    for words in (("read", "bob"), ("search",), ("log",)):
        shown = mail.run(*words).stdout
        assert b"pwned" in shown and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", shown), words
        shown.decode()
        assert words[0] == "read" or DECODED in shown.decode()


def test_delete(mail):
    assert mail.ok("delete", "alice", "2", "1", "2") == "2 messages were removed.\n"
    assert found(mail) == [ALL[1], ALL[3]]
    assert mail.ok("delete", "bob", "1") == "1 message was removed.\n"
    assert mail.query("SELECT id FROM message") == [(3,)]
    assert [number for number in range(1, 6) if mail.content(number)] == [3]
    assert mail.json("check")[0]["state"] == "ok"


def test_delete_what_is_not_there(mail):
    """All or nothing."""
    assert 'alice has no message 3. "mailctl read alice"' in mail.fails("delete", "alice", "1", "3")
    mail.fails("delete", "alice", "1", "x", status=64)
    mail.fails("delete", "carol", "1")
    mail.fails("move", "alice", "bob", "1", "3")
    mail.fails("move", "alice", "carol", "1")
    assert "the same account" in mail.fails("move", "alice", "Alice", "1")


def test_move(mail):
    """What the other account has already is only removed from the first one."""
    mail.change("UPDATE delivery SET seen = 1 WHERE message = 2")
    octets = mail.content(2)
    assert mail.ok("move", "alice", "bob", "2", "1") == "2 messages were moved to bob.\n"
    assert found(mail) == [("bob", 1), ("bob", 2), ("bob", 3)]
    assert [row["seen"] for row in mail.json("read", "bob")] == [0, 1, 0]
    assert mail.content(2) == octets
    assert mail.ok("move", "BOB", "Alice", "3") == "1 message was moved to Alice.\n"
    assert all(row["state"] == "ok" for row in mail.json("check"))


def test_moved_messages_count_where_they_are(mail):
    mail.set(quota="1M")
    mail.ok("quota", "bob", "3K")
    mail.deliver(message(b"adds the maildrops up"), "alice", "bob")
    shown = mail.run("move", "alice", "bob", "2")
    assert shown.stderr.decode() == (
        'mailctl: The maildrop of bob is full now. "mailctl quota bob OCTETS" makes room for new mail.\n'
    )
    used = sum(row["octets"] for row in mail.json("read", "alice"))
    steps = mail.json("explain", "alice")
    assert f"gets the mail; octets used: {used}/1048576" in [row["result"] for row in steps]


@pytest.mark.parametrize("words", (("delete", "alice", "1"), ("move", "alice", "bob", "1")), ids=lambda w: w[0])
def test_a_session_keeps_its_maildrop(mail, words):
    """What it has numbered stays until it ends."""
    mail.set(lock_timeout=1)
    with subprocess.Popen(mail.serve(POP3D), stdin=-1, stdout=-1, stderr=-1, cwd=mail.folder) as session:
        session.stdin.write(b"USER alice\r\nPASS right.alice.Zq8\r\nSTAT\r\n")
        session.stdin.flush()
        for _ in range(4):
            session.stdout.readline()
        assert "A POP3 session has the maildrop of alice open." in mail.fails(*words)
        session.communicate(b"QUIT\r\n", timeout=WAIT_SECONDS)
    mail.ok(*words)
    assert mail.can_sign_in("alice", b"right.alice.Zq8")


def test_a_killed_mailctl_leaves_no_lock(mail):
    """The program that holds it sees the end of its input."""
    with subprocess.Popen(mail.serve(POP3D, "--hold=alice"), stdin=-1, stdout=-1, cwd=mail.folder) as holder:
        assert holder.stdout.readline() == b"held\n"
        mail.set(lock_timeout=20)
        with mail.start("delete", "alice", "1") as waiting:
            time.sleep(1)
            waiting.kill()
        for left in mail.scratch.iterdir():
            subprocess.run(["rm", "-r", left], check=True)
        holder.communicate(timeout=WAIT_SECONDS)
    assert mail.can_sign_in("alice", b"right.alice.Zq8")
    assert found(mail, "alice") == [("alice", 1), ("alice", 2)]


def test_import_of_one_message(alice):
    """A file whose name ends in .eml is no mbox, whatever its first line is."""
    for number, text in enumerate((b"Subject: a\n\nFrom me\n", b"From x\nSubject: b\r\n\r\nb\r\n", b"Subject: c")):
        path = alice.folder / f"$(x) {number}.{'EmL' if number else 'eml'}"
        path.write_bytes(text)
        told = alice.ok("import", "alice", path.name)
        assert told == "1 message was imported into the maildrop of alice.\n"
    assert [row["subject"] for row in alice.json("read", "alice")] == ["a", "b", "c"]
    assert alice.stored("alice")[0].endswith(b"Subject: a\r\n\r\nFrom me\r\n")
    (alice.folder / "a.eml").write_bytes(b"\x1f\x8b\x08compressed")
    assert "is compressed" in alice.fails("import", "alice", "a.eml")
    assert "There is no file none.eml" in alice.fails("import", "alice", "none.eml")
