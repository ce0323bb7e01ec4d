"""
What smtpd and pop3d answer to other programs, as their pages tell: --decode, --explain, --hashes, --import,
--names, --send, --utf8, --export, --hold, --try.
"""

import sqlite3
import subprocess
import time

import pytest

from operators import WAIT_SECONDS, without_trace
from servers import POP3D, SMTPD

FROM = b"From x@y.example Mon Nov 23 19:40:11 2026\n"


def ask(operator, *options, octets=b"", status=0):
    """The lines of an answer. Standard input is a file."""
    path = operator.folder / "input"
    path.write_bytes(octets)
    with path.open("rb") as file:
        done = subprocess.run(
            [*operator.serve(SMTPD, *options), "-o", "log=error"],
            stdin=file,
            capture_output=True,
            timeout=WAIT_SECONDS,
            cwd=operator.folder,
        )
    assert done.returncode == status, done
    return done.stdout.decode().splitlines()


def explain(operator, address):
    lines = ask(operator, f"--explain={address}")
    facts = [tuple(line.split("\t")) for line in lines if "\t" in line]
    return facts, lines[-1].split(" ")[:2]


def test_explain(alice):
    """Each step, in order, and the last reply."""
    alice.change(
        "INSERT INTO alias VALUES ('team', 'sales'), ('team', 'gone'), ('sales', 'alice'), ('sales', 'bob')",
        "UPDATE account SET quota = 10 WHERE name = 'alice'",
    )
    assert explain(alice, "team+x@example.org") == (
        [
            ("domain", "example.org", "ours", ""),
            ("name", "team+x@example.org", "unknown", ""),
            ("untagged", "team@example.org", "unknown", ""),
            ("bare", "team+x", "unknown", ""),
            ("bare-untagged", "team", "alias", "gone sales"),
            ("via", "gone", "unknown", ""),
            ("via", "sales", "alias", "alice bob"),
            ("account", "2", "room", "0/10"),
            ("account", "3", "room", ""),
        ],
        ["250", "2.1.5"],
    )
    alice.change("INSERT INTO alias VALUES ('*', 'bob')")
    assert explain(alice, "nobody") == (
        [
            ("name", "nobody@example.org", "unknown", ""),
            ("bare", "nobody", "unknown", ""),
            ("catch-all", "*@example.org", "unknown", ""),
            ("catch-all", "*", "alias", "bob"),
            ("account", "3", "room", ""),
        ],
        ["250", "2.1.5"],
    )
    assert explain(alice, "Postmaster@example.com")[0][1:] == [
        ("postmaster", "postmaster@example.com", "unknown", ""),
        ("postmaster", "postmaster", "account", ""),
        ("account", "1", "room", ""),
    ]
    alice.change("INSERT INTO alias VALUES ('team@example.org', 'bob')")
    assert explain(alice, "team@Example.ORG")[0][1:] == [
        ("name", "team@Example.ORG", "alias", "bob"),
        ("account", "3", "room", ""),
    ]


@pytest.mark.parametrize(
    "address, facts, codes",
    (
        ("x@elsewhere.example", [("domain", "elsewhere.example", "foreign", "")], ["550", "5.7.1"]),
        (
            "carol",
            [
                ("name", "carol@example.org", "unknown", ""),
                ("bare", "carol", "unknown", ""),
                ("catch-all", "*@example.org", "unknown", ""),
                ("catch-all", "*", "unknown", ""),
            ],
            ["550", "5.1.1"],
        ),
        ("a b", [], ["501", "5.1.3"]),
        ("", [], ["501", "5.1.3"]),
        ("x" * 3000, [], ["501", "5.1.3"]),
    ),
)
def test_explain_what_is_refused(alice, address, facts, codes):
    assert explain(alice, address) == (facts, codes)


def test_explain_an_alias_that_leads_too_far(alice):
    alice.change(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
        " INSERT INTO alias SELECT 'a' || i, 'a' || (i + 1) FROM n"
    )
    facts, codes = explain(alice, "a1")
    assert [fact[:3] for fact in facts] == [
        ("name", "a1@example.org", "unknown"),
        ("bare", "a1", "too-far"),
    ]
    assert codes[0] == "451"


def facts(operator):
    """Ids, arrivals, and whether they were read."""
    return operator.query(
        "SELECT transaction_id, arrived, seen FROM message JOIN delivery ON message = id ORDER BY id"
    )


