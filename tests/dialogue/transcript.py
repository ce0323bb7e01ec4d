"""The language of the transcripts (*.t): lines of UTF-8 text, read from top to bottom.

    # A comment; empty lines mean nothing.

The folder of a transcript is its subject, the name says what it tests. A name that begins with the id
of a case (cases.py; two digits: S02-end-of-data.t) is a test of that case, one that begins with field-
and an id a test of that report (../field.py).

Fragments are lines that several places share. fragments.t defines those that all transcripts may use;
a transcript can define more at its beginning, for itself. Every fragment must be used somewhere, and
none may use itself.

    fragment: NAME [PARAMETERS] the lines below, up to an empty line, are the fragment; each parameter
                                is $name, or $name=default, with " | " between two
    use: NAME [ARGUMENTS]       the fragment's lines stand here, with each argument, " | " between two,
                                where its $name is; "; " separates several fragments in one line

Before the first session:

    modes: whole bytes random   how it is played (this is the default), see player.py
    modes: step                 the other way: once, a line at a time, the input left open
    again: NAME                 the transcript NAME of the same folder once more, with C lines that end
                                in a bare LF

Set-up and checks, before, between and after sessions, all on one database (engine.py), in a new
directory. The first session finds a database made by "smtpd --create", unless there is one already.

    database: none              the next session finds no database
    account: NAME [PASSWORD]    creates an account, by the terminal dialect of smtpd
    deliver: SENDER NAME...     delivers the message in the '|' lines below, by smtpd; SENDER <> is
                                the null reverse-path
    file: NAME                  writes the '|' lines below, each with \\n after it, into a file
    program: NAME               the same, with a file that can be executed
    lines: NAME                 compares a file with the '|' lines below, which are patterns; without
                                any, it must be empty or missing
    sql: STATEMENT              changes the database; '|' lines below continue the statement
    refused: STATEMENT          the database refuses this; the '|' line below is its message
    rows: SELECT ...            compares a result with the '|' lines below, one for each row, with
                                " | " between columns; no lines: no rows

The first '|' line may stand on the line that it belongs to, after two spaces:

    rows: SELECT count(*) FROM message  | 0

In the folder sqlite only, whose transcripts are about SQLite and its files (mail.db):

    truncate: NAME OCTETS       cuts a file short
    schema: VERSION             creates the database as that version of its schema had it

For the next session only:

    on: unix | inet             one socket as standard input and output, instead of two pipes
    on: listener                a listening socket, where another client has a session during the whole
                                session; SIGTERM ends the listener after it
    env: NAME=VALUE             an environment variable
    hold: writer                another process holds the writer lock during the whole session
    hold: maildrop NAME         the same with the lock of NAME's maildrop
    hold: hashing               the same with all hash slots
    options: none               the player adds no options but -c and -d (see player.py)
    stderr-to: closed | socket  where standard error leads, instead of to a pipe
    prints: settings            what comes is no dialogue, and its lines end in LF
    through: ucspi-tls          a UCSPI-TLS super-server starts the program, see ../ucspitls.py, but
                                passes everything on without encryption

    run: smtpd [ARGUMENT...]    starts a session; shell quoting; {dir} is the test's directory,
                                {again} the command line of the program, with the player's options
                                and without these arguments

In a session:

    C: text                     the client sends the text and CRLF
    L: text                     the client sends the text and a bare LF
    R: text                     the client sends the octets, and no line end; in them \\r \\n \\t
                                \\0 \\xNN \\\\ are octets, \\{3*abc} is abcabcabc
    S: pattern                  the server sends a line that matches, and CRLF
    S*: pattern                 any number of lines that match, up to one that matches the next S
    C: text  S: pattern         a C line and the S line after it; L and R likewise. Two spaces and
                                "S: " never stand in what a client sends
    each: pattern               the client sends each '|' line below and CRLF; each is answered by a
                                line that matches
    exit: N                     the exit status (else 0), or the name of a signal: exit: KILL
    stderr: pattern             a line on standard error; without any, it must be empty
    writes: N                   the number of write() calls for the output; on a socket they are
                                visible only while the client waits for each reply

In a session of "modes: step" also:

    wait: SECONDS               nothing comes from the server for this time
    close                       the client ends its input; else the server has to end the session
    signal: TERM                the server gets a signal
    meanwhile COMMAND: ...      a command of set-up and checks, while the session goes on; and
    meanwhile held: LOCK        the lock (as in hold) is held
    meanwhile free: LOCK        the lock is not held

The sum of the S lines is the whole output, in this order. Patterns are literal, apart from

    {*}         any text: what the transcript leaves open, but the same in every mode
    {any}       any text, which may differ from mode to mode
    {d} {hex}   a decimal or hexadecimal number
    {id}        one or more octets from 0x21 to 0x7E
    {date}      a date as in header fields (RFC 5322 section 3.3)
    {ctime}     a date as in the From lines of mbox files (RFC 4155)
    {NAME=KIND} one of the kinds above, whose value gets a name
    {=NAME}     that value again, in the same session or a later one
    {!TEXT}     nothing, where TEXT does not follow
    {!=NAME}    nothing, where that value, up to a space or the end, does not follow
    {s}         a space, where it would stand at the end of the line
    {xNN}       an octet
    {3*abc}     abcabcabc
    {{ }}       a brace
"""

