"""Clients that take nothing for granted: every line must be one of the programs' replies.

A session that breaks off is Closed, wherever it does so; a line that is no reply, or half of one
with something behind it, is an AssertionError.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
REPLIES = Path(os.environ.get("REPLIES", TOP / "build" / "tests"))

WAIT_SECONDS = 60


class Closed(Exception):
    """The other side has closed the connection."""


def reply_lines(program):
    """What a line of a reply must match, made of the tables in the program itself."""
    listing = subprocess.run([REPLIES / program], capture_output=True, check=True, timeout=30)
    patterns = []
    for row in listing.stdout.decode().splitlines():
        _index, status, code, text = row.split("\t", 3)
        for line in text.split("\\n"):
            words = "[^\r\n]*".join(re.escape(part) for part in line.split("{}"))
            code_word = re.escape(code) + " " if code else ""
            patterns.append(f"{re.escape(status)}[ -]{code_word}{words}")
    return re.compile("|".join(patterns).encode())


@dataclass(frozen=True)
class Reply:
    """One reply: its first word, and all of its octets but the lines that follow +OK."""

    status: bytes
    text: bytes
    body: bytes = b""

    @property
    def good(self):
        return self.status[:1] in b"23+"

    @property
    def temporary(self):
        return self.status[:1] == b"4" or b"[SYS/TEMP]" in self.text


class Wire:
    """A connection; program is the reply table that its lines come from."""

    tables = {}

    def __init__(self, connection, program):
        if program not in self.tables:
            self.tables[program] = reply_lines(program)
        self.table = self.tables[program]
        self.connection = connection
        self.connection.settimeout(WAIT_SECONDS)
        self.input = b""
        self.heard = []  # everything, for the message of a failed test

    def fill(self):
        try:
            octets = self.connection.recv(1 << 18)
        except ConnectionResetError:
            octets = b""
        if not octets:
            raise Closed
        self.input += octets

    def line(self):
        """The next line without its CRLF."""
        while (end := self.input.find(b"\n")) < 0:
            self.fill()
        line, self.input = self.input[: end + 1], self.input[end + 1 :]
        self.heard.append(line[:100])
        assert line.endswith(b"\r\n"), f"a bare LF: {self.heard}"
        return line[:-2]

    def reply_line(self):
        line = self.line()
        assert self.table.fullmatch(line), f"no reply of ours: {self.heard}"
        return line

    def send(self, octets):
        """Sends what the other side will take; replies may be there even if it takes no more."""
        try:
            self.connection.sendall(octets)
        except (BrokenPipeError, ConnectionResetError):
            pass


class Smtp(Wire):
    def __init__(self, connection):
        super().__init__(connection, "smtp-replies")

    def reply(self):
        lines = [self.reply_line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.reply_line())
            assert lines[-1][:3] == lines[0][:3], f"two replies in one: {self.heard}"
        return Reply(lines[0][:3], b"\n".join(lines))

    def command(self, octets):
        self.send(octets + b"\r\n")
        return self.reply()


class Pop3(Wire):
    def __init__(self, connection):
        super().__init__(connection, "pop3-replies")

    def body(self):
        """The further lines of a reply, with their CRLFs and without the dots in front."""
        while not (self.input.startswith(b".\r\n") or b"\r\n.\r\n" in self.input):
            self.fill()
        if self.input.startswith(b".\r\n"):
            body, self.input = b"", self.input[3:]
        else:
            body, _, self.input = self.input.partition(b"\r\n.\r\n")
            body += b"\r\n"
        assert not re.search(rb"(?:\A|\r\n)\.(?!\.)", body), f"a dot by itself: {self.heard}"
        return re.sub(rb"(\A|\n)\.", rb"\1", body)

    def reply(self, with_body=False):
        line = self.reply_line()
        status = line.split(b" ")[0]
        return Reply(status, line, self.body() if with_body and status == b"+OK" else b"")

    def command(self, octets, with_body=False):
        self.send(octets + b"\r\n")
        return self.reply(with_body)