def test_hashes(operator):
    """Without a database: only the settings count, wherever they come from."""
    hashes = (
        b"usual\t$1$abc$iCQ2D3nhptRYi27fDYv2s1\n"
        b"dear\t$5$abc$qsg6EHbUzHQzF1POlD7zUwBINSELQxypPaeDcZe6vH0\n"
        b"locked\t!$1$abc$iCQ2D3nhptRYi27fDYv2s1\n"
    )
    assert ask(operator, "--hashes", "-o", "password_hash=$1$", "-o", "password_cost=0", octets=hashes) == [
        "dear\tdearer",
        "locked\tunusable",
    ]
    assert ask(operator, "--hashes", octets=hashes)[0] == "usual\tweaker"
    assert not operator.database.exists()


def test_import(alice):
    """A line for each message: codes, and the id or the reason."""
    loop = FROM + b"Received: x\n" * 100 + b"\n\n"
    mbox = FROM + b"Status: R\n\nText\n\n" + loop + b"From a 12:30\nS: x\n" + FROM
    lines = ask(alice, "--import=bob", octets=mbox)
    stored = [words.split(" ") for words in lines if words.startswith("250 ")]
    assert [words[:2] for words in stored] == [["250", "2.0.0"]] * 2
    assert lines[1].startswith("554 5.4.6 ") and lines[3].startswith("note lines that look like ")
    rows = facts(alice)
    assert [row[0] for row in rows] == [words[2] for words in stored]
    assert rows[0][1:] == (1795462811, 1) and rows[1][2] == 0
    assert rows[1][1] > 1700000000  # now
    assert without_trace(alice.stored("bob")[0]) == (b"Status: R\r\n\r\nText\r\n", b"x@y.example")


def test_import_one_message(alice):
    """From lines in it are text."""
    message = b"Return-Path: <a@b.example>\r\nSubject: x\r\n\r\n\r\n" + FROM + b"x"
    (line,) = ask(alice, "--import=bob", "--message=1700000000.x:2,FS", octets=message)
    assert line.startswith("250 2.0.0 ")
    assert facts(alice) == [(line.split(" ")[2], 1700000000, 1)]
    ((content, sender),) = [without_trace(octets) for octets in alice.stored("bob")]
    assert sender == b"a@b.example" and content.endswith(b"\r\n\r\n\r\n" + FROM[:-1] + b"\r\nx\r\n")


@pytest.mark.parametrize(
    "octets, answer",
    (
        (b"Subject: x\n", "fault is no mbox: its first line is no From line with a date"),
        (b"\x1f\x8b\x08", "fault is compressed: decompress it"),
        (FROM + b"S: x\n\nFrom a Mon Nov 23 19:40:11 2026\rS: y\r", "fault has lines that end in LF, and later in CR: split it"),
    ),
)
def test_import_of_no_mbox(alice, octets, answer):
    lines = [line for line in ask(alice, "--import=bob", octets=octets, status=1) if "note" not in line]
    assert lines[-1] == answer and len(alice.stored("bob")) == len(lines) - 1


def test_import_stops_at_a_fault_that_may_pass(alice):
    """And does not go on with the next message."""
    alice.set(min_free_space="8388608G")
    (line,) = ask(alice, "--import=bob", octets=(FROM + b"\nx\n\n") * 2, status=1)
    assert line.startswith("452 4.3.1 ")


def test_import_from_a_pipe(alice):
    """It could not be sought in."""
    command = [*alice.serve(SMTPD, "--import=bob"), "-o", "log=error"]
    done = subprocess.run(command, input=FROM, capture_output=True, timeout=WAIT_SECONDS, cwd=alice.folder)
    assert (done.returncode, done.stdout) == (1, b"fault cannot be read to its end\n")


@pytest.mark.parametrize(
    "program, options",
    (
        (SMTPD, ("--import=bob",)),
        (SMTPD, ("--explain=bob",)),
        (SMTPD, ("--send=", "bob")),
        (POP3D, ("--export=bob",)),
        (POP3D, ("--hold=bob",)),
        (POP3D, ("--try=bob",)),
    ),
)
def test_no_database_is_made(operator, program, options):
    """Whatever the settings allow to a session."""
    command = [*operator.serve(program, *options), "-o", "interactive=any"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=operator.folder)
    assert (done.returncode, done.stdout) == (1, b"") and b"store-" in done.stderr
    assert not operator.database.exists()


