"""What an ordinary session asks of the kernel: nothing that is refused, wherever its log goes; and
for its log it waits no longer than it may."""

import ctypes
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from servers import POP3D, SMTPD

OWN_DEV_LOG = Path(__file__).parent / "helpers" / "own-dev-log"

LINE_WAIT = 1.0  # seconds, common/base/log.h
SESSION_WAIT = 5.0
SLACK = 3.0  # of a busy machine, and of strace

REFUSED = re.compile(r"= -1 (EPERM|EACCES) ")
LARGE = b"x" * 70 + b"\r\n"  # times 5,000: more than is kept in memory


def runs(*command):
    """Whether a command can be run here."""
    try:
        return subprocess.run(command, capture_output=True, timeout=30).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="session")
def strace(tmp_path_factory):
    """How a command is run so that its system calls are written to the file that follows."""
    command = ["strace", "-f", "-qq", "-s", "80", "-o"]
    if not runs(*command, os.devnull, "true"):
        pytest.skip("strace cannot be used here")
    return command


class DevLog:
    """A socket that stands at /dev/log, in the mount namespace of whoever it is for."""

    def __init__(self, path, state):
        self.path = path
        self.socket = None
        if state != "absent":
            self.start()
        if state == "deaf":
            self.fill()

    def start(self):
        """Starts, or starts anew: what was connected to the old one has nobody there any more."""
        self.stop()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))
        self.socket.setblocking(False)

    def stop(self):
        if self.socket:
            self.socket.close()
            self.path.unlink()
        self.socket = None

    def fill(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.connect(str(self.path))
            client.setblocking(False)
            try:
                while True:
                    client.send(b"x")
            except BlockingIOError:
                pass

    def received(self):
        lines = []
        try:
            while self.socket:
                lines.append(self.socket.recv(65536))
        except BlockingIOError:
            pass
        return lines

    def command(self):
        return [str(OWN_DEV_LOG), str(self.path)]


@pytest.fixture
def dev_log(tmp_path):
    made = []

    def make(state):
        if not runs(str(OWN_DEV_LOG), str(tmp_path / "nowhere"), "true"):
            pytest.skip("there can be no mount namespace here")
        made.append(DevLog(tmp_path / "log.socket", state))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def smtp_commands(alice):
    """Sign-in, a small message and a large one."""
    transaction = (b"MAIL FROM:@ME", b"RCPT TO:<alice>", b"DATA")
    lines = (
        *(b"EHLO client.example", b"AUTH PLAIN " + alice.plain().encode()),
        *(*transaction, b"Subject: small", b"", b"one", b"."),
        *(*transaction, b"Subject: large", b""),
    )
    return b"\r\n".join(lines) + b"\r\n" + 5000 * LARGE + b".\r\nQUIT\r\n"


def pop3_commands(alice):
    lines = (
        *(b"USER alice", b"PASS " + alice.password.encode(), b"LIST", b"UIDL"),
        *(b"RETR 1", b"TOP 1 0", b"RETR 2", b"DELE 1", b"QUIT"),
    )
    return b"\r\n".join(lines) + b"\r\n"


@dataclass
class Trace:
    """A session as it went."""

    replies: bytes
    seconds: float
    calls: list = field(default_factory=list)

    def refused(self):
        return [call for call in self.calls if REFUSED.search(call)]

    def sandboxed(self):
        """What the session itself did in its sandbox."""
        inside = [n for n, call in enumerate(self.calls) if " seccomp(" in call]
        return self.calls[inside[-1] + 1 :]

    def find(self, name):
        return [call for call in self.calls if f" {name}(" in call]


def converse(command, octets, stderr, trace=None):
    """Has a session, on a unix socket as a super-server makes one."""
    client, server = socket.socketpair()
    with client:
        with server:
            process = subprocess.Popen(command, stdin=server, stdout=server, stderr=stderr)
        start = time.monotonic()
        client.settimeout(60)
        client.sendall(octets)
        replies = client.makefile("rb").read()
        seconds = time.monotonic() - start
    assert process.wait(timeout=60) == 0
    calls = trace.read_text(errors="replace").splitlines() if trace else []
    return Trace(replies, seconds, calls)


def full_pipe():
    """Both ends of a pipe that takes nothing more."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    return reader, writer


class Stderr:
    """Where the standard error of a session leads."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.open = []
        self.fd = subprocess.DEVNULL
        if kind == "file":
            self.open = [os.open(folder / "stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND)]
        elif kind == "full pipe":
            self.open = list(full_pipe())
        if self.open:
            self.fd = self.open[-1]

    def command(self, command):
        """Closed is closed for the session alone, and not for strace."""
        if self.kind == "closed":
            return ["sh", "-c", 'exec "$@" 2>&-', "sh", *command]
        return command

    def close(self):
        for fd in self.open:
            os.close(fd)


PLACES = [
    ("file", "absent"),
    ("full pipe", "absent"),
    ("/dev/null", "reads"),
    ("/dev/null", "deaf"),
    ("/dev/null", "absent"),
    ("closed", "reads"),
    ("closed", "deaf"),
    ("closed", "absent"),
]


def session_of(program, alice):
    return smtp_commands(alice) if program == SMTPD else pop3_commands(alice)


def fill_maildrop(box, alice):
    converse(box.command(SMTPD), smtp_commands(alice), subprocess.DEVNULL)


def assert_ordinary(session, program):
    """It went as if nothing were the matter with its log."""
    if program == SMTPD:
        assert session.replies.count(b"250 2.0.0 Stored as") == 2, session.replies
        assert session.replies.splitlines()[-1].startswith(b"221 ")
    else:
        assert session.replies.count(LARGE) == 5000
        assert session.replies.splitlines()[-1].startswith(b"+OK")


@pytest.mark.field("L4")
@pytest.mark.field("L5")
@pytest.mark.field("L6")
@pytest.mark.parametrize("sandbox", ("on", "strict"))
@pytest.mark.parametrize(("stderr", "syslog"), PLACES)
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_no_call_is_refused(program, stderr, syslog, sandbox, box, strace, dev_log, tmp_path):
    alice = box.account("alice")
    fill_maildrop(box, alice)
    log = dev_log(syslog)
    errors = Stderr(stderr, tmp_path)
    trace = tmp_path / "calls"
    command = errors.command(box.command(program, f"sandbox={sandbox}"))
    session = converse(
        [*log.command(), *strace, trace, *command], session_of(program, alice), errors.fd, trace
    )
    errors.close()
    assert_ordinary(session, program)
    assert session.seconds < SESSION_WAIT + SLACK
    assert session.refused() == []
    assert [call for call in session.sandboxed() if " socket(" in call] == []
    assert [call for call in session.sandboxed() if "localtime" in call] == []
    assert bool(log.received()) == (syslog != "absent")


@pytest.mark.field("L4")
@pytest.mark.parametrize(("sandbox", "flag"), (("on", "0"), ("strict", "SECCOMP_FILTER_FLAG_LOG")))
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_nothing_is_audited_in_production(program, sandbox, flag, box, strace, tmp_path):
    trace = tmp_path / "calls"
    command = box.command(program, f"sandbox={sandbox}")
    session = converse([*strace, trace, *command], b"QUIT\r\n", subprocess.DEVNULL, trace)
    (filter_call,) = session.find("seccomp")
    assert f"(SECCOMP_SET_MODE_FILTER, {flag}, " in filter_call
    quiet = "0x1" if sandbox == "on" and landlock_version() >= 7 else "0"
    for call in session.find("landlock_restrict_self"):
        assert call.split(", ")[1].startswith(quiet + ")"), call


def landlock_version():
    return ctypes.CDLL(None).syscall(444, None, 0, 1)


@pytest.mark.field("L6")
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_lines_are_as_libc_writes_them(program, box, dev_log):
    """Up to what stands in them: for whoever reads them, nothing has changed."""
    log = dev_log("reads")
    converse([*log.command(), *box.command(program)], b"QUIT\r\n", subprocess.DEVNULL)
    ours = log.received()
    script = (
        "import syslog; syslog.openlog('pillarbox-" + program.name + "', syslog.LOG_PID,"
        " syslog.LOG_MAIL); syslog.syslog(syslog.LOG_INFO, 'session=x event=connect peer=local')"
    )
    subprocess.run([*log.command(), sys.executable, "-c", script], check=True, timeout=30)
    (theirs,) = log.received()

    def masked(line):
        line = re.sub(rb"\[\d+\]", b"[PID]", line)
        line = re.sub(rb"\w{3} [ \d]\d \d\d:\d\d:\d\d", b"DATE", line)
        return re.sub(rb"session=\w+", b"session=x", line)

    assert masked(ours[0]) == masked(theirs)
    assert len(ours) > 1


@pytest.mark.field("L6")
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_a_system_log_that_is_started_anew(program, box, dev_log):
    """It gets the lines of sessions that are under way."""
    if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < (6, 10):
        pytest.skip("this kernel cannot seal memory")
    log = dev_log("reads")
    client, server = socket.socketpair()
    with client:
        with server:
            process = subprocess.Popen(
                [*log.command(), *box.command(program)],
                stdin=server,
                stdout=server,
                stderr=subprocess.DEVNULL,
            )
        client.settimeout(30)
        client.recv(1000)
        (connected,) = log.received()
        log.start()
        client.sendall(b"QUIT\r\n")
        client.makefile("rb").read()
    assert process.wait(timeout=30) == 0
    assert b"event=connect" in connected
    assert [b"event=disconnect" in line for line in log.received()] == [True]


@pytest.mark.field("L6")
@pytest.mark.parametrize("program", (SMTPD, POP3D), ids=("smtpd", "pop3d"))
def test_the_banner_does_not_wait_for_the_log(program, box):
    """With a full pipe it comes after one line's wait, and nobody else's pipe is changed."""
    errors = Stderr("full pipe", None)
    client, server = socket.socketpair()
    with client:
        with server:
            process = subprocess.Popen(
                box.command(program), stdin=server, stdout=server, stderr=errors.fd
            )
        client.settimeout(LINE_WAIT + SLACK)
        assert client.recv(1000)[:3] in (b"220", b"+OK")
        assert os.get_blocking(errors.fd)
        client.sendall(b"QUIT\r\n")
        client.makefile("rb").read()
    assert process.wait(timeout=30) == 0
    errors.close()
