"""Signing in where the machine does not do what it should."""

import os
import re
import resource
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from servers import POP3D, SMTPD, coded
from sockets import Session, create_account
from test_secrets import reply

SETTINGS = ("hostname=mail.example", "interactive=none", "plaintext_auth=any")
RIGHT = "Kq7vT2xWz9LmP4sRb3"
BOTH = pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
REFUSED = (b"535 5.7.8", b"-ERR [AUTH]")
LATER = (b"454 4.7.0", b"-ERR [SYS/TEMP]")
ENTERED = (b"235 2.7.0", b"+OK Signed in")


def auth(session, name, password):
    session.wire.send(b"AUTH PLAIN " + coded(f"\0{name}\0{password}").encode() + b"\r\n")
    return reply(session.wire)


def start(program, folder, *settings, address="192.0.2.7"):
    """A session that may sign in now."""
    session = Session(program, folder, *SETTINGS, *settings, address=address)
    reply(session.wire)
    if program == SMTPD:
        session.wire.send(b"EHLO client.example\r\n")
        reply(session.wire)
    return session


@pytest.mark.field("S8")
@BOTH
def test_memory_for_a_hash_is_short(program, tmp_path):
    """That is nobody's wrong password: it is not counted, and the log tells the cause."""
    create_account(tmp_path, "alice", RIGHT)
    with start(program, tmp_path) as session:
        assert auth(session, "alice", "wrong").startswith(REFUSED)
        used = int(Path(f"/proc/{session.pid}/statm").read_text().split()[0]) * 4096
        before = resource.prlimit(session.pid, resource.RLIMIT_AS)
        resource.prlimit(session.pid, resource.RLIMIT_AS, (used + (1 << 20), before[1]))
        for name in ("alice", "nobody"):
            assert auth(session, name, "other").startswith(LATER)
        resource.prlimit(session.pid, resource.RLIMIT_AS, before)
        assert auth(session, "alice", "other").startswith(REFUSED)
        assert auth(session, "alice", RIGHT).startswith(ENTERED)
    problems = re.findall(r'trying="sign in" problem="([^"]*)"', (tmp_path / "log").read_text())
    assert len(problems) == 2
    assert all(problem.startswith("crypt(3) cannot hash a password") for problem in problems)


@pytest.mark.field("S8")
@BOTH
def test_a_hash_takes_more_memory_than_a_session_may_have(program, tmp_path):
    """Nobody's password can match it: a wrong one to the peer, an error to the operator."""
    create_account(tmp_path, "alice", RIGHT)
    database = sqlite3.connect(tmp_path / "mail.db", timeout=20)
    with database:
        dear = "$y$jJT$abcdefghijklmnop$1234567890123456789012345678901234567890123"
        database.execute("UPDATE account SET password = ? WHERE name = 'alice'", [dear])
    database.close()
    with start(program, tmp_path) as session:
        assert auth(session, "alice", RIGHT).startswith(REFUSED)
    assert "the password hash of alice cannot be used" in (tmp_path / "log").read_text()


# --- programs with an old password ---


def age_failures(folder, seconds=60):
    """As if what has failed so far had failed so long ago."""
    database = sqlite3.connect(folder / "mail.db-throttle", timeout=20)
    with database:
        database.execute("UPDATE failure SET last = last - ?", [seconds * 1000])
    database.close()


def failures(folder):
    database = sqlite3.connect(folder / "mail.db-throttle", timeout=20)
    number = database.execute("SELECT total(failures) FROM failure").fetchone()[0]
    database.close()
    return int(number)


class Device:
    """Tries once a second with the same password, each time in a session of its own."""

    def __init__(self, program, folder, name, password):
        self.arguments = (program, folder, name, password)
        self.answers = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        program, folder, name, password = self.arguments
        while not self.stopped.is_set():
            start_time = time.monotonic()
            with start(program, folder, *CHEAP) as session:
                self.answers.append(auth(session, name, password))
            self.stopped.wait(max(0, start_time + 1 - time.monotonic()))


# The hash that counts here is one at a time; its cost is no matter of these tests.
CHEAP = ("password_hash=$5$", "password_cost=1000")


@pytest.mark.field("L1")
@pytest.mark.parametrize("kind", ("one", "same-name", "other-names"))
def test_old_passwords_keep_nobody_out(kind, tmp_path, full, figure):
    """One device, or twenty, each with another old password of one account or of its own."""
    count = 1 if kind == "one" else 20
    for name in ("alice", "bob"):
        create_account(tmp_path, name, RIGHT, "-o", "password_hash=$5$", "-o", "password_cost=1000")
    names = [f"nobody{n}" if kind == "other-names" else "alice" for n in range(count)]
    for number, name in enumerate(names):
        # Each mistake is hashed and counted once; the wait for that is over when the others come.
        with start(POP3D, tmp_path, *CHEAP) as session:
            assert auth(session, name, f"old{number}").startswith(REFUSED)
        age_failures(tmp_path)
    devices = [
        Device((SMTPD, POP3D)[n % 2], tmp_path, name, f"old{n}") for n, name in enumerate(names)
    ]
    for device in devices:
        device.thread.start()
    longest = 0
    deadline = time.monotonic() + (60 if full else 8)
    while time.monotonic() < deadline:
        for name in ("alice", "bob"):
            begin = time.monotonic()
            with start(POP3D, tmp_path, *CHEAP) as session:
                assert auth(session, name, RIGHT).startswith(ENTERED)
            longest = max(longest, time.monotonic() - begin)
        time.sleep(0.3)
    for device in devices:
        device.stopped.set()
    for device in devices:
        device.thread.join()
    answers = [answer for device in devices for answer in device.answers]
    hashed = sum(answer.startswith(REFUSED) for answer in answers)
    figure(f"{count} devices ({kind}): seconds to sign in, at most", f"{longest:.2f}")
    figure(f"{count} devices ({kind}): repeats hashed", f"{hashed} of {len(answers)}")
    assert longest < 2
    assert all(answer.startswith((*REFUSED, *LATER)) for answer in answers)
    # alice's own were taken back when she got in; what others did counts no more than it did.
    assert failures(tmp_path) == (20 if kind == "other-names" else 0)
    log = (tmp_path / "log").read_text()
    assert log.count("event=sign-in-refused") == count
    assert log.count("event=sign-in-repeated") == hashed