def test_import_into_no_account(alice):
    command = alice.serve(SMTPD, "--import=carol")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=alice.folder)
    assert (done.returncode, done.stdout) == (1, b"") and b"find the account" in done.stderr


# --- smtpd --send ---------------------------------------------------------------------------------


def test_send(alice):
    """The replies, and the id. Line ends are those of a message."""
    *replies, last = ask(alice, "--send=x@y.example", "alice", "Bob@example.org", octets=b"S: x\n\n\xfc")
    assert [reply.split(" ")[1] for reply in replies] == ["2.1.0", "2.1.5", "2.1.5"]
    assert [last.split(" ")[:2], last.split(" ")[2]] == [["250", "2.0.0"], facts(alice)[0][0]]
    for name in ("alice", "bob"):
        (stored,) = alice.stored(name)
        assert without_trace(stored) == (b"S: x\r\n\r\n\xfc\r\n", b"x@y.example")


def test_send_a_text(alice):
    """From lines in it are text, and a sender who is nobody is the postmaster in the header."""
    ask(alice, "--send=", "--subject=f\u00fcr", "alice", '"bob"@example.com', "bob", octets=FROM)
    (stored,) = alice.stored("bob")
    header, text = without_trace(stored)[0].split(b"\r\n\r\n")
    assert text == FROM.replace(b"\n", b"\r\n")
    lines = header.decode().split("\r\n")
    assert lines[:5] == [
        "From: <postmaster@example.org>",
        "To: <alice@example.org>,",
        " <bob@example.com>,",
        " <bob@example.org>",
        "Subject: f\u00fcr",
    ]
    fields = [line.split(":")[0] for line in lines[5:]]
    assert fields == ["Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    assert f"Message-ID: <{facts(alice)[0][0].split('.')[0]}@" in header.decode()


@pytest.mark.parametrize(
    "options, octets, last",
    (
        (("--send=", "carol", "alice"), b"x", "550 5.1.1 "),
        (("--send=", "alice", "carol"), b"x", "550 5.1.1 "),
        (("--send=a b", "alice"), b"x", "501 5.1.7 "),
        (("--send=" + "x" * 3000, "alice"), b"x", "501 5.1.7 "),
        (("--send=", "x@elsewhere.example"), b"x", "550 5.7.1 "),
        (("--send=", "alice"), b"x" * 2000, "552 5.3.4 "),
        (("--send=", "alice"), b"Received: x\n" * 101, "554 5.4.6 "),
        (("--send=", "alice"), b"PK\x03\x04", "fault is compressed: decompress it"),
    ),
)
def test_send_what_is_refused(alice, options, octets, last):
    """Nobody gets it, and the last line says why."""
    alice.set(max_message_size="1900")
    assert ask(alice, *options, octets=octets, status=1)[-1].startswith(last)
    assert facts(alice) == []


def test_send_from_a_pipe(alice):
    """It could not be sought in."""
    command = [*alice.serve(SMTPD, "--send=", "bob"), "-o", "log=error"]
    done = subprocess.run(command, input=b"x", capture_output=True, timeout=WAIT_SECONDS, cwd=alice.folder)
    assert done.returncode == 1 and done.stdout.endswith(b"\nfault cannot be read to its end\n")


def test_send_to_a_reader_that_is_gone(alice):
    """Nobody would hear the answer: nothing is sent."""
    command = [*alice.serve(SMTPD, "--send=", "bob"), "-o", "log=error"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=full, cwd=alice.folder)
    assert done.returncode == 1 and facts(alice) == []


# --- pop3d --export -------------------------------------------------------------------------------

LARGE = b"Subject: large\r\n\r\n" + b"0123456789\r\n" * 40000  # more than buffers and a pipe take


def export(operator, *options):
    """A pop3d that writes bob's maildrop into a pipe."""
    return subprocess.Popen(
        [*operator.serve(POP3D, "--export=bob", *options), "-o", "log=error"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=operator.folder,
        bufsize=0,
    )


def exported(operator, *options, status=0):
    with export(operator, *options) as process:
        output, errors = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, errors == b"") == (status, status == 0), errors
    return output if status == 0 else errors


def parts(octets):
    """The lines before the messages, as numbers, and the messages."""
    while octets:
        line, _, octets = octets.partition(b"\n")
        facts = [int(word) for word in line.split(b" ")]
        yield facts, octets[: facts[3]]
        octets = octets[facts[3] :]


@pytest.fixture
def bob(alice):
    """Three messages in bob's maildrop, the second read."""
    for message in (LARGE, b"Subject: dots\r\n\r\n.\r\nFrom x\r\n", b"Subject: last\r\n\r\n"):
        alice.deliver(message, "bob")
    alice.change("UPDATE delivery SET seen = 1 WHERE message = 2", "UPDATE message SET arrived = 1700000000 + id")
    return alice


def test_export_of_messages(bob):
    """Each after its line, as it is stored; or one of them."""
    before = bob.dump()
    messages = list(parts(exported(bob, "--messages")))
    assert [octets for _facts, octets in messages] == bob.stored("bob")
    assert [facts[:3] for facts, _octets in messages] == [
        [1, 1700000001, 0],
        [2, 1700000002, 1],
        [3, 1700000003, 0],
    ]
    assert list(parts(exported(bob, "--messages=2"))) == messages[1:2]
    assert exported(bob, "--messages=4") == exported(bob, "--messages=0") == b""
    assert bob.dump() == before


def test_export_of_an_mbox(bob):
    """As RETR hands it out, with LF and without dots."""
    replies = bob.session(POP3D, b"USER bob\r\nPASS right.bob.Zq8\r\nRETR\r\nQUIT\r\n")
    mbox = replies.split(b"\r\n", 4)[4].partition(b"\r\n.\r\n+OK")[0] + b"\r\n"
    assert exported(bob) == mbox.replace(b"\r\n..", b"\r\n.").replace(b"\r\n", b"\n")


def test_export_of_an_empty_maildrop(alice):
    assert exported(alice) == exported(alice, "--messages") == b""


def test_export_of_an_open_maildrop(bob):
    """A session does not keep the operator out, nor the other way round."""
    with subprocess.Popen(bob.serve(POP3D), stdin=-1, stdout=-1, stderr=-1, cwd=bob.folder) as session:
        session.stdin.write(b"USER bob\r\nPASS right.bob.Zq8\r\nSTAT\r\n")
        session.stdin.flush()
        lines = [session.stdout.readline() for _ in range(4)]
        assert lines[3].startswith(b"+OK 3 "), lines
        assert exported(bob, "--messages=3")
        session.stdin.close()
        session.wait(timeout=WAIT_SECONDS)
    with export(bob) as process:
        assert process.stdout.read(1) == b"F"
        assert bob.can_sign_in("bob", b"right.bob.Zq8")
        assert len(process.communicate(timeout=WAIT_SECONDS)[0]) > len(LARGE) * 11 // 12


def interrupted(operator, *statements):
    """What an export writes if this happens while it waits for its reader, in the first message."""
    with export(operator, "--messages") as process:
        first = process.stdout.read(1)
        operator.change("PRAGMA foreign_keys = ON", *statements)
        output, errors = process.communicate(timeout=WAIT_SECONDS)
    return first + output, process.returncode, errors


def test_export_leaves_out_what_is_removed_meanwhile(bob):
    last = list(parts(exported(bob, "--messages")))[2]
    output, status, errors = interrupted(bob, "DELETE FROM delivery WHERE message = 2")
    assert (status, errors) == (0, b"")
    assert [facts[0] for facts, _octets in parts(output)] == [1, 3] and list(parts(output))[1] == last


def test_export_of_a_message_that_is_removed_meanwhile(bob):
    output, status, errors = interrupted(bob, "DELETE FROM delivery WHERE message = 1")
    assert status == 1 and b"removed meanwhile" in errors and len(output) < len(LARGE)


@pytest.mark.parametrize("form", ((), ("--messages",)))
@pytest.mark.parametrize(
    "damage",
    (
        "DELETE FROM content WHERE id = (1 << 16) + 3",
        "UPDATE content SET data = substr(data, 2) WHERE id = 3 << 16",
        "UPDATE delivery SET octets = octets + 1 WHERE message = 2",
        "UPDATE delivery SET octets = octets - 1 WHERE message = 2",
        "DELETE FROM message WHERE id = 2",
        "DROP TABLE content",
        "ALTER TABLE message RENAME TO letter",
        "ALTER TABLE delivery RENAME TO letter",
    ),
)
def test_export_of_what_is_damaged(bob, form, damage):
    """It cannot be mistaken for a success."""
    bob.change("PRAGMA foreign_keys = OFF", damage)
    assert b"trying=export" in exported(bob, *form, status=1)


def test_export_to_a_full_disk(bob):
    command = [*bob.serve(POP3D, "--export=bob"), "-o", "log=error"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=bob.folder)
    assert done.returncode == 1 and b"cannot be written" in done.stderr


def test_export_of_no_account(alice):
    command = alice.serve(POP3D, "--export=carol")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=alice.folder)
    assert (done.returncode, done.stdout) == (1, b"") and b"no such account" in done.stderr


