"""Plays sessions on a database, and compares what comes of them with the model.

What a session sends is in its standard input before it starts. Its replies are compared when it has
ended, and the whole database behind the last one.
"""

import fcntl
import os
import random
import re
import select
import signal
import subprocess
from pathlib import Path

from commands import PASSWORDS
from databases import DATABASE
from model import LOCKED, World, session
from servers import POP3D, SANITIZER_MARKS, SMTPD
from servers import SETTINGS as CHEAP_HASH

SESSION_SECONDS = 60
PIPE_OCTETS = 1 << 20

SETTINGS = (
    *("hostname=mail.example", "max_message_size=2048", "max_recipients=100", "min_free_space=0"),
    *("log=warning", "sandbox=strict", *CHEAP_HASH),
)
# In front of a session's own options: no settings of this machine's count.
OPTIONS = ["-c", os.devnull, *(word for setting in SETTINGS for word in ("-o", setting))]
ALIASES = {
    b"sales": [b"alice"],
    b"team": [b"sales", b"bob"],
    b"loop.a": [b"loop.b"],
    b"loop.b": [b"loop.a"],
    b"ghost": [b"nobody-there"],
    b"info@mail.example": [b"alice"],
    b"info@localhost": [b"ann@localhost", b"info@mail.example"],
    b"sales@localhost": [b"ann@localhost"],
    b"bob@mail.example": [b"bob", b"cy@localhost"],
    b"abuse@localhost": [b"cy@localhost"],
}
LOG_LINE = re.compile(r"pillarbox-(smtpd|pop3d) session=[a-z0-9]+ event=[!-~][ -~]{0,1000}")
TINY = 1  # octets in the quota of an account

MEMORY = Path("/dev/shm")


class Difference(Exception):
    """What a program did is not what the model says."""


def new_world():
    world = World()
    for name, password in PASSWORDS.items():
        world.create(name, password)
    world.find(b"tiny").full_with = TINY
    world.aliases = ALIASES
    return world


def without_domain(name):
    """The name under which an account is created that gets a domain afterwards."""
    return name.replace(b"@", b"-")


def make_template(path):
    """The database that a World begins as."""
    template = DATABASE(path)
    template.create()
    command = [str(POP3D), *template.options, *OPTIONS]
    for name, password in PASSWORDS.items():
        lines = b"USER %s\r\nPASS %s\r\nQUIT\r\n" % (without_domain(name), password)
        said = subprocess.run(command, input=lines, capture_output=True, check=True, timeout=60)
        assert said.stdout.count(b"+OK") == 4, said
    aliases = [(name.decode(), target.decode()) for name, targets in ALIASES.items() for target in targets]
    renamed = [(name.decode(), without_domain(name).decode()) for name in PASSWORDS]
    template.change(
        *(("INSERT INTO alias (name, target) VALUES (?, ?)", alias) for alias in aliases),
        ("UPDATE account SET quota = ? WHERE name = 'tiny'", [TINY]),
        *(("UPDATE account SET name = ? WHERE name = ?", names) for names in renamed),
    )


def database_of(folder):
    return DATABASE(folder / "mail.db")


# --- running a session ------------------------------------------------------------------------


def pieces(chance, octets):
    """Octets in pieces, so few that a pipe holds them all."""
    ends = {len(octets)}
    for _ in range(chance.choice((0, 0, 3, 20, 100))):
        ends.add(chance.randrange(len(octets) + 1))
    start = 0
    for end in sorted(ends):
        yield octets[start:end]
        start = end


def standard_input(chance, octets):
    """Something to read octets from, with the end of the input behind them: a pipe, or a file."""
    if len(octets) > PIPE_OCTETS // 4:
        reader = os.memfd_create("input")
        with open(reader, "wb", closefd=False) as file:
            file.write(octets)
        os.lseek(reader, 0, os.SEEK_SET)
        return reader
    # Such a pipe keeps its pieces apart, but what does not fit into the reader's buffer is lost.
    has_long_line = any(len(line) > 8000 for line in octets.split(b"\n"))
    reader, writer = os.pipe2(os.O_CLOEXEC | (0 if has_long_line else os.O_DIRECT))
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_OCTETS)
    os.set_blocking(writer, False)
    for piece in pieces(chance, octets):
        if piece:
            assert os.write(writer, piece) == len(piece)
    os.close(writer)
    return reader


def run(folder, options, chance, octets):
    """Runs a session; returns what it has said."""
    program = str(SMTPD if options.program == "smtpd" else POP3D)
    argv = [program, *database_of(folder).options, *OPTIONS, *options.arguments()]
    theirs_in = standard_input(chance, octets)
    ours, theirs_out = os.pipe2(os.O_CLOEXEC)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
    actions = [(os.POSIX_SPAWN_DUP2, fd, n) for n, fd in enumerate((theirs_in, theirs_out, log))]
    pid = os.posix_spawn(program, argv, os.environ, file_actions=actions)
    for fd in (theirs_in, theirs_out, log):
        os.close(fd)
    try:
        said = read_all(ours)
        if said is None:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(ours)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if said is None:
        raise Difference("the session does not end")
    if status != 0:
        raise Difference(f"exit status {status}")
    return said


def read_all(fd):
    """Everything up to the end; None if that does not come."""
    said = []
    while select.select([fd], [], [], SESSION_SECONDS)[0]:
        octets = os.read(fd, 1 << 16)
        if not octets:
            return b"".join(said)
        said.append(octets)
    return None


# --- comparing --------------------------------------------------------------------------------


