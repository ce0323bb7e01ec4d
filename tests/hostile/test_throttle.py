"""Guessing passwords takes time, keeps nobody else out, and can be seen in the log."""

import itertools
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

from servers import POP3D, SMTPD, TOP, coded
from sockets import Session, create_account
from test_secrets import WAYS, reply, sign_in

FILTER = TOP / "conf" / "fail2ban" / "filter.d" / "pillarbox.conf"
JAIL = TOP / "conf" / "fail2ban" / "jail.d" / "pillarbox.conf"
SETTINGS = (
    *("hostname=mail.example", "interactive=none", "plaintext_auth=any"),
    *("password_hash=$5$", "password_cost=1000"),
)
RIGHT = "Kq7vT2xWz9LmP4sRb3"
WRONG = "Hn5jY8cDf1GtB6uQw0"
HASH_LOCKS = range(1, 65)  # bytes of the file of turns
SLOTS = max(1, len(os.sched_getaffinity(0)) - 1)
FREE = 5
MOST_FOR_NAME = 2  # seconds
NETWORKS = 250


@pytest.fixture(autouse=True)
def account(tmp_path):
    create_account(tmp_path, "alice", RIGHT, "-o", "password_hash=$5$")


GUESSES = itertools.count()


def wrong():
    """A wrong password that nobody has tried yet: the same one again would not count."""
    return f"{WRONG}{next(GUESSES)}"


def send_auth(session, name, password):
    session.wire.send(b"AUTH PLAIN " + coded(f"\0{name}\0{password}").encode() + b"\r\n")


def guess(folder, address, times, name="alice", program=POP3D, *settings):
    """Wrong passwords in one session."""
    with Session(program, folder, *SETTINGS, *settings, address=address) as session:
        reply(session.wire)
        for _ in range(times):
            send_auth(session, name, wrong())
            assert reply(session.wire).startswith(b"-ERR [AUTH]")


def time_to_sign_in(folder, address):
    start = time.monotonic()
    with Session(POP3D, folder, *SETTINGS, address=address) as session:
        assert reply(session.wire).startswith(b"+OK")
        send_auth(session, "alice", RIGHT)
        assert reply(session.wire).startswith(b"+OK Signed in")
    return time.monotonic() - start


def refused(folder):
    return len(re.findall(r" event=sign-in-refused ", (folder / "log").read_text()))


# --- who waits ---


def test_one_network_at_a_time(tmp_path, figure):
    """Many sessions at once get a network no more tries than one."""
    seconds = 3.5  # the tries that are free, and one each after 1 and 3 seconds
    sessions = [Session(POP3D, tmp_path, *SETTINGS, address="192.0.2.7") for _ in range(40)]
    for session in sessions:
        assert reply(session.wire).startswith(b"+OK")
    start = time.monotonic()
    for session in sessions:
        send_auth(session, "alice", wrong())
    time.sleep(seconds)
    tries = refused(tmp_path)
    # On a busy machine more time has passed than was meant to.
    due = FREE + int(max(time.monotonic() - start, seconds) + 1).bit_length()
    figure("tries of 40 sessions in 3.5 s", tries)
    for session in sessions:
        session.wire.connection.close()
    deadline = time.monotonic() + 20
    for session in sessions:
        session.process.wait(timeout=max(0.1, deadline - time.monotonic()))
    assert FREE < tries <= due
    deferred = (tmp_path / "log").read_text().count(" event=sign-in-deferred ")
    assert refused(tmp_path) + deferred == len(sessions)