def test_export_of_fields(alice):
    """Each unfolded and decoded, in one line, up to the blank line or the end."""
    alice.deliver(
        b"Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?Q?_=1B=5B2J?=\r\nX-Tab: a\tb\r\n\r\nNo: field\r\n",
        "bob",
    )
    alice.deliver(b"X-Long: " + b"x" * 70000 + b"\r\n y\r\nX-Last: 1\r\n", "bob")
    own = "Return-Path", "Received", "X-Trace"
    lines = exported(alice, "--fields").decode().splitlines()
    told = [line for line in lines if not line.partition("\t")[2].startswith(own)]
    assert told == [
        "1\tSubject: Grüße ?[2J",
        "1\tX-Tab: a b",
        "2\tX-Long: " + "x" * (65536 - len("X-Long: ")),
        "2\tX-Last: 1",
    ]
    assert [line[:2] for line in lines[:2]] == ["1\t"] * 2
    assert exported(alice, "--fields", "--messages=2").decode().splitlines()[-1] == told[-1]


# --- smtpd --decode -------------------------------------------------------------------------------


def test_decode(operator):
    """Line by line, with neither settings nor database."""
    done = subprocess.run(
        [SMTPD, "-c", "none", "--decode"],
        input=b"1\t=?utf-8?B?w6k=?= =?koi8-r?Q?a?=\n\n=?utf-8?Q?a=0Ab?=",
        capture_output=True,
        check=True,
        cwd=operator.folder,
    )
    assert (done.stdout.decode(), done.stderr) == ("1\té =?koi8-r?Q?a?=\n\na?b\n", b"")