import functools
import re
import shlex
import signal
from dataclasses import dataclass, field
from pathlib import Path

import fragments
from fragments import FormatError

PLAY_MODES = ("whole", "bytes", "random")

WEEKDAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
CLOCK = rb"\d\d:\d\d:\d\d"
KINDS = {
    "*": rb".*",
    "any": rb".*",
    "d": rb"[0-9]+",
    "hex": rb"[0-9a-fA-F]+",
    "id": rb"[\x21-\x7e]+",
    "date": WEEKDAY + rb", \d\d? " + MONTH + rb" \d{4} " + CLOCK + rb" [+-]\d{4}",
    "ctime": WEEKDAY + rb" " + MONTH + rb" [ \d]\d " + CLOCK + rb" \d{4}",
}
SAME_IN_EVERY_MODE = "*"

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|\{(\d+)\*([^}]*)\}|([rnt0\\]))")
SIMPLE_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}


class Pattern:
    """What one line of the server must look like."""

    def __init__(self, text):
        self.text = text
        self.parts = list(self._parse(text))

    @staticmethod
    def _parse(text):
        """Yields (what, value): literal and not with octets, kind with (kind, name), value and
        not-value with a name."""
        position = 0
        for found in PLACEHOLDER.finditer(text):
            yield "literal", text[position : found.start()].encode()
            position = found.end()
            yield Pattern._placeholder(found.group(0), found.group(1))
        yield "literal", text[position:].encode()

    @staticmethod
    def _placeholder(whole, inside):
        if whole in ("{{", "}}"):
            return "literal", whole[:1].encode()
        if inside == "s":
            return "literal", b" "
        if re.fullmatch(r"x[0-9A-Fa-f]{2}", inside):
            return "literal", bytes.fromhex(inside[1:])
        if repeated := re.fullmatch(r"(\d+)\*(.*)", inside):
            return "literal", repeated.group(2).encode() * int(repeated.group(1))
        if inside.startswith("!="):
            return "not-value", inside[2:]
        if inside.startswith("!"):
            return "not", inside[1:].encode()
        if inside.startswith("="):
            return "value", inside[1:]
        name, separator, kind = inside.rpartition("=")
        if kind not in KINDS or (separator and not name.isidentifier()):
            raise FormatError(f"{{{inside}}} is no placeholder")
        return "kind", (kind, name)

    def match(self, line, values):
        """Returns the line, or None if it differs; what varies is replaced. Adds named values to values."""
        expression = b""
        names = []
        for what, value in self.parts:
            if what == "literal":
                expression += b"(" + re.escape(value) + b")"
                names.append((None, None))
            elif what == "not":
                expression += b"(?!" + re.escape(value) + b")"
            elif what == "not-value":
                expression += b"(?!" + re.escape(values[value]) + b"(?![!-~]))"
            elif what == "value":
                expression += b"(" + re.escape(values[value]) + b")"
                names.append(("=" + value, None))
            else:
                kind, name = value
                expression += b"(" + KINDS[kind] + b")"
                names.append((None if kind == SAME_IN_EVERY_MODE else kind, name))
        found = re.fullmatch(expression, line, re.DOTALL)
        if not found:
            return None
        masked = b""
        for (mask, name), octets in zip(names, found.groups()):
            masked += b"{" + mask.encode() + b"}" if mask else octets
            if name:
                values[name] = octets
        return masked