class Replies:
    """Takes replies off what a session has said."""

    def __init__(self, said, is_smtp):
        self.said = said
        self.position = 0
        self.take = self.smtp if is_smtp else self.pop3

    def line(self):
        end = self.said.find(b"\r\n", self.position)
        line = self.said[self.position : end if end >= 0 else None]
        if end < 0:
            raise Difference(f"no whole line: {line}" if line else "no reply")
        if len(line) > 510 or not re.fullmatch(rb"[ -~]*", line):
            raise Difference(f"not a line that a reply may have: {line}")
        self.position = end + 2
        return line

    def smtp(self, _with_lines):
        """Returns lines, status and code."""
        lines = [self.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.line())
            if lines[-1][:3] != lines[0][:3]:
                raise Difference(f"one reply has {lines[0]} and {lines[-1]}")
        code = re.match(rb"...[ -](\d\.\d+\.\d+) ", lines[0])
        return lines, lines[0][:3], code[1] if code else b""

    def pop3(self, with_lines):
        lines = [self.line()]
        if with_lines and lines[0].startswith(b"+OK"):
            # From the CRLF of the line before on, so that no line at all is found too.
            end = self.said.find(b"\r\n.\r\n", self.position - 2)
            if end < 0:
                raise Difference(f"the lines behind {lines[0]} have no end")
            body = self.said[self.position : end + 2].split(b"\r\n")[:-1]
            lines += [one.removeprefix(b".") for one in body]
            self.position = end + 5
        code = re.match(rb"-ERR (\[[A-Z/-]+\])", lines[0])
        return lines, lines[0].partition(b" ")[0], code[1] if code else b""

    def rest(self):
        return self.said[self.position :]


def compare_replies(model, said):
    replies = Replies(said, model.options.program == "smtpd")
    for number, expected in enumerate(model.expected):
        try:
            lines, status, code = replies.take(expected.lines)
            if (status, code) != (expected.status, expected.code):
                raise Difference(f"{lines[0]}")
            if expected.check and (wrong := expected.check(lines)):
                raise Difference(f"{lines[0]}: {wrong}")
        except Difference as difference:
            wanted = b" ".join((expected.status, expected.code)).decode()
            where = f"reply {number}, to {expected.to[:200]}"
            raise Difference(f"{where}, expected {wanted}: {difference}") from None
    if rest := replies.rest():
        raise Difference(f"more than the model says: {rest[:200]}")


def compare_database(folder, world):
    database = database_of(folder)
    compare_accounts(database, world)
    content = compare_messages(database, world)
    for account in world.accounts.values():
        compare_maildrop(database, account, content)
    if damage := database.damage():
        raise Difference(f"damage: {damage}")


def compare_accounts(database, world):
    found = dict(database.rows("SELECT name, password FROM account"))
    names = {account.name: account.password for account in world.accounts.values()}
    if found.keys() != names.keys():
        raise Difference(f"accounts: {sorted(found)}, and not {sorted(names)}")
    for name, password in names.items():
        kind = "none" if password is None else "locked" if password is LOCKED else "hash"
        there = found[name]
        has = "none" if there is None else "locked" if there[:1] in b"!*" else "hash"
        if kind != has:
            raise Difference(f"password of {name}: {has}, and not {kind}")


def compare_messages(database, world):
    """Returns {id: (octets, reverse path, helo)}; each of them is in somebody's maildrop, and whole."""
    found = {}
    query = "SELECT id, reverse_path, helo, octets FROM message"
    for number, path, helo, octets in database.rows(query):
        parts = database.rows(database.PARTS, number)
        found[number] = (b"".join(data for (data,) in parts), path, helo)
        if len(found[number][0]) != octets:
            raise Difference(f"message {number} has {len(found[number][0])} octets, and not {octets}")
    wanted = {d.message.number for account in world.accounts.values() for d in account.mail}
    if len(found) != len(wanted):
        raise Difference(f"{len(found)} messages, and not {len(wanted)}")
    return found


def compare_maildrop(database, account, content):
    rows = database.rows(
        "SELECT message, seen FROM delivery JOIN account ON account.id = account"
        " WHERE name = ? ORDER BY message",
        account.name.decode(),
    )
    if len(rows) != len(account.mail):
        raise Difference(f"{account.name} has {len(rows)} messages, and not {len(account.mail)}")
    for (number, seen), delivery in zip(rows, account.mail):
        octets, path, helo = content[number]
        message = delivery.message
        envelope = database.text(message.reverse_path), database.text(message.helo)
        if not message.is_whole(octets) or (path, helo) != envelope:
            raise Difference(f"{account.name} has {path} {helo} {octets}, and not {message}")
        if bool(seen) != delivery.seen:
            raise Difference(f"{account.name}: seen is {seen}, and not {delivery.seen}, of {message}")


def check_folder(folder):
    """Nothing but the database and the log is there, and in the log no complaint of the store."""
    log = (folder / "log").read_text(errors="replace")
    for mark in (*SANITIZER_MARKS, "store-fault", "problem="):
        if mark in log:
            raise Difference(f"log: {log}")
    if bad := [line for line in log.splitlines() if not LOG_LINE.fullmatch(line)]:
        raise Difference(f"lines of the log: {bad}")
    known = {"log", *database_of(folder).files}
    if strangers := {path.name for path in folder.iterdir()} - known:
        raise Difference(f"files: {strangers}")


# --- playing ----------------------------------------------------------------------------------


def play(folder, world, sessions):
    """Plays (options, items) on a fresh database; the first difference is raised."""
    (folder / "log").write_bytes(b"")
    database_of(folder).copy(DATABASE(folder.parent / "template.db"))
    for number, (options, items) in enumerate(sessions):
        model = session(world, options)
        for item in items:
            model.feed(item)
        model.end()
        compare_replies(model, run(folder, options, random.Random(number), b"".join(items)))
    compare_database(folder, world)
    check_folder(folder)