# --- smtpd --utf8 ---------------------------------------------------------------------------------


def test_utf8(operator):
    """Line by line, with neither settings nor database. What cannot be printed is no success."""
    command = [SMTPD, "-c", "none", "--utf8"]
    octets = b"1\tb\xfccher \xf0\x9f\x98\x80\n\n\xed\xa0\x80=?utf-8?Q?a?="
    done = subprocess.run(command, input=octets, capture_output=True, check=True, cwd=operator.folder)
    told = "1\tb\N{REPLACEMENT CHARACTER}cher \N{GRINNING FACE}\n\n" + "\N{REPLACEMENT CHARACTER}" * 3
    assert (done.stdout.decode(), done.stderr) == (f"{told}=?utf-8?Q?a?=\n", b"")
    with open("/dev/full", "wb") as full:
        assert subprocess.run(command, input=octets, stdout=full, check=False, cwd=operator.folder).returncode == 1


# --- pop3d --hold ---------------------------------------------------------------------------------


def hold(operator, name="bob"):
    return subprocess.Popen(
        [*operator.serve(POP3D, f"--hold={name}"), "-o", "log=error", "-o", "lock_timeout=1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=operator.folder,
    )


def test_hold(alice):
    """The lock of a session, until standard input ends."""
    login = b"USER bob\r\nPASS right.bob.Zq8\r\nQUIT\r\n"
    with hold(alice) as first:
        assert first.stdout.readline() == b"held\n"
        assert b"-ERR [IN-USE]" in alice.session(POP3D, login)
        with hold(alice) as second:
            assert second.communicate(timeout=WAIT_SECONDS) == (b"busy\n", b"")
            assert second.returncode == 1
        assert first.communicate(timeout=WAIT_SECONDS) == (b"", b"")
        assert first.returncode == 0
    assert b"-ERR" not in alice.session(POP3D, login)
    with hold(alice, "carol") as nobody:
        assert nobody.communicate(timeout=WAIT_SECONDS) == (b"missing\n", b"")
        assert nobody.returncode == 1


# --- pop3d --try ----------------------------------------------------------------------------------


def attempt(operator, login, password, *options):
    done = subprocess.run(
        [*operator.serve(POP3D, f"--try={login}", *options), "-o", "log=error"],
        input=password,
        capture_output=True,
        check=True,
        timeout=WAIT_SECONDS,
        cwd=operator.folder,
    )
    assert done.stderr == b"", done
    return [tuple(line.split("\t")) for line in done.stdout.decode().splitlines()]


RIGHT = b"right.alice.Zq8"
ACCEPTED = [
    ("account", "ok", ""),
    ("password", "ok", ""),
    ("lock", "ok", ""),
    ("name", "ok", "0 0"),
    ("maildrop", "ok", ""),
]


def test_try(alice):
    """What each rule says; nothing is changed or counted."""
    before = alice.dump()
    assert attempt(alice, "Alice@example.org", RIGHT) == ACCEPTED
    assert attempt(alice, "alice", RIGHT + b"\nmore") == ACCEPTED
    for _ in range(7):
        assert attempt(alice, "alice", b"wrong")[1] == ("password", "wrong", "")
    assert attempt(alice, "alice", RIGHT) == ACCEPTED
    assert attempt(alice, "alice@elsewhere.example", RIGHT)[0] == ("account", "missing", "")
    assert attempt(alice, "", b"")[0] == ("account", "missing", "")
    assert attempt(alice, "alice", b"x" * 512) == [("password", "too long", "")]
    assert alice.dump() == before


def test_try_a_name_that_several_domains_have(alice):
    for domain in ("a.example", "b.example"):
        alice.run("add", f"carol@{domain}", octets=RIGHT + b"\n")  # mail for it would not arrive
    assert attempt(alice, "carol", RIGHT) == [("account", "ambiguous", ""), ("name", "ok", "0 0")]
    assert attempt(alice, "carol@A.example", RIGHT) == ACCEPTED
    done = alice.run("auth", "carol", octets=RIGHT + b"\n", status=1)
    assert b"the whole address is needed" in done.stdout


def test_try_accounts_that_refuse_everybody(alice):
    for change, rules in (
        ("password = '!' || password", [("password", "ok", ""), ("lock", "locked", "")]),
        ("password = '!'", [("password", "none kept", ""), ("lock", "locked", "")]),
        ("password = 'x'", [("password", "unusable", ""), ("lock", "ok", "")]),
        ("password = NULL", [("password", "none", ""), ("lock", "ok", "")]),
    ):
        alice.change(f"UPDATE account SET {change} WHERE name = 'alice'")
        assert attempt(alice, "alice", RIGHT)[1:3] == rules, change


def test_try_with_failures_and_an_open_maildrop(alice):
    """Of the name, whatever the network, and of the network that an address belongs to."""
    session = subprocess.run(
        [*alice.serve(POP3D, "--tls=implicit"), "-o", "log=error"],
        input=b"USER alice\r\nPASS wrong1\r\nQUIT\r\n",
        capture_output=True,
        env={"TCPREMOTEIP": "192.0.2.1"},
        timeout=WAIT_SECONDS,
        cwd=alice.folder,
    )
    assert b"-ERR [AUTH]" in session.stdout
    throttle = sqlite3.connect(alice.folder / "mail.db-throttle", isolation_level=None)
    throttle.execute("UPDATE failure SET failures = 50, last = ?", (int(time.time() * 1000),))
    throttle.close()
    told = {rule: (state, detail) for rule, state, detail in attempt(alice, "alice", RIGHT)}
    state, detail = told["name"]
    failures, wait_ms = map(int, detail.split())
    assert (state, failures) == ("waits", 50) and 0 < wait_ms <= 2000
    told = attempt(alice, "alice", b"wrong1", "--peer=192.0.2.1")
    assert ("network", "repeated", "") in told
    assert [(rule, state) for rule, state, _ in told if rule == "network"][0] == ("network", "waits")
    assert ("network", "ok", "0 0") in attempt(alice, "alice", RIGHT, "--peer=192.0.2.2")
    with hold(alice, "alice") as session:
        assert session.stdout.readline() == b"held\n"
        assert attempt(alice, "alice", RIGHT)[-1] == ("maildrop", "busy", "")
        session.communicate(timeout=WAIT_SECONDS)
