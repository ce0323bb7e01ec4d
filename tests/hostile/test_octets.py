"""Every octet, and all that a shell, a printf or SQL could take for its own, in every argument.

The model knows the answer to all of it, and so a session of 10,000 such lines must get exactly the
replies that it lists. Beside the database and the log there is no new file, and no process is left.
"""

import base64
import ctypes
import os
import random
import re
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from databases import DATABASE
from model import Options, session
from servers import POP3D, SANITIZER_MARKS, SMTPD
from sessions import OPTIONS, database_of, make_template, new_world, play

TEXTS = (
    *(b"%n%s%x%p%d", b"%99999999d", b"%s" * 100, b"\\x00\\n\\0", b"{}", b"{}{}{}", b"{dir}"),
    *(b"'; DROP TABLE account; --", b'"; DELETE FROM message; --', b"' OR '1'='1"),
    *(b"x') , ('y", b"?1 :a @b", b"$(touch pwned)", b"`touch pwned`", b"; touch pwned #"),
    *(b"| touch pwned", b"&& touch pwned", b"> pwned", b"../../pwned", b"/etc/passwd"),
    *(b"-o database=pwned", b"--tls", b"-t", b"*", b"[a-z]*", b"~root", b"${IFS}", b"$HOME"),
    *(b"\x1b[31mred", "\u202eabc".encode(), b"\xc0\xaf", b"\xed\xa0\x80", b"+OK", b"250 2.0.0 OK"),
    *(b".", b"..", b"<>", b"<<>>", b'"', b'"\\"', b"\\", b"@", b":", b"(c)", b"-1", b"0x10", b"1e9"),
    *(b"A" * 400, b"A" * 1000, b"<" * 400, b"=" * 400, b"9" * 300, b"\xff" * 200),
)
WITHIN = (*(b"a%cb" % octet for octet in range(256)), *TEXTS)  # in the short form, these
ALONE = (*(bytes([octet]) for octet in range(256)), *(b"a" + text for text in TEXTS))  # and these

# %s is the argument; the lines around it make the place where it can do something.
BEGIN = b"RSET\r\nMAIL FROM:<x@y> SMTPUTF8\r\n"
FROM = (
    *(b"%s", b"<%s>", b"<%s@y.example>", b"<x@%s>", b"<x@y%s.example>", b'<"%s"@y.example>'),
    *(b"<x@[%s]>", b"<@%s:x@y>", b"<x@y>%s", b"<x@y> %s", b"<x@y> %s=1", b"<x@y> SIZE=%s"),
    *(b"<x@y> BODY=%s", b"<x@y> AUTH=%s", b"<x@y> SMTPUTF8=%s", b"<%s@y> SMTPUTF8"),
)
TO = (
    *(b"%s", b"TO:%s", b"TO:<%s>", b"TO:<%s@mail.example>", b'TO:<"%s">', b"TO:<x@%s>"),
    *(b"TO:<alice+%s>", b"TO:<alice> %s"),
)
SMTP = (
    *(b"HELO %s", b"EHLO %s", b"LHLO %s", b"NOOP %s", b"HELP %s", b"VRFY %s", b"EXPN %s", b"ETRN %s"),
    *(b"TURN %s", b"RSET %s", b"STARTTLS %s", b"DATA %s", b"%s", b"%s x", b"NOOP%s"),
    *(b"AUTH %s", b"AUTH PLAIN %s", b"AUTH PLAIN\r\n%s\r\n*", b"AUTH LOGIN %s\r\n*"),
    *(b"AUTH LOGIN\r\n%s\r\n*", b"RSET\r\nMAIL %s"),
    *(b"RSET\r\nMAIL FROM:" + rest for rest in FROM),
    *(BEGIN + b"RCPT " + rest for rest in TO),
    BEGIN + b"RCPT TO:<alice>\r\nDATA\r\nSubject: %s\r\nX%s: y\r\n\r\n%s\r\n.",
)
POP3_BEFORE = (
    *(b"USER %s", b"AUTH %s", b"AUTH PLAIN %s", b"AUTH LOGIN\r\n%s\r\n*", b"CAPA %s", b"UTF8 %s"),
    *(b"STLS %s", b"HELP %s", b"%s", b"%s x"),
)
POP3_AFTER = (
    *(b"STAT %s", b"LIST %s", b"LIST 1%s", b"RETR %s", b"RETR 1%s", b"TOP %s", b"TOP 1 %s"),
    *(b"TOP %s 1", b"UIDL %s", b"UIDL 1%s", b"DELE %s", b"DELE 1%s\r\nRSET", b"RSET %s", b"NOOP %s"),
    *(b"CAPA %s", b"XTND %s", b"%s"),
)

