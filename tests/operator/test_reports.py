"""What mailctl tells of mail and of sign-ins: list, log, stats, auth, status, config."""

import json
import os
import select
import signal
import subprocess
import sys

import pytest

from operators import WAIT_SECONDS, Terminal, password_of
from servers import POP3D

ODD = '"a@b\'; --"@Other.EXAMPLE'


@pytest.fixture(name="mail")
def with_mail(alice):
    """On three days, from three domains."""
    for sender, octets in (("x@elsewhere.example", 3000), (ODD, 10), ("", 10), ("y@elsewhere.example", 10)):
        alice.deliver(b"Subject: s\r\n\r\n" + b"x" * octets, "alice", sender=sender)
    alice.deliver(b"Subject: s\r\n\r\n", "alice", "bob", sender="bob@example.org")
    alice.change(
        "UPDATE message SET arrived = 1700000000 + 86400 * (id / 2), octets = 100 * id",
        "UPDATE message SET sender = (SELECT id FROM account WHERE name = 'bob') WHERE id = 5",
        "UPDATE delivery SET octets = 100 * message",
        "UPDATE delivery SET seen = 1 WHERE message = 1",
        "UPDATE account SET last_sign_in = 1700000000 WHERE name = 'bob'",
    )
    return alice


# --- list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column, expected",
    (
        ("account", ["alice", "bob", "postmaster"]),
        ("last_sign_in", ["bob", "alice", "postmaster"]),
        ("state", ["postmaster", "alice", "bob"]),
    ),
)
def test_sorted_list(mail, column, expected):
    assert [row["account"] for row in mail.json("list", "--sort", column)] == expected


def test_list_for_people(mail):
    """With totals, and units if one wants them. Programs get numbers."""
    mail.change("UPDATE delivery SET octets = 1572864 WHERE message = 2", "UPDATE account SET quota = 2147483648")
    shown = mail.ok("list", "--sort", "octets", "--human").splitlines()
    assert [line.split()[:4] for line in shown[2:4]] == [["alice", "open", "5", "1.5M"], ["bob", "open", "1", "500"]]
    assert shown[2].split()[-1] == "2.0G"
    assert shown[-1] == "3 accounts, 6 messages, 5 of them unread, 1.5M octets"
    rows = mail.json("list", "--sort", "octets", "--human")
    assert [row["octets"] for row in rows] == [1574164, 500, 0]
    assert mail.fails("list", "--sort", "octets; DROP", status=64).startswith("mailctl: --sort takes account, ")


def test_totals_of_one(operator):
    operator.ok("add", "alice", "--locked")
    operator.deliver(b"", "alice")
    assert ", 1 message, 1 of them unread, " in operator.ok("list").splitlines()[-1]


# --- stats ----------------------------------------------------------------------------------------


def test_stats_by_day(mail):
    assert mail.json("stats") == [
        {"day": "2023-11-14", "messages": 1, "octets": 100, "senders": 1, "deliveries": 1},
        {"day": "2023-11-15", "messages": 2, "octets": 500, "senders": 2, "deliveries": 2},
        {"day": "2023-11-16", "messages": 2, "octets": 900, "senders": 2, "deliveries": 3},
    ]
    rows = mail.json("stats", "--by=day", "--since", "2023-11-15", "--until", "2023-11-16")
    assert [row["day"] for row in rows] == ["2023-11-15"]
    assert mail.json("stats", "--since", "tomorrow") == []
    mail.fails("stats", "--by", "day; DROP", status=64)


def test_stats_by_account(mail):
    alice, bob, postmaster = mail.json("stats", "--by", "account")
    assert alice == {
        **{"account": "alice", "received": 5, "octets": 1500, "sent": 0},
        **{"last_received": "2023-11-16T22:13:20Z", "last_sent": None},
    }
    assert (bob["received"], bob["sent"], bob["last_sent"]) == (1, 1, "2023-11-16T22:13:20Z")
    assert postmaster["received"] == 0


