"""What a session says and leaves behind, told from the manual and the RFCs.

A model of a session takes the octets that the peer sends, in pieces of any size, and lists the
replies that must come, as Expected. It works on a World: the accounts and their mail, which all
sessions of a group share. The replies' words are not its business, but for what stands in them.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from messages import TRACE
from stored import normalised, top

HOSTNAME = b"mail.example"
DOMAINS = (b"mail.example", b"localhost")

MAX_MESSAGE = 2048  # max_message_size of all sessions
MAX_RECIPIENTS = 100  # and max_recipients
SPARED_RECIPIENTS = 100  # RCPT commands of a transaction that end no session
WRONG_PASSWORDS = 5
# A line without an end in so many octets is dropped to its proper end, a shorter one to its LF.
LONGEST_LINE = 16384
AUTH_LINE = 12288
LONGEST_PASSWORD = 511  # of crypt(5)
LONGEST_LOGIN = 511
LONGEST_NAME = 64  # without its domain
LONGEST_DOMAIN = 255
LONGEST_HELO = 255
LONGEST_LOCAL_PART = 512  # with its backslashes, without the quotes around it
RECEIVED = 100  # fields: the mail is in a loop

BARE_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
AMBIGUOUS = object()  # what a login means that several accounts have with a domain
LOCKED = object()  # the password of an account that nobody can enter


def header_of(stored):
    return b"" if stored.startswith(b"\r\n") else stored.partition(b"\r\n\r\n")[0]


@dataclass
class Message:
    """number tells messages apart; submitted: by somebody who had signed in."""

    number: int
    reverse_path: bytes
    helo: bytes
    content: bytes  # behind what the server puts in front
    submitted: bool
    octets: int | None = None  # with that, as soon as anybody has said it

    def is_whole(self, octets):
        """Whether octets are the message with the fields that go in front."""
        return self.front(octets) is not None

    def front(self, octets):
        """Those fields, as they stand at the beginning of octets; None if they do not."""
        trace = TRACE.match(octets)
        if not trace or trace["sender"] != self.reverse_path or not octets.endswith(self.content):
            return None
        fields = octets[trace.end() : len(octets) - len(self.content)]
        names = [line.partition(b":")[0] for line in fields.splitlines()]
        return octets[: len(octets) - len(self.content)] if names == self.added() else None

    def added(self):
        """The names of the fields that a message from an account gets where it has none."""
        if not self.submitted:
            return []
        header = header_of(self.content)
        names = [b"From", b"Date", b"Message-ID"]
        if not self.reverse_path:
            names.remove(b"From")
        return [n for n in names if not re.search(rb"(?im)^" + n + rb"[ \t]*:", header)]


@dataclass
class Delivery:
    message: Message
    seen: bool = False
    uidl: bytes | None = None


@dataclass
class Account:
    name: bytes  # in the letter case that it was created with
    password: object = None  # octets, LOCKED, or None where there is none
    full_with: int | None = None  # the maildrop's quota in octets
    mail: list = field(default_factory=list)


class World:
    """The database."""

    def __init__(self):
        self.accounts = {}
        self.aliases = {}
        self.messages = 0
        self.create(b"postmaster", LOCKED)

    def create(self, name, password=None):
        self.accounts[name.lower()] = Account(name, password)
        return self.find(name)

    def find(self, name):
        return self.accounts.get(name.lower())

    def login(self, text):
        """The account that a login means; AMBIGUOUS if there are several."""
        name, bare = names_of_login(text)
        own = self.find(name)
        if own or b"@" in name:
            return own or self.find(bare)
        found = [one for key, one in self.accounts.items() if key.startswith(name.lower() + b"@")]
        return AMBIGUOUS if len(found) > 1 else (found or [None])[0]

    def reach(self, name, seen):
        """Everything that an alias leads to."""
        for target in self.aliases.get(name.lower(), ()):
            if target not in seen:
                seen.add(target)
                self.reach(target, seen)
        return seen

    def follow(self, name):
        """The accounts that get the mail of one name."""
        own = self.find(name)
        targets = self.reach(name, set())
        led = [self.find(t) for t in targets if t not in self.aliases and self.find(t)]
        return led or ([own] if own else [])

    def recipients(self, local, domain):
        """The accounts that get mail for an address: those of the first name that has any."""
        if not domain:  # local is the name of an account
            return self.follow(local)
        names = self.names(local, domain)
        if local.partition(b"+")[0].lower() in (b"postmaster", b"abuse"):
            names += [b"postmaster@" + domain, b"postmaster"]
        for name in (*names, b"*@" + domain, b"*"):
            if found := self.follow(name):
                return found
        return []

    @staticmethod
    def names(local, domain):
        """The names of an address: first with the domain, and the whole local part before the untagged."""
        base = local.partition(b"+")[0]
        if base.lower() in (b"postmaster", b"*"):
            return []
        locals = [one for one in dict.fromkeys((local, base)) if one]
        return [*(one + b"@" + domain for one in locals), *(one for one in locals if b"@" not in one)]

    def is_own(self, account, local, domain):
        """Whether an account may send as an address: its mail reaches the account alone."""
        for name in self.names(local, domain):
            if name.lower() == account.name.lower():
                return True
            if found := self.follow(name):
                return found == [account]
        return False

    def deliver(self, accounts, reverse_path, helo, octets, submitted):
        self.messages += 1
        message = Message(self.messages, reverse_path, helo, normalised(octets), submitted)
        for account in accounts:
            account.mail.append(Delivery(message))


@dataclass(frozen=True)
class Options:
    """Of one session."""

    program: str  # smtpd, pop3d
    interactive: bool = True
    plaintext: bool = True
    inbound: bool = True
    tls_required: bool = False
    lmtp: bool = False
    max_errors: int = 20

    def arguments(self):
        settings = {
            "interactive": "local" if self.interactive else "none",
            "plaintext_auth": "local" if self.plaintext else "none",
            "inbound": "yes" if self.inbound else "no",
            "tls_required": "yes" if self.tls_required else "no",
            "max_errors": self.max_errors,
        }
        changed = [f"{key}={value}" for key, value in settings.items()]
        return [*(word for one in changed for word in ("-o", one)), *(["-l"] if self.lmtp else [])]


@dataclass(frozen=True)
class Expected:
    """A reply: its first word, its code, and what else is to be seen in it.

    check(reply) returns what is wrong with the lines of a reply that has several, or with its text;
    to is the line that was answered.
    """

    status: bytes
    code: bytes = b""
    lines: bool = False  # POP3: lines follow
    check: object = None
    to: bytes = b""


def decode(text):
    """What base64 stands for; None if it is none."""
    form = rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
    if not re.fullmatch(form, text):
        return None
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return None


def is_clean(text):
    return not re.search(rb"[\0\r\n]", text)


def names_of_login(login):
    """The name as it was given, and without one of our domains; b"" if it is too long or has another one."""
    local, at, domain = login.rpartition(b"@")
    if len(local if at else login) > LONGEST_NAME or len(domain if at else b"") > LONGEST_DOMAIN:
        return b"", b""
    bare, at, domain = login.partition(b"@")
    return login, bare if not at or domain.lower() in DOMAINS else b""


def name_of_login(login):
    """Under which mistakes with a login count that means no account."""
    name, bare = names_of_login(login)
    return bare or name


class Session:
    """What both kinds of session have in common."""

    greeting = None

    def __init__(self, world, options):
        self.world = world
        self.options = options
        self.interactive = options.interactive and not options.lmtp
        self.needs_tls = options.tls_required and not options.lmtp
        self.may_sign_in = options.plaintext and not options.lmtp and not self.needs_tls
        self.input = b""
        self.skipping = False
        self.answering = b""
        self.closed = False
        self.errors = 0
        self.wrong = 0
        self.mistakes = {}  # words that were wrong, and in which ways since they last counted
        self.expected = [self.greeting]

    def feed(self, octets):
        self.input += octets
        while not self.closed and self.step():
            pass

    def end(self):
        """No more input comes."""
        self.closed = True

    def reply(self, status, code=b"", **more):
        self.expected.append(Expected(status, code, to=self.answering, **more))

    def error(self, status, code=b""):
        """A mistake in the protocol."""
        self.reply(status, code)
        self.errors += 1
        if self.errors >= self.options.max_errors and not self.spares():
            self.too_many_errors()
            self.closed = True

    def spares(self):
        """Whether the line that is being answered ends no session."""
        return False

    def step(self):
        """Takes one line off the input; False if there is none."""
        if self.skipping:
            return self.skip()
        end = self.input.find(b"\n", 0, LONGEST_LINE)
        if end < 0:
            self.skipping = len(self.input) >= LONGEST_LINE
            return self.skipping
        line, self.input = self.input[:end], self.input[end + 1 :]
        bare_lf = not line.endswith(b"\r")
        line = line if bare_lf else line[:-1]
        is_bad = (bare_lf and not self.interactive) or not is_clean(line)
        self.answering = line
        self.line(line, bare_lf, is_bad)
        return True

    def skip(self):
        end = re.search(rb"\n" if self.interactive else rb"\r\n", self.input)
        if not end:
            return False
        self.input = self.input[end.end() :]
        self.skipping = False
        self.skipped_line()
        return True

    # --- signing in -----------------------------------------------------------------------

    def told(self, attempts):
        """What a refused sign-in ends with: people at a terminal are told how many attempts are left."""
        return b"%d" % attempts if self.interactive else b"password"

    def sasl_begin(self, argument):
        """AUTH's argument. Returns a login and a password, or what sasl_respond() returns."""
        mechanism, initial = re.fullmatch(rb"[ \t]*([^ \t]*)[ \t]*(.*)", argument, re.DOTALL).groups()
        self.login = None
        self.mechanism = mechanism.upper()
        initial = initial.rstrip(b" \t")
        if self.mechanism not in (b"PLAIN", b"LOGIN"):
            return "mechanism"
        if not initial:
            return "continue"
        return self.sasl_take(b"" if initial == b"=" else initial)

    def sasl_respond(self, response):
        response = response.rstrip(b" \t")
        return "cancelled" if response == b"*" else self.sasl_take(response)

    def sasl_take(self, response):
        message = decode(response)
        if message is None:
            return "base64"
        if self.mechanism == b"PLAIN":
            return self.sasl_plain(message)
        if not is_clean(message):
            return "message"
        if self.login is not None:
            return self.login, message, b""
        if len(message) > LONGEST_LOGIN:
            return "message"
        self.login = message
        return "continue"

    def sasl_plain(self, message):
        """RFC 4616"""
        parts = message.split(b"\0")
        if len(parts) != 3 or not parts[1] or not all(map(is_clean, parts)):
            return "message"
        authzid, login, password = parts
        if len(login) > LONGEST_LOGIN:
            return "message"
        if authzid.lower() == login.lower():
            return login, password, b""
        names = [name_of_login(one).lower() for one in (authzid, login)]
        if authzid and (not names[0] or names[0] != names[1]):
            return login, None, b""  # nobody acts for somebody else
        return login, password, authzid

    def sasl_account(self, login, password, authzid):
        """The account that is signed in to; None if there is none, which has been replied then."""
        account = self.sign_in(login, password)
        if not account:
            self.wrong_password(login, password, self.mechanism)
        elif authzid and self.world.login(authzid) is not account:
            self.count_wrong()
            return None
        return account

    def sign_in(self, login, password):
        """The account, if this is its password."""
        account = self.world.login(login)
        if account in (None, AMBIGUOUS) or password is None:
            return None
        return account if account.password == password else None

    def sign_in_or_up(self, login, password):
        """The same for a person, who can also create an account or give it its first password."""
        account = self.world.login(login) or self.world.create(names_of_login(login)[1])
        if account is not AMBIGUOUS and account.password is None:
            account.password = password
        return self.sign_in(login, password)

    def is_same_attempt(self, login, password, way, may_create):
        """Whether these words were wrong, but never in this way since they counted; and notes it."""
        account = self.world.login(login)
        has_account = account not in (None, AMBIGUOUS)
        name = account.name if has_account else name_of_login(login)
        words = (name.lower(), has_account and account.password, password and password[:512])
        ways = self.mistakes.setdefault(words, set())
        is_same = password is not None and bool(ways) and way not in ways
        is_same = is_same and (has_account or not may_create)
        self.mistakes[words] = ways | {way} if is_same else {way}
        return is_same

    def wrong_password(self, login, password, way, may_create=False):
        if self.is_same_attempt(login, password, way, may_create):
            self.attempts_left(WRONG_PASSWORDS - self.wrong)
        else:
            self.count_wrong()

    def count_wrong(self):
        self.wrong += 1
        if self.wrong == WRONG_PASSWORDS:
            self.too_many_passwords()
            self.closed = True
        else:
            self.attempts_left(WRONG_PASSWORDS - self.wrong)