MANY = 1_000_000


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A directory for the database, and an empty one to be in, which stays so."""
    (tmp_path / "here").mkdir()
    (tmp_path / "database").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in ("HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "here"))
    # Processes that a session has started and left behind become ours.
    assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
    make_template(tmp_path / "template.db")
    yield tmp_path / "database"
    assert not list((tmp_path / "here").iterdir())
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def arguments(full):
    return (*WITHIN, *ALONE) if full else WITHIN


@pytest.fixture
def some(full):
    """some(things) is all of them in the long form, and a random eighth in the short one."""
    return lambda things: things if full else random.sample(things, len(things) // 8)


def lines(templates, arguments):
    return [t.replace(b"%s", argument) + b"\r\n" for t in templates for argument in arguments]


def whole(options, items):
    """A session, which must not end before its last item, so that none goes unheard."""
    model = session(new_world(), options)
    for item in items:
        assert not model.closed, f"{model.expected[-1]} before {item}"
        model.feed(item)
    return options, items


@pytest.mark.parametrize("interactive", (True, False), ids=("person", "program"))
def test_smtp(places, interactive, arguments, figure):
    """Sign-in with these octets is another test's; here a password would only be a wrong one."""
    options = Options("smtpd", interactive=interactive, max_errors=MANY)
    lmtp = Options("smtpd", lmtp=True, max_errors=MANY)
    items = lines(SMTP, arguments)
    # Not invited, so that what is no command is no password.
    calm = b"HELO client.example\r\n"
    sessions = [whole(options, [calm, *(w for line in items for w in (line, calm))])]
    sessions.append(whole(lmtp, [b"LHLO client.example\r\n", *items]))
    play(places, new_world(), sessions)
    figure("lines", f"{sum(len(i) for _, i in sessions):,}")


@pytest.mark.parametrize("interactive", (True, False), ids=("person", "program"))
def test_pop3(places, interactive, arguments, figure):
    mail = b"MAIL FROM:<x@y>\r\nRCPT TO:<alice>\r\nDATA\r\nSubject: %s\r\n\r\n.\r\n"
    message = [b"EHLO client.example\r\n", *(mail.replace(b"%s", a) for a in (b"one", *TEXTS[:12]))]
    options = Options("pop3d", interactive=interactive, max_errors=MANY)
    enter = [b"USER alice\r\n", b"PASS right.alice\r\n"]
    sessions = [
        whole(Options("smtpd"), message),
        whole(options, lines(POP3_BEFORE, arguments)),
        whole(options, [*enter, *lines(POP3_AFTER, arguments), b"RSET\r\n", b"LIST\r\n", b"QUIT\r\n"]),
    ]
    play(places, new_world(), sessions)
    figure("lines", f"{sum(len(i) for _, i in sessions):,}")


def test_ends(places, some, figure):
    """Lines that may end a session have one each."""
    smtp = Options("smtpd", max_errors=MANY)
    pop3 = Options("pop3d", max_errors=MANY)
    arguments = (*(bytes([octet]) for octet in range(256)), *TEXTS)
    templates = (b"BDAT %s", b"BDAT 1%s", b"BDAT 0 %s", b"QUIT%s", b"GET %s HTTP/1.1")
    sessions = [(smtp, [line, b"x\r\n", b"NOOP\r\n"]) for line in lines(templates, arguments)]
    sessions += [(pop3, [line, b"NOOP\r\n"]) for line in lines((b"QUIT%s", b"QUIT %s"), arguments)]
    sessions = some(sessions)
    play(places, new_world(), sessions)
    figure("sessions", f"{len(sessions):,}")