@pytest.mark.field("L1")
@BOTH
@pytest.mark.parametrize("name", ("alice", "nobody"))
def test_a_repeat_is_put_off(name, program, tmp_path):
    """At once, whoever's name it is; one in five seconds is hashed, and none of them counts."""
    create_account(tmp_path, "alice", RIGHT)
    answers = []
    for _ in range(4):
        with start(program, tmp_path) as session:
            begin = time.monotonic()
            answers.append(auth(session, name, "old"))
            if len(answers) > 2:
                assert time.monotonic() - begin < 0.5
    assert [answer.startswith(REFUSED) for answer in answers] == [True, True, False, False]
    assert all(answer.startswith(LATER) for answer in answers[2:])
    assert failures(tmp_path) == 1
    time.sleep(5)
    with start(program, tmp_path) as session:
        assert auth(session, name, "old").startswith(REFUSED)
        assert auth(session, name, "another").startswith(REFUSED)
    assert failures(tmp_path) == 2


@pytest.mark.field("L1")
def test_a_changed_password_makes_an_old_mistake_new(tmp_path):
    create_account(tmp_path, "alice", RIGHT)
    for _ in range(2):
        with start(POP3D, tmp_path) as session:
            assert auth(session, "alice", "old").startswith(REFUSED)
    create_account(tmp_path, "other", "old")
    database = sqlite3.connect(tmp_path / "mail.db")
    with database:
        database.execute(
            "UPDATE account SET password = (SELECT password FROM account WHERE name = 'other')"
            " WHERE name = 'alice'"
        )
    database.close()
    with start(POP3D, tmp_path) as session:
        assert auth(session, "alice", "old").startswith(ENTERED)


@pytest.mark.field("W17")
@BOTH
@pytest.mark.parametrize("name", ("alice", "nobody"))
def test_another_mechanism_takes_no_hash(name, program, tmp_path, figure):
    """It is answered from memory, and the throttle hears nothing of it."""
    create_account(tmp_path, "alice", RIGHT)
    with start(program, tmp_path) as session:
        assert auth(session, name, "secrte").startswith(REFUSED)
        times = []
        for password in ("secrte", "other"):
            session.wire.send(b"AUTH LOGIN " + coded(name).encode() + b"\r\n")
            assert b"UGFzc3dvcmQ6" in reply(session.wire)
            begin = time.monotonic()
            session.wire.send(coded(password).encode() + b"\r\n")
            assert reply(session.wire).startswith(REFUSED)
            times.append(time.monotonic() - begin)
        figure("ms for the same words, and for others", " ".join(f"{t * 1000:.1f}" for t in times))
        assert times[0] < times[1] / 2
    assert failures(tmp_path) == 2


# --- two programs of one person ---


def quit_first(session):
    session.wire.send(b"QUIT\r\n")


def leave_first(session):
    session.wire.connection.close()


def kill_first(session):
    session.process.kill()


@pytest.mark.field("W18")
@pytest.mark.parametrize("end", (quit_first, leave_first, kill_first))
def test_a_maildrop_is_waited_for(end, tmp_path, figure):
    """Up to the end of the other session, however it ends, and not longer; bob waits for nobody."""
    create_account(tmp_path, "alice", RIGHT)
    create_account(tmp_path, "bob", RIGHT)
    with start(POP3D, tmp_path) as first, start(POP3D, tmp_path) as second:
        assert auth(first, "alice", RIGHT).startswith(ENTERED)
        second.wire.send(b"AUTH PLAIN " + coded(f"\0alice\0{RIGHT}").encode() + b"\r\n")
        time.sleep(1)
        with start(POP3D, tmp_path) as third:
            assert auth(third, "bob", RIGHT).startswith(ENTERED)
        # Had bob waited for alice's second session, that one would have waited in vain by now.
        end(first)
        ended = time.monotonic()
        assert reply(second.wire).startswith(ENTERED)
        figure(f"{end.__name__}: seconds from there to +OK", f"{time.monotonic() - ended:.3f}")
        assert time.monotonic() - ended < 1


# --- whose the file is ---


@pytest.mark.field("S5")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@BOTH
def test_the_file_that_root_makes_belongs_to_the_databases_owner(program, tmp_path):
    create_account(tmp_path, "alice", RIGHT)
    for file in tmp_path.glob("mail.db*"):
        os.chown(file, 4711, 4712)
    with start(program, tmp_path) as session:
        assert auth(session, "alice", "wrong").startswith(REFUSED)
    status = (tmp_path / "mail.db-throttle").stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (4711, 4712, 0o600)
    assert failures(tmp_path) == 1