# --- SMTP and LMTP ----------------------------------------------------------------------------

ATEXT = rb"A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-"
DOT_STRING = rb"[%s]+(?:\.[%s]+)*" % (ATEXT, ATEXT)
DOTS_ANYWHERE = rb"[.%s]+" % ATEXT  # accepted, and written as a Quoted-string
QUOTED = rb'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"'
LABELS = rb"[A-Za-z0-9_\x80-\xff-]+(?:\.[A-Za-z0-9_\x80-\xff-]+)*"
LITERAL = rb"\[[!-Z^-~]+\]"
MAILBOX = re.compile(
    rb"(?P<route>@(?:%s|%s)(?:,@(?:%s|%s))*:)?(?P<local>%s|%s)(?:@(?P<domain>%s|%s))?"
    % (LABELS, LITERAL, LABELS, LITERAL, DOTS_ANYWHERE, QUOTED, LABELS, LITERAL)
)
SELF = re.compile(rb"(?i)@ME")


@dataclass
class Path:
    kind: str  # null, self, bare, mailbox
    local: bytes = b""
    domain: bytes = b""
    ascii: bool = True

    @property
    def is_ours(self):
        return self.kind == "bare" or (self.kind == "mailbox" and self.domain.lower() in DOMAINS)

    def text(self):
        """As it stands between angle brackets, with the domain that was left out."""
        if self.kind == "null":
            return b""
        local = self.local
        if not re.fullmatch(DOT_STRING, local):
            local = b'"' + re.sub(rb'(["\\])', rb"\\\1", local) + b'"'
        return local + b"@" + (self.domain or DOMAINS[0])


