"""What smtpd answers to other programs: --explain, --import and --names, as smtpd(8) describes them."""

import subprocess

import pytest

from operators import WAIT_SECONDS, without_trace
from servers import SMTPD

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
            ("name", "team+x", "unknown", ""),
            ("untagged", "team", "alias", "gone sales"),
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
            ("name", "nobody", "unknown", ""),
            ("catch-all", "*", "alias", "bob"),
            ("account", "3", "room", ""),
        ],
        ["250", "2.1.5"],
    )
    assert explain(alice, "Postmaster@example.com")[0][1:] == [
        ("postmaster", "postmaster", "account", ""),
        ("account", "1", "room", ""),
    ]


@pytest.mark.parametrize(
    "address, facts, codes",
    (
        ("x@elsewhere.example", [("domain", "elsewhere.example", "foreign", "")], ["550", "5.7.1"]),
        ("carol", [("name", "carol", "unknown", ""), ("catch-all", "*", "unknown", "")], ["550", "5.1.1"]),
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
    assert [fact[:3] for fact in facts] == [("name", "a1", "too-far")] and codes[0] == "451"


def test_import(alice):
    """A line for each message: codes, arrival, whether it was read, and the id or the reason."""
    loop = FROM + b"Received: x\n" * 100 + b"\n\n"
    mbox = FROM + b"Status: R\n\nText\n\n" + loop + b"From a 12:30\nS: x\n" + FROM
    lines = ask(alice, "--import=bob", octets=mbox)
    stored = [words.split(" ") for words in lines if words.startswith("250 ")]
    assert [words[:4] for words in stored] == [["250", "2.0.0", "1795462811", "1"], ["250", "2.0.0", "-1", "0"]]
    assert lines[1].startswith("554 5.4.6 1795462811 0 ") and lines[3] == "doubtful 1"
    ids = [row for (row,) in alice.query("SELECT transaction_id FROM message ORDER BY id")]
    assert ids == [words[4] for words in stored]
    assert without_trace(alice.stored("bob")[0]) == (b"Status: R\r\n\r\nText\r\n", b"x@y.example")


def test_import_one_message(alice):
    """From lines in it are text."""
    message = b"Return-Path: <a@b.example>\r\nSubject: x\r\n\r\n\r\n" + FROM + b"x"
    (line,) = ask(alice, "--import=bob", "--message", octets=message)
    assert line.startswith("250 2.0.0 -1 0 ")
    ((content, sender),) = [without_trace(octets) for octets in alice.stored("bob")]
    assert sender == b"a@b.example" and content.endswith(b"\r\n\r\n\r\n" + FROM[:-1] + b"\r\nx\r\n")


@pytest.mark.parametrize(
    "octets, answer",
    (
        (b"Subject: x\n", "no-mbox"),
        (b"\x1f\x8b\x08", "compressed"),
        (FROM + b"S: x\n\nFrom a Mon Nov 23 19:40:11 2026\rS: y\r", "mixed"),
    ),
)
def test_import_of_no_mbox(alice, octets, answer):
    lines = ask(alice, "--import=bob", octets=octets, status=1)
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
    assert (done.returncode, done.stdout) == (1, b"unreadable\n")


@pytest.mark.parametrize("options", (("--import=bob",), ("--explain=bob",)))
def test_no_database_is_made(operator, options):
    """Whatever the settings allow to a session."""
    command = [*operator.serve(SMTPD, *options), "-o", "interactive=any"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=operator.folder)
    assert (done.returncode, done.stdout) == (1, b"") and b"store-" in done.stderr
    assert not operator.database.exists()


def test_import_into_no_account(alice):
    command = alice.serve(SMTPD, "--import=carol")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=alice.folder)
    assert (done.returncode, done.stdout) == (1, b"") and b"find the account" in done.stderr