def test_stats_by_domain(mail):
    """What follows the last @, in any letter case."""
    shown = mail.json("stats", "--by", "domain")
    assert [(row["domain"], row["messages"], row["octets"], row["senders"]) for row in shown] == [
        ("elsewhere.example", 2, 500, 2),
        ("<>", 1, 300, 1),
        ("example.org", 1, 500, 1),
        ("other.example", 1, 200, 1),
    ]


# --- log ------------------------------------------------------------------------------------------


def test_log_by_date(mail):
    rows = mail.json("log", "--since", "2023-11-15", "--until", "2023-11-16")
    assert [row["octets"] for row in rows] == [200, 300]
    assert [row["octets"] for row in mail.json("log", "--since", "2023-11-15", "--last", "1")] == [500]
    assert mail.json("log", "--since", "2023-11-15", "bob")[0]["sender"] == "bob@example.org"
    assert "--since needs a date" in mail.fails("log", "--since=", status=64)
    assert "cannot print JSON" in mail.fails("log", "--follow", "--json", status=64)


def test_log_that_follows(mail):
    """Each message once, as it arrives, and those only that were asked for."""
    with mail.start("log", "--follow", "--last", "1", "--csv", "bob", start_new_session=True) as process:
        lines = [process.stdout.readline() for _ in range(2)]
        assert lines[0].startswith(b"time,id,sender") and b"bob@example.org" in lines[1]
        mail.deliver(b"Subject: \x1b[2J;=?utf-8?Q?=C3=A9?=\r\n\r\n", "alice")
        mail.deliver(b"Subject: =?utf-8?Q?f=C3=BCr?= bob\r\n\r\n", "bob", "alice")
        assert select.select([process.stdout], [], [], WAIT_SECONDS)[0]
        line = process.stdout.readline()
        assert line.rstrip().endswith("für bob".encode() + b'"'), line
        os.killpg(process.pid, signal.SIGINT)
        left, errors = process.communicate(timeout=WAIT_SECONDS)
    assert (left, errors) == (b"", b"")
    assert not list(mail.scratch.iterdir())


# --- auth -----------------------------------------------------------------------------------------


def verdicts(operator, name, password, *options, status=0):
    done = operator.run("auth", "--json", *options, "--", name, octets=password, status=status)
    return {row["what"]: row["state"] for row in json.loads(done.stdout)}


RIGHT = password_of("alice").encode()
ACCEPTED = {"account": "ok", "password": "ok", "lock": "ok", "name": "ok", "maildrop": "ok", "without TLS": "ok"}


def test_auth(alice):
    before = alice.dump()
    assert verdicts(alice, "alice", RIGHT + b"\n") == ACCEPTED
    assert verdicts(alice, "Alice@example.com", RIGHT, "--peer=192.0.2.1") == {**ACCEPTED, "network": "ok"}
    assert verdicts(alice, "alice", b"'; DROP TABLE account; --", status=1) == {**ACCEPTED, "password": "refuses"}
    assert verdicts(alice, "$(touch pwned)'\"|", RIGHT, status=1)["account"] == "refuses"
    assert alice.dump() == before and not (alice.folder / "pwned").exists()


def test_auth_where_a_rule_refuses(alice):
    alice.ok("lock", "alice")
    alice.set(plaintext_auth="none")
    assert verdicts(alice, "alice", RIGHT, status=1) == {**ACCEPTED, "lock": "refuses", "without TLS": "refuses"}
    alice.change("UPDATE account SET password = NULL WHERE name = 'alice'")
    assert verdicts(alice, "alice", RIGHT, status=1)["password"] == "refuses"


def test_auth_at_a_terminal(alice):
    """It asks once, without echo, and leaves the terminal as it was."""
    terminal = Terminal(alice.command("auth", "alice"), alice.folder)
    terminal.wait_for(b"Password: ")
    terminal.type(RIGHT + b"\n")
    assert terminal.end() == 0
    assert RIGHT not in terminal.shown and b"this is the password" in terminal.shown