def parse_path(text):
    """The path at the beginning, and what follows it; None if there is no path."""
    text = text.lstrip(b" \t")
    brackets = text.startswith(b"<")
    start = 1 if brackets else 0
    if brackets and text.startswith(b">", 1):
        path, end = Path("null"), 1
    elif found := SELF.match(text, start):
        after = text[found.end() : found.end() + 1]
        if after not in (b"", b">", b" ", b"\t"):
            return parse_mailbox(text, start, brackets)
        path, end = Path("self"), found.end()
    else:
        return parse_mailbox(text, start, brackets)
    return behind_path(path, text, end, brackets)


def parse_mailbox(text, start, brackets):
    found = MAILBOX.match(text, start)
    if not found:
        return None
    local = found["local"]
    is_quoted = local.startswith(b'"')
    if len(local) - 2 * is_quoted > LONGEST_LOCAL_PART:
        return None
    if is_quoted:
        local = re.sub(rb"\\(.)", rb"\1", local[1:-1], flags=re.DOTALL)
    domain = found["domain"] or b""
    if len(domain) > 255:
        return None
    route = found["route"] or b""
    if any(len(hop) > 256 for hop in route.rstrip(b":").split(b",")):
        return None
    try:
        for part in (local, domain, route):
            part.decode()
    except UnicodeDecodeError:
        return None
    is_ascii = (local + domain + route).isascii()
    path = Path("mailbox" if found["domain"] else "bare", local, domain, is_ascii)
    return behind_path(path, text, found.end(), brackets)


def behind_path(path, text, end, brackets):
    if brackets:
        if text[end : end + 1] != b">":
            return None
        end += 1
    if text[end : end + 1] not in (b"", b" ", b"\t"):
        return None
    return path, text[end:]