def test_passwords(places, some, figure):
    """What may be in a password is taken as it is, and is the same in all ways to sign in."""
    octets = [octet for octet in range(256) if octet not in b"\0\r\n"]
    passwords = [bytes([octet]) for octet in octets] + [b"a%cb" % octet for octet in octets]
    passwords = list(enumerate([*passwords, *(text for text in TEXTS if len(text) < 200)]))
    enter = b"EHLO user%d\r\nPASS %s\r\n"
    sessions = [whole(Options("smtpd"), [enter % pair for pair in passwords])]
    pop3 = Options("pop3d", interactive=False)
    for number, password in some(passwords):
        plain = base64.b64encode(b"\0user%d\0%s" % (number, password))
        user = b"USER user%d\r\nPASS %s\r\n" % (number, password)
        sessions += [(pop3, [way, b"STAT\r\n"]) for way in (user, b"AUTH PLAIN %s\r\n" % plain)]
    play(places, new_world(), sessions)
    figure("passwords", f"{len(passwords):,}, and {len(sessions) - 1:,} sessions that use them")


# --- a million octets -------------------------------------------------------------------------

LONG = 1 << 20
SMTP_LONG = (
    *(b"HELO ", b"EHLO ", b"NOOP ", b"MAIL FROM:<", b"RCPT TO:<", b"BDAT ", b"VRFY ", b"AUTH PLAIN "),
    *(b"", b"\0"),
)
POP3_LONG = (b"USER ", b"PASS ", b"AUTH PLAIN ", b"RETR ", b"TOP 1 ", b"", b" ", b"\0")


class Talk:
    """A session that is still there when it has answered."""

    def __init__(self, program, folder):
        ours, theirs = socket.socketpair()
        command = [str(program), *database_of(folder).options, *OPTIONS, "-o", f"max_errors={MANY}"]
        with theirs, open(folder / "log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=log)
        self.connection = ours
        self.connection.settimeout(60)
        self.replies = ours.makefile("rb")

    def ask(self, octets, last):
        """Sends octets, reads up to a reply that begins with last, and returns how many there were."""
        sender = threading.Thread(target=self.connection.sendall, args=[octets])
        sender.start()
        count = 1
        while not (line := self.replies.readline()).startswith(last):
            assert line.endswith(b"\r\n") and len(line) <= 512, line
            count += 1
        sender.join()
        return count

    def peak(self):
        """The most memory that it has had, in octets."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def end(self):
        self.connection.close()
        self.replies.close()
        assert self.process.wait(20) == 0


def peak_after(program, folder, octets, last, replies):
    talk = Talk(program, folder)
    try:
        assert talk.ask(octets, last) == replies
        return talk.peak()
    finally:
        talk.end()


@pytest.mark.parametrize(
    ("program", "verbs", "first", "ask", "last"),
    (
        (SMTPD, SMTP_LONG, b"", b"VRFY x\r\n", b"252 "),
        (POP3D, POP3_LONG, b"USER alice\r\nPASS right.alice\r\n", b"LIST 77\r\n", b"-ERR There is no "),
    ),
    ids=("smtpd", "pop3d"),
)
def test_a_million_octets(places, program, verbs, first, ask, last, figure):
    """One reply for each such line, and no more memory than short ones take."""
    database_of(places).copy(DATABASE(places.parent / "template.db"))
    octets = (b"x", b"%n", b"<")
    before = first.count(b"\n") + 2  # and the greeting, and the reply to ask
    small, large = (
        peak_after(
            program,
            places,
            first + b"".join(verb + o * size + b"\r\n" for verb in verbs for o in octets) + ask,
            last,
            before + 3 * len(verbs),
        )
        for size in (20_000, LONG)
    )
    log = (places / "log").read_text(errors="replace")
    assert not any(mark in log for mark in SANITIZER_MARKS), log
    peaks = f"with {large // 1024:,} KiB; of 20 kB: {small // 1024:,} KiB"
    figure("lines of 1 MiB", f"{3 * len(verbs)}, {peaks}")
    assert large <= small + 256 * 1024