# --- config ---------------------------------------------------------------------------------------


def test_config(operator):
    """What differs, and where the last value of it is."""
    operator.configuration.write_text("quota = 1G\nhostname = a.example\n# log = debug\n quota= 0\nquota = 5000\n")
    command = [operator.script, "-c", "pillarbox.conf", "-o", "log = error", "-omax_errors=7", "-d", "'x;y\".db"]
    done = subprocess.run([*command, "config", "--json"], cwd=operator.folder, capture_output=True, check=True)
    rows = {row["setting"]: (row["value"], row["source"]) for row in json.loads(done.stdout)}
    assert rows == {
        "database": ("'x;y\".db", "command line"),
        "hostname": ("a.example", "pillarbox.conf, line 2"),
        "domains": ("a.example localhost", "another setting"),
        "quota": ("5000", "pillarbox.conf, line 5"),
        "log": ("error", "command line"),
        "max_errors": ("7", "command line"),
    }


# --- status ---------------------------------------------------------------------------------------

# In a network and a list of processes of its own: a listener, sessions, and then mailctl.
SCENE = """
import os, socket, subprocess, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("0.0.0.0", 110))
listener.listen()
tlsd = socket.socket(socket.AF_UNIX)
tlsd.bind(f"{os.getcwd()}/tlsd")
tlsd.listen()
pop3d, sessions = sys.argv[1:].index("--") + 1, []
for name in ("alice", "bob"):
    session = subprocess.Popen(sys.argv[1:pop3d], stdin=-1, stdout=-1)
    session.stdin.write(f"USER {name}\\r\\nPASS right.{name}.Zq8\\r\\n".encode())
    session.stdin.flush()
    for _ in range(3):
        session.stdout.readline()
    sessions.append(session)
sys.exit(subprocess.call(sys.argv[pop3d + 1:]))
"""
ISOLATED = ("unshare", "--net", "--pid", "--fork", "--mount-proc")
MAY_ISOLATE = subprocess.run([*ISOLATED, "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not MAY_ISOLATE, reason="needs namespaces")
def test_status_of_what_is_there(alice):
    alice.set(starttls=f"unix:{alice.folder}/tlsd", relay="/bin/true -t")
    done = subprocess.run(
        [*ISOLATED, sys.executable, "-c", SCENE, *alice.serve(POP3D, "-o", "log=error"), "--", *alice.command("status", "--json")],
        cwd=alice.folder,
        capture_output=True,
        timeout=WAIT_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, b""), done
    rows = {row["what"]: (row["state"], row["detail"]) for row in json.loads(done.stdout)}
    assert rows["port 110, pop3"][0] == "ok" and rows["port 110, pop3"][1].startswith("0.0.0.0 by python3")
    assert rows["port 25, smtp"][0] == "none"
    assert rows["sessions of pop3d"] == ("ok", "2: local as alice, local as bob")
    assert rows["sessions of smtpd"] == ("ok", "0")
    assert rows["database"] == ("ok", f"{alice.database}, with 3 accounts and 0 messages")
    assert rows["tlsd"] == ("ok", f"{alice.folder}/tlsd listens")
    assert rows["relay"] == ("ok", "/bin/true -t")


def test_status_of_what_is_not_there(operator):
    """It could look, so its status is 0."""
    operator.set(starttls="unix:/no/such", relay="/no/such/program", min_free_space=2**62)
    rows = {row["what"]: (row["state"], row["detail"]) for row in operator.json("status")}
    bad = {what: detail for what, (state, detail) in rows.items() if state == "bad"}
    assert set(bad) == {"database", "space", "relay", "tlsd"}
    assert bad["database"].startswith(f"There is no database {operator.database}.")
    assert rows["version"][1] in operator.ok("version")
    assert bad["relay"] == "there is no program /no/such/program"