XTEXT = re.compile(rb"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")


def parse_parameters(text):
    """MAIL's parameters as a dict, or the code of the reply to the first that is wrong."""
    found = {}
    for word in filter(None, re.split(rb"[ \t]+", text)):
        keyword, equals, value = word.partition(b"=")
        keyword = keyword.upper()
        if keyword not in (b"SIZE", b"BODY", b"AUTH", b"SMTPUTF8"):
            return b"555"
        good = {
            b"SIZE": equals and re.fullmatch(rb"[0-9]+", value),
            b"BODY": equals and value.upper() in (b"7BIT", b"8BITMIME"),
            b"AUTH": equals and XTEXT.fullmatch(value),
            b"SMTPUTF8": not equals,
        }[keyword]
        if not good or keyword in found:
            return b"501"
        found[keyword] = value
    return found


@dataclass
class Transaction:
    reverse_path: bytes
    smtputf8: bool
    size: int
    recipients: list = field(default_factory=list)  # accounts, each one once
    commands: int = 0  # RCPT
    accepted: int = 0  # RCPT commands
    refused: int = 0  # likewise
    chunks: bytes | None = None


EXTENSIONS = {
    *(b"PIPELINING", b"SIZE", b"8BITMIME", b"SMTPUTF8", b"ENHANCEDSTATUSCODES", b"CHUNKING"),
    *(b"LIMITS", b"VRFY", b"HELP"),
}
VERBS = {
    *(b"HELO", b"EHLO", b"LHLO", b"STARTTLS", b"AUTH", b"PASS", b"MAIL", b"RCPT", b"DATA", b"BDAT"),
    *(b"RSET", b"NOOP", b"HELP", b"VRFY", b"QUIT", b"EXPN", b"ETRN", b"TURN"),
}
WITHOUT_TLS = {b"EHLO", b"NOOP", b"STARTTLS", b"QUIT"}
NO_ARGUMENT = {b"STARTTLS", b"DATA", b"RSET", b"QUIT"}
AN_ARGUMENT = {b"HELO", b"EHLO", b"LHLO", b"PASS", b"MAIL", b"RCPT", b"VRFY"}
SECRET = {b"AUTH", b"PASS"}
STATES = {
    b"AUTH": ("greeted", "invited"),
    b"PASS": ("invited",),
    b"MAIL": ("greeted", "invited"),
    b"RCPT": ("mail", "rcpt"),
    b"DATA": ("rcpt",),
}


