"""Which rows of the reply tables were provoked, and whether the replies were well-formed.

The tables come from the programs' object files, through list_replies.c, and the names of the rows from
two enums: the one that both daemons share, then the daemon's own. Each reply belongs to exactly one row:

- A row with words is recognised by them. If several rows match, the one with the most literal octets
  counts: "+OK Still here" is not "+OK {}".
- A row without words ("+OK {} {}") is recognised by its place: BY_POSITION tells which command it
  answers, with which arguments. A row without words that is not listed there is an error, so no new
  one is overlooked.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from player import TOP

# The programs that list the tables; REPLIES names the directory where the Makefile puts them.
LISTING_PROGRAMS = {"smtpd": "smtp-replies", "pop3d": "pop3-replies"}
DAEMONS = tuple(LISTING_PROGRAMS)

# Rows without words: the command that they answer, the place of the line in the reply, and its form.
BY_POSITION = {
    "smtpd": {
        "REPLY_HELO": (rb"HELO [^ ]+", "only", rb"250 [a-z.]+"),
        "REPLY_EHLO": (rb"EHLO [^ ]+", "first", rb"250-[a-z.]+"),
        "REPLY_KEYWORD": (rb"(EHLO|LHLO) [^ ]+", "further", rb"250[ -][A-Z0-9]+( .*)?"),
        "REPLY_CHALLENGE": (rb"[^ ]+.*", "only", rb"334 [A-Za-z0-9+/=]*"),
    },
    "pop3d": {
        "REPLY_CHALLENGE": (rb"AUTH [^ ]+|[A-Za-z0-9+/]+=*", "only", rb"\+ [A-Za-z0-9+/=]*"),
        "REPLY_STAT": (rb"STAT", "only", rb"\+OK \d+ \d+"),
        "REPLY_LIST_ONE": (rb"LIST \d+", "only", rb"\+OK \d+ \d+( .*)?"),
        "REPLY_UIDL_ONE": (rb"UIDL \d+", "only", rb"\+OK \d+ [!-~]{1,70}"),
    },
}

# POP3 replies with further lines, up to a line with only a dot.
MULTI_LINE = {
    "REPLY_CAPABILITIES",
    "REPLY_MECHANISMS",
    "REPLY_LIST",
    "REPLY_UIDL",
    "REPLY_RETR",
    "REPLY_RETR_MBOX",
    "REPLY_TOP",
}

RESPONSE_CODES = {b"[AUTH]", b"[IN-USE]", b"[SYS/TEMP]", b"[SYS/PERM]", b"[LOGIN-DELAY]", b"[UTF8]"}
REPLY_LINE_MAX = 512


@dataclass
class Row:
    name: str
    status: str
    code: str
    text: str

    @cached_property
    def has_words(self):
        return re.search(r"[A-Za-z]{2}", self.text) is not None

    def literals(self):
        return len(self.text.replace("{}", "").replace("{s}", ""))

    def matches(self, reply):
        """Whether the lines of a reply are this row's; rows with words only."""
        if len(self._patterns) != len(reply.lines):
            return False
        return all(pattern.fullmatch(line) for pattern, line in zip(self._patterns, reply.lines))

    @cached_property
    def _patterns(self):
        """One for each line."""
        start = re.escape(self.status) + "[ -]" + (re.escape(self.code) + " " if self.code else "")
        texts = [re.escape(text) for text in self.text.split("\n")]
        texts = [text.replace(r"\{\}", ".*").replace(r"\{s\}", "s?") for text in texts]
        return [re.compile((start + text).encode()) for text in texts]


@dataclass
class Reply:
    command: bytes | None  # the client's line that this answers, if that is known
    lines: list
    place: str  # only, first, further: of a reply whose lines are rows of their own
    body: list  # the lines between a POP3 reply and its dot
    complete: bool = True  # whether the dot came


def rows(daemon):
    """The reply table of a daemon, in its order."""
    names = [*_names("common/wire/reply.h"), *_names(f"{daemon}/replies.h")]
    table = []
    for name, line in zip(names, _listing(daemon).splitlines(), strict=True):
        index, status, code, text = line.split("\t")
        assert int(index) == len(table)
        table.append(Row(name, status, code, re.sub(r"\\(.)", _unescape, text)))
    return table


def _names(header):
    """The names of rows in a header's enum."""
    text = (TOP / header).read_text()
    return re.findall(r"^\t(REPLY_\w+)(?: = REPLY_COMMON_COUNT)?,", text, flags=re.MULTILINE)


def _unescape(found):
    return "\n" if found.group(1) == "n" else found.group(1)