def unescape(text):
    """The octets of an R line."""
    octets = b""
    position = 0
    for found in ESCAPE.finditer(text):
        octets += text[position : found.start()].encode()
        position = found.end()
        hexadecimal, count, repeated, simple = found.groups()
        if hexadecimal:
            octets += bytes.fromhex(hexadecimal)
        elif count:
            octets += unescape(repeated) * int(count)
        else:
            octets += SIMPLE_ESCAPES[simple]
    return octets + text[position:].encode()


@dataclass
class Command:
    """A line of set-up or check; lines are the '|' lines that belong to it."""

    where: str  # file and line, for messages
    name: str
    argument: str
    lines: list = field(default_factory=list)

    def take(self, _where, line):
        self.lines.append(line)

    def patterns(self):
        return [Pattern(line) for line in self.lines]


@dataclass
class Send:
    where: str
    octets: bytes


@dataclass
class Expect:
    where: str
    pattern: Pattern
    repeated: bool
    command: bytes | None = None  # the client's line that this answers, if that is known


@dataclass
class Pause:
    where: str
    seconds: float


@dataclass
class Close:
    where: str


@dataclass
class Signal:
    where: str
    number: int


@dataclass
class Meanwhile:
    where: str
    command: Command


@dataclass
class Session:
    where: str
    daemon: str
    arguments: list
    on: str = "pipe"
    environment: dict = field(default_factory=dict)
    holds: list = field(default_factory=list)
    options: bool = True
    stderr_to: str = "pipe"
    through: str | None = None
    dialogue: bool = True
    steps: list = field(default_factory=list)
    exit: int = 0
    stderr: list = field(default_factory=list)
    writes: int | None = None


@dataclass
class Transcript:
    path: Path
    modes: tuple
    parts: list  # of Command and Session
    used: list  # the names of its fragments, one for each use


SET_UP = (
    "account",
    "deliver",
    "file",
    "program",
    "lines",
    "truncate",
    "database",
    "schema",
    "sql",
    "refused",
    "rows",
)
SQLITE_ONLY = ("truncate", "schema")
BEFORE_RUN = ("on", "env", "hold", "options", "stderr-to", "prints", "through")
SENT = ("C", "L", "R")
IN_SESSION = (*SENT, "S", "S*", "each", "exit", "stderr", "writes")
IN_STEPS = ("wait", "close", "signal")
MEANWHILE = SET_UP + ("held", "free")
LINE_BESIDE, REPLY_BESIDE = "  | ", "  S: "
LINE = re.compile(r"(meanwhile )?([A-Za-z*-]+)(?:: ?(.*)|$)")


def commands(transcript):
    """All lines of set-up and check, also those during a session."""
    for part in transcript.parts:
        if isinstance(part, Command):
            yield part
        else:
            yield from (step.command for step in part.steps if isinstance(step, Meanwhile))