class Smtp(Session):
    """RFC 5321, and 1870, 2033, 2034, 3030, 4954, 6152, 6531; the terminal dialect."""

    greeting = Expected(b"220")

    def __init__(self, world, options):
        super().__init__(world, options)
        self.state = "start"  # greeted, invited, mail, rcpt, bdat, auth
        self.helo = b""
        self.account = None
        self.claimed = None
        self.transaction = None
        self.names_recipient = False  # the line is an RCPT of a transaction
        self.data_lf = None  # in a message: whether a LF ends a line
        self.chunk = None  # in a chunk: octets and whether it is the last one

    def too_many_errors(self):
        self.reply(b"421", b"4.7.0")

    too_many_passwords = too_many_errors

    def attempts_left(self, count):
        self.reply(b"535", b"5.7.8", check=ends_with(self.told(count)))

    def step(self):
        if self.data_lf is not None:
            return self.take_data()
        if self.chunk is not None:
            return self.take_chunk()
        return super().step()

    def spares(self):
        return self.names_recipient and (
            self.transaction.accepted > 0 or self.transaction.commands <= SPARED_RECIPIENTS
        )

    def skipped_line(self):
        self.names_recipient = False
        self.bad_line(b"")

    def bad_line(self, verb, status=b"500", code=b"5.5.2"):
        """A line that cannot be used. Behind one of BDAT nobody knows what follows."""
        if self.state == "auth":
            self.state = "greeted"
        if verb == b"BDAT":
            self.reply(status, code)
            self.closed = True
        else:
            self.error(status, code)

    def line(self, line, bare_lf, is_bad):
        verb = b"" if self.state == "auth" else re.match(rb"[^ \t\0]*", line)[0].upper()
        self.names_recipient = verb == b"RCPT" and self.state in STATES[b"RCPT"]
        if self.names_recipient:
            self.transaction.commands += 1
        if is_bad:
            self.bad_line(verb)
            return
        if self.needs_tls and verb not in WITHOUT_TLS:
            self.bad_line(verb, b"530", b"5.7.0")
            return
        longest = {b"MAIL": 1065, b"AUTH": AUTH_LINE}.get(verb, 512)
        if len(line) + 2 > (AUTH_LINE if self.state == "auth" else longest):
            self.bad_line(verb)
        elif self.state == "auth":
            self.auth(self.sasl_respond(line))
        elif verb in VERBS:
            self.command(verb, line[len(verb) + 1 :], bare_lf)
        elif self.state == "invited":
            self.password(line)
        elif self.state == "start" and re.search(rb" HTTP/[^ ]*\Z", line):
            self.reply(b"554", b"5.5.1")
            self.closed = True
        else:
            self.error(b"500", b"5.5.1")

    def command(self, verb, argument, bare_lf):
        if verb not in SECRET:
            argument = argument.strip(b" \t")
        if refusal := self.refusal(verb):
            self.error(*refusal)
        elif self.state not in STATES.get(verb, (self.state,)):
            self.error(b"503", b"5.5.1")
        elif (verb in NO_ARGUMENT and argument) or (verb in AN_ARGUMENT and not argument):
            self.error(b"501", b"5.5.4")
        elif verb == b"DATA":
            self.reply(b"354")
            self.data_lf = bare_lf
        else:
            getattr(self, "do_" + verb.decode().lower())(argument)

    def refusal(self, verb):
        """The reply to what this session may never use, or not any more."""
        never = [b"STARTTLS", b"EXPN", b"ETRN", b"TURN"]
        unknown = [b"HELO", b"EHLO"] if self.options.lmtp else [b"LHLO"]
        if not (self.interactive and self.may_sign_in):
            unknown.append(b"PASS")
        if verb in never:
            return b"502", b"5.5.1"
        if verb in unknown:
            return b"500", b"5.5.1"
        if verb == b"AUTH" and self.account:
            return b"503", b"5.5.1"
        if verb == b"AUTH" and not self.may_sign_in:
            return b"538", b"5.7.11"
        return None

    # --- greetings ------------------------------------------------------------------------

    def greet(self, name):
        self.reset()
        self.state = "greeted"
        self.helo = name[:LONGEST_HELO]

    def is_account(self, name):
        machine = (b"localhost", HOSTNAME)
        return (
            self.interactive
            and BARE_NAME.fullmatch(name)
            and b"." not in name
            and name.lower() not in machine
        )

    def do_helo(self, name):
        if self.is_account(name):
            account = self.world.login(name) or self.world.create(name)
            if account is AMBIGUOUS or account.password is not None:
                self.reply(b"530", b"5.7.0")
                return
            self.account = account
        self.greet(name)
        self.reply(b"250")

    def do_ehlo(self, name):
        self.greet(name)
        if self.is_account(name) and self.may_sign_in:
            self.state = "invited"
            self.claimed = name
        self.list_extensions()

    def do_lhlo(self, name):
        self.greet(name)
        self.list_extensions()

    def list_extensions(self):
        offered = set(EXTENSIONS)
        if self.may_sign_in and not self.account:
            offered.add(b"AUTH")
        self.reply(b"250", check=lists(offered))

    # --- signing in -----------------------------------------------------------------------

    def entered(self, account):
        self.account = account
        self.state = "greeted"
        self.reply(b"235", b"2.7.0")

    def password(self, password):
        if not password:
            self.error(b"501", b"5.5.4")
        elif account := self.sign_in_or_up(self.claimed, password):
            self.entered(account)
        else:
            self.wrong_password(self.claimed, password, b"PASS", may_create=True)

    do_pass = password

    def do_auth(self, argument):
        if not argument.strip(b" \t"):
            self.error(b"501", b"5.5.4")
        else:
            self.auth(self.sasl_begin(argument))

    def auth(self, outcome):
        self.state = "auth" if outcome == "continue" else "greeted"
        codes = {
            "mechanism": (b"504", b"5.5.4"),
            "cancelled": (b"501", b"5.7.0"),
            "base64": (b"501", b"5.5.2"),
            "message": (b"501", b"5.5.2"),
        }
        if outcome == "continue":
            self.reply(b"334")
        elif outcome in codes:
            self.error(*codes[outcome])
        elif account := self.sasl_account(*outcome):
            self.entered(account)

    # --- the envelope ---------------------------------------------------------------------

    def reset(self):
        self.transaction = None
        if self.state in ("mail", "rcpt", "bdat"):
            self.state = "greeted"

    def do_mail(self, argument):
        if self.errors >= self.options.max_errors:
            self.too_many_errors()
            self.closed = True
            return
        if argument[:5].upper() != b"FROM:":
            self.error(b"501", b"5.5.4")
            return
        parsed = parse_path(argument[5:])
        if not parsed:
            self.error(b"501", b"5.1.7")
            return
        path, rest = parsed
        parameters = parse_parameters(rest)
        if isinstance(parameters, bytes):
            self.error(parameters, b"5.5.4")
        elif not path.ascii and b"SMTPUTF8" not in parameters:
            self.error(b"550", b"5.6.7")
        else:
            self.begin(path, parameters)

    def begin(self, path, parameters):
        size = int(parameters.get(b"SIZE", b"0"))
        if self.account:
            own = path.is_ours and self.world.is_own(self.account, path.local, path.domain or DOMAINS[0])
            refusal = None if own or path.kind in ("null", "self") else (b"553", b"5.7.1")
        else:
            welcome = self.options.lmtp or (self.options.inbound and not path.is_ours)
            refusal = None if welcome and path.kind != "self" else (b"530", b"5.7.0")
        if refusal:
            self.reply(*refusal)
        elif size > MAX_MESSAGE:
            self.reply(b"552", b"5.3.4")
        else:
            if path.kind == "self":
                path.local, _, path.domain = self.account.name.partition(b"@")
            self.transaction = Transaction(path.text(), b"SMTPUTF8" in parameters, size)
            self.state = "mail"
            self.reply(b"250", b"2.1.0")

    def do_rcpt(self, argument):
        if argument[:3].upper() != b"TO:":
            self.error(b"501", b"5.5.4")
            return
        parsed = parse_path(argument[3:])
        if not parsed:
            self.error(b"501", b"5.1.3")
            return
        path, rest = parsed
        if rest.strip(b" \t"):
            self.error(b"555", b"5.5.4")
        elif not path.ascii and not self.transaction.smtputf8:
            self.error(b"553", b"5.6.7")
        elif MAX_RECIPIENTS in (self.transaction.accepted, self.transaction.refused):
            self.reply(b"452", b"4.5.3")
        elif path.kind == "null":
            self.error(b"501", b"5.1.3")
        elif path.kind == "self" and not self.account:
            self.reply(b"530", b"5.7.0")
        elif path.kind == "self":
            self.look_up(self.account.name, None)
        elif path.is_ours:
            self.look_up(path.local, path.domain or DOMAINS[0])
        else:
            self.refuse_recipient(b"5.7.1")

    def refuse_recipient(self, code):
        self.transaction.refused += 1
        if self.account or self.options.lmtp:
            self.reply(b"550", code)
        else:
            self.error(b"550", code)

    def look_up(self, local, domain):
        accounts = self.world.recipients(local, domain)
        if not accounts:
            self.refuse_recipient(b"5.1.1")
        elif any(self.is_full(account) for account in accounts):
            self.reply(b"452", b"4.2.2")
        else:
            known = self.transaction.recipients
            known += [account for account in accounts if account not in known]
            self.transaction.accepted += 1
            self.state = "rcpt"
            self.reply(b"250", b"2.1.5")

    def is_full(self, account):
        """The quotas here are so small that any message at all is too much for another one."""
        if account.full_with is None:
            return False
        return bool(account.mail) or self.transaction.size > account.full_with

    # --- the message ----------------------------------------------------------------------

    def take_data(self):
        if self.data_lf:
            end = re.search(rb"(?:\A|(?<=\n))\.\r?\n", self.input)
        else:
            end = re.search(rb"(?:\A|(?<=\r\n))\.\r\n", self.input)
        if not end:
            return False
        content, self.input = self.input[: end.start()], self.input[end.end() :]
        if self.data_lf:
            content = content.replace(b"\r\n", b"\n")
            is_bad = b"\r" in content or b"\0" in content
            content = content.replace(b"\n", b"\r\n")
        else:
            is_bad = b"\0" in content or re.search(rb"\r(?!\n)|(?<!\r)\n", content)
        content = re.sub(rb"(\A|\n)\.", rb"\1", content)
        self.data_lf = None
        self.conclude(self.fault(content, is_bad), content)
        return True

    @staticmethod
    def fault(content, is_bad):
        header = header_of(normalised(content))
        if is_bad:
            return b"550", b"5.6.0"
        if len(content) > MAX_MESSAGE:
            return b"552", b"5.3.4"
        if len(re.findall(rb"(?im)^received[ \t]*:", header)) >= RECEIVED:
            return b"554", b"5.4.6"
        return None

    def conclude(self, fault, content):
        """One reply, and in LMTP one for each RCPT. Whoever has a quota has no room for a message."""
        transaction = self.transaction
        if not fault and all(one.full_with is not None for one in transaction.recipients):
            fault = b"452", b"4.2.2"
        if not fault:
            self.world.deliver(
                transaction.recipients,
                transaction.reverse_path,
                self.helo,
                content,
                self.account is not None,
            )
            self.errors = 0
        for _ in range(transaction.accepted if self.options.lmtp else 1):
            self.reply(*(fault or (b"250", b"2.0.0")))
        self.reset()

    def do_bdat(self, argument):
        size = re.fullmatch(rb"([0-9]+)(?:[ \t]+(LAST))?", argument, re.IGNORECASE)
        if not size or int(size[1]) >= 1 << 64:
            self.reply(b"501", b"5.5.4")
            self.closed = True
        else:
            self.chunk = (int(size[1]), size[2] is not None)

    def take_chunk(self):
        octets, last = self.chunk
        if len(self.input) < octets:
            return False
        chunk, self.input = self.input[:octets], self.input[octets:]
        self.chunk = None
        if self.state not in ("rcpt", "bdat"):
            self.error(b"503", b"5.5.1")
            return True
        self.state = "bdat"
        content = (self.transaction.chunks or b"") + chunk
        self.transaction.chunks = content
        # Only a LF by itself is wrong in chunks. What counts is the size of what has come, before an
        # end without CRLF gets one.
        fault = self.fault(content, re.search(rb"(?<!\r)\n", content))
        if last:
            self.conclude(fault, content)
        else:
            self.reply(*(fault or (b"250", b"2.0.0")))
        return True

    # --- the rest -------------------------------------------------------------------------

    def do_rset(self, _argument):
        self.reset()
        self.reply(b"250", b"2.0.0")

    def do_noop(self, _argument):
        self.reply(b"250", b"2.0.0")

    def do_help(self, _argument):
        self.reply(b"214", b"2.0.0", check=names({v for v in VERBS if not self.refusal(v)}))

    def do_vrfy(self, _argument):
        self.reply(b"252", b"2.1.5")

    def do_quit(self, _argument):
        self.reply(b"221", b"2.0.0")
        self.closed = True