def test_the_right_user_elsewhere_does_not_wait(tmp_path, figure):
    for _ in range(2):
        guess(tmp_path, "192.0.2.7", FREE // 2)
    guess(tmp_path, "192.0.2.7", 1)
    took = time_to_sign_in(tmp_path, "192.0.2.8") - MOST_FOR_NAME
    figure("seconds more than the most for a name, for the right user elsewhere", f"{took:.3f}")
    # Alone it would wait for its network now: twice as long as for the name.
    assert took < 20


def test_a_name_that_everybody_guesses_costs_little(tmp_path, figure):
    """Failures with a name from so many networks, just now, hold its owner up for 2 s."""
    guess(tmp_path, "192.0.2.7", 1)
    database = sqlite3.connect(tmp_path / "mail.db-throttle")
    with database:
        database.executemany(
            "INSERT INTO failure VALUES (?, 'alice', 1000, ?, 0, x'')",
            [(f"198.51.100.{n}", time.time_ns() // 1_000_000) for n in range(NETWORKS)],
        )
    database.close()
    waited = time_to_sign_in(tmp_path, "192.0.2.8")
    figure(f"seconds for the owner of a name that {NETWORKS} networks guess at", f"{waited:.2f}")
    assert waited >= MOST_FOR_NAME - 0.3


def test_a_file_that_is_damaged_refuses_nobody(tmp_path):
    throttle = tmp_path / "mail.db-throttle"
    throttle.write_bytes(b"no database at all\n" * 500)
    time_to_sign_in(tmp_path, "192.0.2.7")
    throttle.mkdir()
    guess(tmp_path, "192.0.2.7", 2)
    time_to_sign_in(tmp_path, "192.0.2.7")
    log = (tmp_path / "log").read_text()
    assert log.count(f'event=throttle-fault problem="{throttle}: ') >= 2
    assert refused(tmp_path) == 2


# --- without counts ---

BLIND = 2  # seconds for each wrong password


def make_directory(throttle):
    throttle.mkdir()


def make_link(throttle):
    """Nobody follows one."""
    throttle.symlink_to("/dev/full")


@pytest.mark.field("L2")
@pytest.mark.parametrize("spoil", (make_directory, make_link), ids=("directory", "link"))
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_without_counts_a_network_guesses_slowly(program, spoil, tmp_path, figure):
    """Many sessions at once, which go away as soon as they have sent their guess, or stay."""
    spoil(tmp_path / "mail.db-throttle")
    guesses, seconds = 30, 5
    start = time.monotonic()
    sessions = [Session(program, tmp_path, *SETTINGS, address="192.0.2.7") for _ in range(guesses)]
    for number, session in enumerate(sessions):
        if program == SMTPD:
            session.wire.send(b"EHLO client.example\r\n")
        send_auth(session, "alice", wrong())
        if number % 2:
            session.wire.connection.close()
    time.sleep(max(0, start + seconds - time.monotonic()))
    tries = refused(tmp_path)
    due = 1 + (time.monotonic() - start) / BLIND
    figure(f"wrong passwords of one network in {seconds} s, without counts", tries)
    for session in sessions:
        session.process.kill()
        session.__exit__()
    assert 1 <= tries <= due
    assert f"{tmp_path}/mail.db-throttle: " in (tmp_path / "log").read_text()


@pytest.mark.field("L2")
def test_without_counts_others_do_not_wait(tmp_path):
    """One who pays for his guess keeps the network waiting, and no hash slot."""
    (tmp_path / "mail.db-throttle").mkdir()
    with Session(POP3D, tmp_path, *SETTINGS, address="192.0.2.7") as session:
        reply(session.wire)
        start = time.monotonic()
        send_auth(session, "alice", wrong())
        time.sleep(0.5)
        assert time_to_sign_in(tmp_path, "192.0.2.8") < 1
        assert reply(session.wire).startswith(b"-ERR [AUTH]")
        assert time.monotonic() - start >= BLIND


# --- hash slots ---


def slots(folder):
    """(taken, waited for): what the kernel says of the hash slots."""
    inode = (folder / "mail.db-turns").stat().st_ino
    pattern = re.compile(rf"^\d+: +(-> +)?OFDLCK .*:{inode} (\d+) (\d+)$", re.MULTILINE)
    found = pattern.findall(Path("/proc/locks").read_text())
    hashing = [waiting for waiting, start, _end in found if int(start) in HASH_LOCKS]
    return hashing.count(""), len(hashing) - hashing.count("")


def deliver(folder):
    """Seconds that one delivery takes, from the start of the process to its end."""
    octets = b"EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<alice>\r\nDATA\r\n.\r\nQUIT\r\n"
    command = [SMTPD, "-c", "/dev/null", "-d", folder / "mail.db", "-o", "log=error"]
    start = time.monotonic()
    done = subprocess.run(command, input=octets, capture_output=True, timeout=60)
    took = time.monotonic() - start
    assert b"\r\n250 2.0.0 Stored as " in done.stdout, done
    return took


def median(values):
    return sorted(values)[len(values) // 2]


def test_delivery_beside_a_crowd(tmp_path, full, figure):
    """Parallel wrong sign-ins, each from a network of its own, and hashed in the default way."""
    crowd, deliveries = (200, 100) if full else (12, 5)
    settings = (*SETTINGS, "password_hash=$y$", "password_cost=0", "lock_timeout=600")
    # A hash of that kind, so that the wrong passwords are worth it.
    with Session(POP3D, tmp_path, *settings, address="192.0.2.7") as session:
        assert sign_in(session, WAYS[7], RIGHT).startswith(b"+OK")
    alone = [deliver(tmp_path) for _ in range(deliveries)]
    sessions = [
        Session(POP3D, tmp_path, *settings, address=f"198.51.100.{n}") for n in range(crowd)
    ]
    for session in sessions:
        assert reply(session.wire).startswith(b"+OK")
    seen = []
    beside = []
    for n, session in enumerate(sessions):
        session.wire.send(
            b"AUTH PLAIN " + coded(f"\0alice{n % 2 or ''}\0{WRONG}").encode() + b"\r\n"
        )
    while len(beside) < deliveries and (not seen or any(seen[-1])):
        beside.append(deliver(tmp_path))
        seen.append(slots(tmp_path))
    answers = [reply(session.wire) for session in sessions]
    for session in sessions:
        session.__exit__()
    taken = max(taken for taken, _waiting in seen)
    waiting = max(waiting for _taken, waiting in seen)
    ratio = median(beside) / median(alone)
    figure("delivery alone, ms, median", f"{median(alone) * 1000:.2f}")
    figure(f"delivery beside {crowd} wrong sign-ins, ms, median", f"{median(beside) * 1000:.2f}")
    figure("ratio", f"{ratio:.2f}")
    figure("hashing at a time, at most", taken)
    figure("waiting for it, at most", waiting)
    assert all(answer.startswith(b"-ERR [AUTH]") for answer in answers), answers
    assert taken <= SLOTS
    assert waiting > 0


# --- what is in the log ---


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_one_line_for_each_failure(way, tmp_path):
    settings = (*SETTINGS, "interactive=any")
    with Session(way.program, tmp_path, *settings, address="192.0.2.7") as session:
        sign_in(session, way, WRONG)
    lines = [it for it in (tmp_path / "log").read_text().splitlines() if "refused" in it]
    assert len(lines) == 1
    assert re.fullmatch(
        r"pillarbox-(smtpd|pop3d) session=[0-9a-v]{13} event=sign-in-refused"
        r" account=alice peer=192\.0\.2\.7",
        lines[0],
    )


HOSTILE_NAMES = (
    "",
    "alice",
    "x peer=1.2.3.4",
    'x" peer=1.2.3.4',
    'x" peer=1.2.3.4 y="',
    "peer=1.2.3.4",
    "x\\ peer=1.2.3.4",
    "x\n pillarbox-smtpd session=0000000000000 event=sign-in-refused account=x peer=1.2.3.4",
    "x\tpeer=1.2.3.4",
    "<HOST>",
    "1.2.3.4",
    "ü peer=1.2.3.4",
    "\x1b]0;peer=1.2.3.4\x07",
    "x" * 64,
    # With a domain, valid or not.
    "alice@Example.org",
    "alice@bücher.example",
    '"a b"@example.org peer=1.2.3.4',
    "a@b@x peer=1.2.3.4\\\x7f\xff\"",
    "x" * 64 + "@" + "x." * 127 + "x",
)
HOSTILE_COMMANDS = (
    b"NOOP event=sign-in-refused account=x peer=1.2.3.4",
    b" session=0000000000000 event=sign-in-refused account=x peer=1.2.3.4",
    b"MAIL FROM:<session=0000000000000@event=sign-in-refused.account=x.peer=1.2.3.4>",
)
PEERS = ("192.0.2.1", "2001:db8::1")


@pytest.fixture
def syslog(tmp_path):
    """A /dev/log of the test's own, in a mount namespace: (front of commands, lines)."""
    devices = tmp_path / "dev"
    devices.mkdir()
    (devices / "null").touch()
    script = 'mount --bind /dev/null "$0/null" && mount --rbind "$0" /dev && exec "$@" 2>&-'
    front = ("unshare", "-m", "sh", "-c", script, devices)
    if subprocess.run([*front, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace of our own can be made here")
    received = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(devices / "log"))

        def read():
            """At once: a session waits for its log a while, and then goes on without."""
            while octets := log.recv(65536):
                received.append(octets)

        def lines():
            """As rsyslogd writes them."""
            end()
            for octets in received:
                found = re.fullmatch(r"<\d+>(\w{3} [ \d]\d [\d:]{8}) (.*?)\n?", octets.decode())
                assert found, octets
                yield f"{found[1]} mail {found[2]}"

        def end():
            """Of all lines, as an empty one tells."""
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
                client.sendto(b"", str(devices / "log"))
            reader.join()

        reader = threading.Thread(target=read)
        reader.start()
        yield front, lines
        if reader.is_alive():
            end()


def guess_as_everybody(folder, program, front=()):
    for address in PEERS:
        for name in HOSTILE_NAMES:
            settings = (*SETTINGS, "max_errors=100")
            with Session(program, folder, *settings, address=address, front=front) as session:
                reply(session.wire)
                lines = [b"EHLO client.example"] if program == SMTPD else []
                lines += HOSTILE_COMMANDS
                lines.append(b"AUTH PLAIN " + coded(f"\0{name}\0{WRONG}").encode())
                if program == POP3D:
                    lines += [b"USER " + name.encode().replace(b"\n", b" "), b"PASS " + WRONG.encode()]
                for line in lines:
                    session.wire.send(line + b"\r\n")
                    reply(session.wire)
            (folder / "mail.db-throttle").unlink(missing_ok=True)


def found_by_fail2ban(folder, lines):
    file = folder / "lines"
    file.write_text("".join(line + "\n" for line in lines))
    command = ["fail2ban-regex", "--out", "ip", file, FILTER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    return done.stdout.split()


def expect_all_found(folder, lines):
    """Every refused sign-in, by the address that it came from; and nothing else."""
    lines = list(lines)
    expected = [
        re.search(r" peer=([0-9a-f.:]+)$", line)[1]
        for line in lines
        if line.partition("session=")[2][13:].startswith(" event=sign-in-refused ")
    ]
    assert set(expected) == set(PEERS)
    assert len(lines) > len(expected)
    assert found_by_fail2ban(folder, lines) == expected
    return len(expected)


needs_fail2ban = pytest.mark.skipif(
    not shutil.which("fail2ban-regex"), reason="fail2ban is not installed"
)


@needs_fail2ban
def test_fail2ban_on_standard_error(tmp_path, figure):
    """Under multilog, in the journal, and from a program that puts a time in front."""
    for program in (SMTPD, POP3D):
        guess_as_everybody(tmp_path, program)
    lines = (tmp_path / "log").read_text().splitlines()
    fronts = ("@4000000067430a4d1e2f3a4b ", "2026-11-24 12:00:00 ", "Nov 24 12:00:00 mail smtpd[12]: ")
    for front in fronts:
        found = expect_all_found(tmp_path, [front + line for line in lines])
    figure("refused sign-ins, hostile names among them", found)


@needs_fail2ban
def test_fail2ban_on_syslog(tmp_path, syslog):
    front, lines = syslog
    for program in (SMTPD, POP3D):
        guess_as_everybody(tmp_path, program, front)
    expect_all_found(tmp_path, lines())


@needs_fail2ban
def test_fail2ban_takes_the_jail(tmp_path):
    """As fail2ban itself reads both files, among those that it comes with."""
    folder = tmp_path / "fail2ban"
    shutil.copytree("/etc/fail2ban", folder)
    shutil.copy(FILTER, folder / "filter.d")
    for jail in (folder / "jail.d").iterdir():
        jail.unlink()
    log = tmp_path / "current"
    log.touch()
    text = JAIL.read_text().replace("/var/log/pillarbox/*/current", str(log))
    (folder / "jail.d" / "pillarbox.conf").write_text(text)
    done = subprocess.run(
        ["fail2ban-client", "-c", folder, "--test"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done
    shown = subprocess.run(
        ["fail2ban-client", "-c", folder, "-d"], capture_output=True, text=True, timeout=60
    ).stdout
    assert "'pillarbox'" in shown and "event=sign-in-refused" in shown