class Parser:
    """Reads one transcript. Each of its methods takes one kind of line."""

    def __init__(self, path):
        self.path = path
        self.modes = PLAY_MODES
        self.parts = []
        self.coming = {}  # fields of the next session
        self.session = None
        self.line_end = b"\r\n"  # of C lines
        self.takes_lines = None  # what '|' lines are passed to, with their place
        self.used = []  # fragments

    def parse(self):
        self._lines_of(self.path)
        if self.coming:
            raise FormatError(f"{self.path.name}: {sorted(self.coming)} without a session after it")
        for part in self.parts:
            if isinstance(part, Session):
                _name_commands(part.steps)
        return Transcript(self.path, self.modes, self.parts, self.used)

    def _lines_of(self, path):
        lines, used = fragments.read(path)
        self.used += used
        for line in lines:
            try:
                self._line(line.where, line.text)
            except (FormatError, ValueError, KeyError, OSError) as error:
                raise FormatError(f"{line.where}: {line.text!r}: {error}") from error

    def _line(self, where, line):
        if line.startswith("#"):
            return
        if line.startswith("|"):
            self._continuation(where, line)
            return
        found = LINE.fullmatch(line)
        if not found:
            raise FormatError("neither 'word: ...' nor '| ...'")
        meanwhile, word, argument = found.groups()
        argument = argument or ""
        self.takes_lines = None
        if meanwhile:
            self._meanwhile(where, word, argument)
        elif word == "modes":
            self._modes(argument)
        elif word == "again":
            self._again(argument)
        elif word in SET_UP:
            self._set_up(where, word, argument)
        elif word in BEFORE_RUN:
            self._before_run(word, argument)
        elif word == "run":
            self._run(where, argument)
        elif word in IN_SESSION or (word in IN_STEPS and self.modes == ("step",)):
            self._in_session(where, word, argument)
        else:
            raise FormatError("unknown, or not in these modes")

    def _continuation(self, where, line):
        if self.takes_lines is None:
            raise FormatError("belongs to no line above")
        self.takes_lines(where, line[2:])

    def _meanwhile(self, where, word, argument):
        if self.session is None or self.modes != ("step",) or word not in MEANWHILE:
            raise FormatError("cannot be done meanwhile")
        self.session.steps.append(Meanwhile(where, self._command(where, word, argument)))

    def _again(self, name):
        if self.line_end == b"\n":
            raise FormatError("that is itself one that is played again")
        self.line_end = b"\n"
        self._lines_of(self.path.with_name(f"{name}.t"))

    def _modes(self, argument):
        modes = tuple(argument.split())
        if modes != ("step",) and not (modes and set(modes) <= set(PLAY_MODES)):
            raise FormatError("no such modes")
        self.modes = modes

    def _set_up(self, where, word, argument):
        self.session = None
        self.parts.append(self._command(where, word, argument))

    def _command(self, where, word, argument):
        argument, *lines = argument.split(LINE_BESIDE, 1)
        command = Command(where, word, argument, lines)
        self.takes_lines = command.take
        return command

    def _before_run(self, word, argument):
        self.session = None
        if word == "env":
            name, _, value = argument.partition("=")
            self.coming.setdefault("environment", {})[name] = value
        elif word == "hold":
            self.coming.setdefault("holds", []).append(argument)
        elif word == "on" and argument in ("unix", "inet", "listener"):
            self.coming["on"] = argument
        elif word == "options" and argument == "none":
            self.coming["options"] = False
        elif word == "through" and argument == "ucspi-tls":
            self.coming["through"] = argument
        elif word == "stderr-to" and argument in ("closed", "socket"):
            self.coming["stderr_to"] = argument
        elif word == "prints" and argument == "settings":
            self.coming["dialogue"] = False
        else:
            raise FormatError("no such choice")

    def _run(self, where, argument):
        daemon, *arguments = shlex.split(argument)
        if daemon not in ("smtpd", "pop3d"):
            raise FormatError("neither smtpd nor pop3d")
        self.session = Session(where, daemon, arguments, **self.coming)
        self.coming = {}
        self.parts.append(self.session)

    def _in_session(self, where, word, argument):
        if self.session is None:
            raise FormatError("there is no session here")
        session = self.session
        if word in SENT:
            self._send(where, word, *argument.split(REPLY_BESIDE, 1))
        elif word in ("S", "S*"):
            session.steps.append(Expect(where, Pattern(argument), word == "S*"))
        elif word == "each":
            self.takes_lines = functools.partial(self._exchange, argument)
        elif word == "wait":
            session.steps.append(Pause(where, float(argument)))
        elif word == "close":
            session.steps.append(Close(where))
        elif word == "signal":
            session.steps.append(Signal(where, _signal_number(argument)))
        elif word == "exit":
            session.exit = int(argument) if argument.isdecimal() else -_signal_number(argument)
        elif word == "stderr":
            session.stderr.append(Pattern(argument))
        else:
            session.writes = int(argument)

    def _send(self, where, word, text, reply=None):
        if word == "R":
            octets = unescape(text)
        else:
            octets = text.encode() + (self.line_end if word == "C" else b"\n")
        self.session.steps.append(Send(where, octets))
        if reply is not None:
            self._in_session(where, "S", reply)

    def _exchange(self, pattern, where, command):
        """A command, and the line that the server answers."""
        self._send(where, "C", command, pattern)


def _signal_number(name):
    return int(signal.Signals[f"SIG{name}"])


def _name_commands(steps):
    """Gives each Expect the line that it answers, if only one was sent since the last reply."""
    sent = []
    answered = True
    for step in steps:
        if isinstance(step, Send):
            if answered:
                sent = []
            sent.append(step.octets)
            answered = False
        elif isinstance(step, Expect):
            answered = True
            if len(sent) == 1:
                step.command = sent[0]


def load(path):
    """Reads the transcript at path, a Path."""
    return Parser(path).parse()