def _listing(daemon):
    """What list_replies prints; built here if the Makefile has not built it."""
    built = TOP / os.environ.get("REPLIES", "build/tests") / LISTING_PROGRAMS[daemon]
    if built.exists():
        return subprocess.run([built], check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory() as directory:
        program = Path(directory) / "list_replies"
        sources = [Path(__file__).with_name("list_replies.c"), TOP / daemon / "replies.c"]
        compiler = os.environ.get("CC", "cc")
        define = "-D" + daemon.upper()
        subprocess.run([compiler, define, f"-I{TOP}", "-o", program, *sources], check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def smtp_replies(record):
    """The replies of a session, and again each line of a multi-line reply."""
    lines = []
    for command, line in record.lines:
        lines.append(line)
        if line[3:4] == b"-":
            continue
        yield Reply(command, lines, "only", [])
        if len(lines) > 1:
            for i, one in enumerate(lines):
                yield Reply(command, [one], "further" if i else "first", [])
        lines = []


def pop3_replies(record, table):
    """The replies of a session; further lines are the body of their reply."""
    lines = iter(record.lines)
    for command, line in lines:
        reply = Reply(command, [line], "only", [])
        row = row_of(reply, "pop3d", table)
        if row and row.name in MULTI_LINE:
            _take_body(reply, lines)
        yield reply


def _take_body(reply, lines):
    reply.complete = False
    for _, line in lines:
        if line == b".":
            reply.complete = True
            return
        reply.body.append(line)


def replies(record, table):
    return smtp_replies(record) if record.daemon == "smtpd" else pop3_replies(record, table)


def row_of(reply, daemon, table):
    """The row that this reply belongs to, or None."""
    with_words = [row for row in table if row.has_words and row.matches(reply)]
    if with_words:
        return max(with_words, key=Row.literals)
    for row in table:
        rule = None if row.has_words else BY_POSITION[daemon].get(row.name)
        if rule and _is_in_position(reply, *rule):
            return row
    return None


def _is_in_position(reply, command, place, line):
    return (
        reply.command is not None
        and re.fullmatch(command, reply.command.rstrip(b"\r\n"), re.IGNORECASE) is not None
        and reply.place == place
        and len(reply.lines) == 1
        and re.fullmatch(line, reply.lines[0]) is not None
    )


def unprovoked(daemon, table, records):
    """The rows that no reply in the records belongs to, as text."""
    without_rule = [
        row.name for row in table if not row.has_words and row.name not in BY_POSITION[daemon]
    ]
    if without_rule:
        return [f"{name}: has no words, and no rule in BY_POSITION" for name in without_rule]
    seen = set()
    for record in records:
        for reply in replies(record, table):
            row = row_of(reply, daemon, table)
            if row:
                seen.add(row.name)
    return [
        f'{row.name}: {row.status} {row.code} "{row.text}"' for row in table if row.name not in seen
    ]


# The files with the keywords of EHLO and LHLO, and of CAPA.
KEYWORDS = {"smtpd": "smtpd/greeting.c", "pop3d": "pop3d/capa.c"}


def keywords(daemon):
    """The keywords that a daemon can offer: the first word of each row."""
    text = (TOP / KEYWORDS[daemon]).read_text()
    found = re.search(r"struct keyword keywords\[\] = {\n(.*?)\n};", text, re.DOTALL)
    return re.findall(r'^\t{"([A-Z0-9-]+)', found.group(1), re.MULTILINE)


def unprovoked_keywords(daemon, table, records):
    """The keywords that no list in the records has."""
    seen = set()
    for record in records:
        for reply in replies(record, table):
            row = row_of(reply, daemon, table)
            if row and row.name == "REPLY_KEYWORD":
                seen.add(reply.lines[0][4:].split()[0].decode())
            elif row and row.name == "REPLY_CAPABILITIES":
                seen.update(line.split()[0].decode() for line in reply.body)
    return [keyword for keyword in keywords(daemon) if keyword not in seen]


def smtp_faults(record):
    """The errors in the lines of an smtpd session (RFC 5321 section 4.2, RFC 2034)."""
    for command, line in record.lines:
        if len(line) + 2 > REPLY_LINE_MAX:
            yield f"longer than {REPLY_LINE_MAX} octets: {line!r}"
        if not re.fullmatch(rb"[2-5][0-5][0-9][ -][\x20-\x7e]*", line):
            yield f"no reply line: {line!r}"
        enhanced = re.match(rb"...[ -]([245])\.\d{1,3}\.\d{1,3} ", line)
        plain = line[:3] in (b"334", b"354") or _is_greeting(command, line)
        if plain or _answers_hello(command, line):
            if enhanced:
                yield f"an enhanced code where none belongs: {line!r}"
        elif not enhanced or enhanced.group(1) != line[:1]:
            yield f"no enhanced code, or one of another class: {line!r}"


def _is_greeting(command, line):
    """A 220, but not that of STARTTLS."""
    return line[:3] == b"220" and not (command or b"").upper().startswith(b"STARTTLS")


def _answers_hello(command, line):
    """The 250 of HELO, EHLO, LHLO. A pipelined one is known only by its missing enhanced code."""
    if line[:3] != b"250":
        return False
    if command is None:
        return not re.match(rb"250[ -]2\.", line)
    return command[:4].upper() in (b"HELO", b"EHLO", b"LHLO")


def pop3_faults(record, table):
    """The errors in the replies of a pop3d session (RFC 1939 section 3, RFC 2449)."""
    for reply in pop3_replies(record, table):
        line = reply.lines[0]
        if len(line) + 2 > REPLY_LINE_MAX:
            yield f"longer than {REPLY_LINE_MAX} octets: {line!r}"
        if not re.fullmatch(rb"(\+OK|-ERR|\+) [\x20-\x7e]*", line):
            yield f"no status line: {line!r}"
        code = re.match(rb"(?:\+OK|-ERR) (\[[^ ]*)", line)
        if code and code.group(1) not in RESPONSE_CODES:
            yield f"looks like a response code, but is none: {line!r}"
        announced = re.fullmatch(rb"\+OK (\d+) octets?", line)
        if announced and reply.complete:
            octets = sum(len(text) + 2 - _stuffed_dots(text) for text in reply.body)
            if octets != int(announced.group(1)):
                yield f"{octets} octets followed {line!r}"


def _stuffed_dots(text):
    """Also after a bare LF, which some clients take for a line end."""
    return len(re.findall(rb"^\.", text, flags=re.MULTILINE))


def faults(record, table):
    return smtp_faults(record) if record.daemon == "smtpd" else pop3_faults(record, table)