def ends_with(text):
    def check(reply):
        return None if reply[-1].endswith(b" " + text) else f"does not end with {text}"

    return check


def names(verbs):
    """What HELP lists."""

    def check(reply):
        listed = set(re.search(rb"Commands: ([A-Z0-9 ]*)", reply[0])[1].split())
        return None if listed == verbs else f"listed or not: {listed ^ verbs}"

    return check


def lists(offered):
    def check(reply):
        listed = {line[4:].split()[0] for line in reply[1:]}
        return None if listed == offered else f"not offered: {offered ^ listed}"

    return check


# --- POP3 -------------------------------------------------------------------------------------

BEFORE = {b"USER", b"AUTH", b"UTF8", b"STLS"}
AFTER = {b"STAT", b"LIST", b"RETR", b"DELE", b"NOOP", b"RSET", b"TOP", b"UIDL"}
ALWAYS = {b"CAPA", b"HELP", b"QUIT"}
POP3_NO_ARGUMENT = {b"UTF8", b"STLS", b"STAT", b"NOOP", b"RSET", b"CAPA", b"QUIT"}
POP3_AN_ARGUMENT = {b"USER", b"PASS", b"DELE", b"TOP"}


class Pop3(Session):
    """RFC 1939, and 2449, 3206, 5034, 6856; the terminal dialect."""

    greeting = Expected(b"+OK")

    def __init__(self, world, options):
        super().__init__(world, options)
        self.state = "authorization"  # password, auth, transaction
        self.claimed = None
        self.account = None
        self.mail = []
        self.deleted = set()  # numbers
        self.read = set()

    def too_many_errors(self):
        self.reply(b"-ERR")

    def too_many_passwords(self):
        self.reply(b"-ERR", b"[AUTH]")

    def attempts_left(self, count):
        self.reply(b"-ERR", b"[AUTH]", check=ends_with(self.told(count)))

    def end(self):
        """However a session ends, what was read is noted; only QUIT deletes."""
        super().end()
        for number in self.read:
            self.mail[number - 1].seen = True
        self.read = set()

    def ok(self, check=None, lines=False):
        self.reply(b"+OK", check=check, lines=lines)

    def skipped_line(self):
        self.leave()
        self.error(b"-ERR")

    def leave(self):
        """PASS must follow USER at once, a response its challenge. Returns where this one is."""
        state = self.state
        if state in ("password", "auth"):
            self.state = "authorization"
        return state

    def line(self, line, bare_lf, is_bad):
        state = self.leave()
        verb = re.match(rb"[^ \t]*", line)[0].upper()
        longest = AUTH_LINE if state == "auth" or verb == b"AUTH" else 255
        if is_bad or len(line) + 2 > longest:
            self.error(b"-ERR")
        elif state == "auth":
            self.auth(self.sasl_respond(line))
        else:
            self.command(state, verb, line[len(verb) + 1 :])

    def command(self, state, verb, argument):
        if verb not in (b"PASS", b"AUTH"):
            argument = argument.strip(b" \t")
        signed_in = state == "transaction"
        allowed = ALWAYS | (AFTER if signed_in else BEFORE)
        if state == "password":
            allowed.add(b"PASS")
        wrong_argument = (verb in POP3_NO_ARGUMENT and argument) or (
            verb in POP3_AN_ARGUMENT and not argument
        )
        if verb not in allowed or wrong_argument:
            self.error(b"-ERR")
        else:
            getattr(self, "do_" + verb.decode().lower())(argument)

    # --- signing in -----------------------------------------------------------------------

    def do_user(self, login):
        if not self.may_sign_in:
            self.error(b"-ERR")
            return
        self.claimed = login
        self.state = "password"
        self.ok()

    def do_pass(self, password):
        is_person = self.interactive and bool(BARE_NAME.fullmatch(names_of_login(self.claimed)[1]))
        sign_in = self.sign_in_or_up if is_person else self.sign_in
        if account := sign_in(self.claimed, password):
            self.enter(account)
        else:
            self.wrong_password(self.claimed, password, b"PASS", may_create=is_person)

    def do_auth(self, argument):
        if not self.may_sign_in:
            self.error(b"-ERR")
        elif not argument.strip(b" \t"):
            self.ok(lines=True, check=has_lines([b"PLAIN", b"LOGIN"]))
        else:
            self.auth(self.sasl_begin(argument))

    def auth(self, outcome):
        if outcome == "continue":
            self.state = "auth"
            self.reply(b"+")
        elif isinstance(outcome, str):
            self.error(b"-ERR")
        elif account := self.sasl_account(*outcome):
            self.enter(account)

    def enter(self, account):
        self.account = account
        self.mail = list(account.mail)
        self.state = "transaction"
        self.ok()

    # --- the maildrop ---------------------------------------------------------------------

    def kept(self):
        return [n for n in range(1, len(self.mail) + 1) if n not in self.deleted]

    def octets(self):
        """Of all that is kept, or None as long as that is not known of each message."""
        sizes = [self.mail[n - 1].message.octets for n in self.kept()]
        return None if None in sizes else sum(sizes)

    def number(self, text):
        """The message of that number; None if there is none, which has been replied then."""
        if not re.fullmatch(rb"[0-9]+", text) or int(text) >= 1 << 64:
            self.error(b"-ERR")
            return None
        if int(text) not in self.kept():
            self.reply(b"-ERR")
            return None
        return int(text)

    def do_stat(self, _argument):
        count, octets = len(self.kept()), self.octets()

        def check(reply):
            form = rb"\+OK %d %s" % (count, b"[0-9]+" if octets is None else b"%d" % octets)
            return None if re.fullmatch(form, reply[0]) else f"not {form}"

        self.ok(check)

    def listing(self, numbers):
        """A check of lines with number and octets, which learns what is not known yet."""
        messages = [(n, self.mail[n - 1].message) for n in numbers]

        def check(lines):
            if len(lines) != len(messages):
                return f"{len(lines)} lines and not {len(messages)}"
            for line, (number, message) in zip(lines, messages):
                words = line.split(b" ")
                if int(words[0]) != number or not words[1].isdigit():
                    return f"{line} is not of message {number}"
                message.octets = message.octets or int(words[1])
                if int(words[1]) != message.octets:
                    return f"{line}: it has {message.octets} octets"
            return None

        return check

    def do_list(self, argument):
        if not argument:
            check = self.listing(self.kept())
            self.ok(lambda reply: check(reply[1:]), lines=True)
        elif number := self.number(argument):
            check = self.listing([number])
            self.ok(lambda reply: check([reply[0][4:]]))

    def do_uidl(self, argument):
        numbers = self.kept()
        if argument:
            number = self.number(argument)
            if number is None:
                return
            numbers = [number]
        deliveries = [(n, self.mail[n - 1]) for n in numbers]

        def check(reply):
            lines = [reply[0][4:]] if argument else reply[1:]
            if len(lines) != len(deliveries):
                return f"{len(lines)} lines and not {len(deliveries)}"
            for line, (number, delivery) in zip(lines, deliveries):
                delivery.uidl = delivery.uidl or line.split(b" ")[1]
                if line != b"%d %s" % (number, delivery.uidl):
                    return f"{line} is not {number} {delivery.uidl}"
            return None

        self.ok(check, lines=not argument)

    def do_retr(self, argument):
        if self.interactive and argument.upper() in (b"", b"U"):
            self.mbox(argument != b"")
        elif number := self.number(argument):
            message = self.mail[number - 1].message
            self.read.add(number)

            def check(reply):
                body = b"".join(line + b"\r\n" for line in reply[1:])
                if reply[0] != b"+OK %d octets" % len(body):
                    return f"{len(body)} octets follow"
                return None if message.is_whole(body) else f"not the message {message}"

            self.ok(check, lines=True)

    def mbox(self, unread):
        numbers = [
            number
            for number in self.kept()
            if not (unread and (self.mail[number - 1].seen or number in self.read))
        ]
        messages = [self.mail[number - 1].message for number in numbers]
        self.read |= set(numbers)

        def check(reply):
            body = b"".join(line + b"\r\n" for line in reply[1:])
            parts = re.split(rb"(?m)^From [^\r\n]+\r\n", body)[1:]
            if len(parts) != len(messages):
                return f"{len(parts)} messages and not {len(messages)}"
            for part, message in zip(parts, messages):
                if not message.is_whole(re.sub(rb"(?m)^>(>*From )", rb"\1", part[:-2])):
                    return f"not the message {message}"
            return None

        self.ok(check, lines=True)

    def do_top(self, argument):
        first, _, second = argument.partition(b" ")
        second = second.lstrip(b" ")
        if not re.fullmatch(rb"[0-9]+", second) or int(second) >= 1 << 64:
            self.error(b"-ERR")
        elif number := self.number(first):
            message = self.mail[number - 1].message
            count = int(second)

            def check(reply):
                body = b"".join(line + b"\r\n" for line in reply[1:])
                trace = TRACE.match(body)
                # What is put in front ends the header only if the message has none.
                rest = body[trace.end() :] if trace else b""
                for name in message.added():
                    added, _, rest = rest.partition(b"\r\n")
                    if not added.startswith(name + b":"):
                        return f"{name} is missing"
                front = body[: len(body) - len(rest)]
                whole = top(front + message.content, count)
                return None if trace and whole == body else f"not the top of {message}"

            self.ok(check, lines=True)

    def do_dele(self, argument):
        if number := self.number(argument):
            self.deleted.add(number)
            self.ok()

    def do_rset(self, _argument):
        self.deleted = set()
        self.ok()

    # --- the rest -------------------------------------------------------------------------

    def do_noop(self, _argument):
        self.ok()

    do_utf8 = do_noop

    def do_help(self, _argument):
        """What may be used from here on."""
        before = (BEFORE if self.may_sign_in else BEFORE - {b"USER", b"AUTH"}) - {b"STLS"}
        if self.state == "transaction":
            verbs = AFTER
        elif self.may_sign_in:
            verbs = AFTER | before | {b"PASS"}
        else:
            verbs = before
        self.ok(names(verbs | ALWAYS))

    def do_stls(self, _argument):
        self.error(b"-ERR")

    def do_capa(self, _argument):
        capabilities = {
            *(b"TOP", b"UIDL", b"RESP-CODES", b"AUTH-RESP-CODE", b"PIPELINING", b"UTF8"),
            *(b"EXPIRE", b"IMPLEMENTATION"),
        }
        if self.may_sign_in:
            capabilities |= {b"USER", b"SASL"}

        def check(reply):
            listed = {line.split(b" ")[0] for line in reply[1:]}
            return None if listed == capabilities else f"{listed ^ capabilities}"

        self.ok(check, lines=True)

    def do_quit(self, _argument):
        gone = [self.mail[number - 1] for number in self.deleted]
        if self.account:
            self.account.mail = [d for d in self.account.mail if not any(d is g for g in gone)]
        self.ok()
        self.closed = True


def has_lines(wanted):
    def check(reply):
        return None if sorted(reply[1:]) == sorted(wanted) else f"not {wanted}"

    return check


def session(world, options):
    return (Smtp if options.program == "smtpd" else Pop3)(world, options)
