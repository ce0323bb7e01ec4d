"""Random lines, messages and junk, most of them such as make sense where a session is."""

import base64

from model import AMBIGUOUS, MAX_MESSAGE

# name and password of accounts that are there; the others are new until somebody takes them.
PASSWORDS = {
    **{b"alice": b"right.alice", b"bob": b"right bob", b"tiny": b"right.tiny"},
    **{b"ann@mail.example": b"right.ann", b"ann@localhost": b"right other", b"cy@localhost": b"right.cy"},
}
NEW = [b"new%d" % n for n in range(4)] + [b"a_b-c", b"7UP"]
NAMES = [*PASSWORDS, *NEW, b"ALICE", b"Bob", b"dave", b"postmaster", b"ann", b"cy", b"ANN@LOCALHOST"]
MACHINES = [b"client.example", b"localhost", b"mail.example", b"[192.0.2.1]", b"two words", b"-x"]
MACHINES += [b"n" * 65, b"%n%s", b"\xc3\xa4.example", b"x.\xff\x01", b"'; DROP TABLE account; --"]

PATHS = [
    *(b"<>", b"< >", b"", b"<", b">", b"<@ME>", b"@me", b"<@ME x>", b"<@ME@x>", b"x y", b"<<x>>"),
    *(b"<alice@mail.example>", b"alice", b"<bob>", b"BOB@LOCALHOST", b"<alice+tag@mail.example>"),
    *(b"<tiny>", b"<sales>", b"<team@mail.example>", b"<loop.a>", b"<ghost>", b"<+x>", b"<dave>"),
    *(b"<postmaster>", b"<Postmaster@localhost>", b"abuse", b"<abuse+x@mail.example>", b"<new0>"),
    *(b"<ann@mail.example>", b"<ann@localhost>", b"<ann>", b"<cy+x@LocalHost>", b"<info@localhost>"),
    *(b"<info+x@mail.example>", b"info", b"<sales@localhost>", b"<sales+x@localhost>", b"<abuse@localhost>"),
    *(b'<"ann@localhost"@mail.example>', b'<"alice@mail.example"@localhost>', b"<alice@localhost>"),
    *(b"<nobody@mail.example>", b"<someone@elsewhere.example>", b"<x@remote.example>"),
    *(b"<@a.example,@b:x@remote.example>", b"<@a.example:alice@mail.example>", b"<@a x@y>"),
    *(b'<"alice"@mail.example>', b'<"a b"@remote.example>', b'<"a\\"b"@remote.example>'),
    *(b'<"al\\ice">', b'<"open@remote.example>', b'<"">', b'<"x"y@z>', b"<a@b@c>", b"<a@[192.0.2.1]>"),
    *(b"<a@[IPv6:::1]>", b"<a@[x>", b"<a@b.>", b"<a@.b>", b"<a@-b>", b"<.a.@b>", b"<a@b_c>"),
    *(b"<\xc3\xa4@remote.example>", b"<x@\xc3\xa4.example>", b"<\xff@remote.example>", b"<\xc3@y>"),
    *(b"<" + b"l" * n + b"@remote.example>" for n in (64, 65, 487, 488, 512, 513)),
    *(b"<alice+" + b"t" * n + b">" for n in (60, 495, 496)),
    *(b'<""@remote.example>', b'<""@mail.example>', b'<"a..b"@remote.example>', b"<x.@mail.example>"),
    *(b"<x@" + b"d" * n + b">" for n in (255, 256)),
    *(b"<%n%s@remote.example>", b"<x'; --@remote.example>", b"<$(id)@y>", b"<`id`@remote.example>"),
    *(b"<a\x01@y>", b"<a@y>x", b"<a@y>\t", b"x@remote.example\tSIZE=1"),
]
PARAMETERS = [
    *(b"SIZE=100", b"size=0", b"SIZE=1", b"SIZE=2", b"SIZE=%d" % MAX_MESSAGE, b"SIZE="),
    *(b"SIZE=%d" % (MAX_MESSAGE + 1), b"SIZE=99999999999999999999999", b"SIZE=-1", b"SIZE", b"SIZE=1x"),
    *(b"BODY=8BITMIME", b"BODY=7bit", b"BODY=BINARYMIME", b"BODY", b"SMTPUTF8", b"SMTPUTF8="),
    *(b"AUTH=<>", b"AUTH=alice+40x", b"AUTH=a+4", b"AUTH=", b"RET=FULL", b"=", b"X=Y", b"SIZE=1=2"),
]
JUNK = [
    *(b"", b" ", b"\t", b" NOOP", b"NOOPX", b"NOO", b"XYZZY", b"QUITE", b"EXPN list", b"ETRN x"),
    *(b"TURN", b"LAST", b"APOP alice x", b"STARTTLS now", b"RSET x", b"QUIT x", b"DATA x"),
    *(b"NO\0OP", b"NOOP\0", b"NOOP\rQUIT", b"\0", b"\r", b"NOOP\r", b"\xff\xfe", b"%n%n%s%s"),
    *(b"' OR 1=1; --", b"$(touch pwned)", b"`touch pwned`; touch pwned", b"../../etc/passwd"),
    *(b"GET / HTTP/1.1", b"POST /x HTTP/1.0", b"x HTTP/", b" HTTP/1.1"),
]
BAD_CHUNKS = [
    *(b"\r\n", b" x\r\n", b" 5LAST\r\n", b" -1\r\n", b" 3 FIRST\r\nabc", b"\0 1\r\nx", b" 1 LAST\n\n"),
    *(b" 18446744073709551616\r\n", b" 18446744073709551615\r\n", b" 0 LAST x\r\n"),
    b" " + b"1" * 600 + b"\r\n",
]


def b64(octets):
    return base64.b64encode(octets)


class Writer:
    """Writes a session, item by item; model is the session so far."""

    def __init__(self, chance, model):
        self.chance = chance
        self.model = model

    def pick(self, *choices):
        return self.chance.choice(choices)

    def maybe(self, share):
        return self.chance.random() < share

    def end(self):
        """Of a line."""
        if self.maybe(0.85 if self.model.interactive else 0.97):
            return b"\r\n"
        return b"\n"

    def verb(self, verb):
        return verb if self.maybe(0.8) else self.pick(verb.lower(), verb.capitalize())

    def with_spaces(self, line):
        """White space where it must not matter, and sometimes where it does."""
        if self.maybe(0.9):
            return line
        verb, _, argument = line.partition(b" ")
        return verb + self.pick(b" ", b"  ", b"\t", b" \t ") + argument + self.pick(b"", b" ", b"\t ")

    def line(self, text):
        verb, space, argument = text.partition(b" ")
        return self.with_spaces(self.verb(verb) + space + argument) + self.end()

    def too_long(self):
        verb = self.pick(b"NOOP ", b"", b"MAIL FROM:", b"USER ", b"AUTH PLAIN ", b"BDAT ", b"RETR ")
        limits = (255,) if self.model.options.program == "pop3d" else (512, 512, 1065)
        wanted = self.pick(*limits) + self.pick(-1, 0, 1)
        if self.maybe(0.3):
            wanted = self.pick(12287, 12288, 12289, 40_000)
        return verb + self.pick(b"x", b"1", b"A") * (wanted - 2 - len(verb)) + b"\r\n"

    def junk(self):
        kind = self.chance.random()
        if kind < 0.15:
            return self.too_long()
        if kind < 0.3:
            return self.chance.randbytes(self.chance.randrange(40)) + self.end()
        return self.pick(*JUNK) + self.end()

    def name(self):
        return self.pick(*NAMES)

    def password(self, name):
        """The right one more often than not, where that is known."""
        account = self.model.world.login(name)
        right = account.password if account not in (None, AMBIGUOUS) else None
        if isinstance(right, bytes) and self.maybe(0.8):
            return right
        return self.pick(b"secret", b" two  words ", b"NOT A VERB", b"%n%s", b"\xc3\xa4", b"x'--")

    def login(self, name):
        return name + self.pick(b"", b"", b"", b"@mail.example", b"@LOCALHOST", b"@remote.example", b"@")

    def plain(self):
        name = self.name()
        login = self.login(name)
        message = b"\0" + login + b"\0" + self.password(login)
        if self.maybe(0.2):
            message = self.pick(
                name + message,
                name.upper() + b"@localhost" + message,
                name.partition(b"@")[0] + message,
                b"other" + message,
                message[1:],
                message + b"\0",
                b"",
                b"\0\0",
                b"\0" + b"n" * self.pick(64, 65, 511, 512) + b"\0x",
                b"\0alice\0" + b"p" * self.pick(511, 512, 9000),
                b"\0al\rice\0x",
                b"\0alice\0x\n",
            )
        return self.broken(b64(message))

    def broken(self, text):
        """Base64, once in a while a little damaged."""
        if self.maybe(0.93):
            return text
        damaged = (text + b"=", text[:-1], b"!" + text, b"*", b"====", b"A===", b"=")
        blanks = (text + b" ", text + b" \t", text[:5] + b" " + text[5:], b" " + text)
        return self.pick(*damaged, *blanks)

    def response(self):
        """To a challenge."""
        if self.maybe(0.1):
            return self.pick(b"*", b"* ", b"", b"QUIT", b"RSET", b"NOOP x")
        if self.model.mechanism == b"PLAIN":
            return self.plain()
        if self.model.login is None:
            return self.broken(b64(self.login(self.name())))
        return self.broken(b64(self.password(self.model.login)))

    def auth(self):
        kind = self.chance.random()
        if kind < 0.35:
            return b"AUTH PLAIN " + self.plain()
        if kind < 0.5:
            return b"AUTH PLAIN"
        if kind < 0.65:
            return b"AUTH LOGIN " + self.broken(b64(self.login(self.name())))
        if kind < 0.8:
            return b"AUTH LOGIN"
        rests = (b"", b" ", b" CRAM-MD5", b" plain =", b" PLAINX", b"  PLAIN", b"\tLOGIN ", b" PLAIN\t= ")
        return b"AUTH" + self.pick(*rests)

    # --- SMTP -------------------------------------------------------------------------------

    def greeting(self):
        verb = b"LHLO" if self.model.options.lmtp else self.pick(b"HELO", b"EHLO", b"EHLO")
        if self.maybe(0.05):
            verb = self.pick(b"HELO", b"EHLO", b"LHLO")
        if self.maybe(0.03):
            return verb
        return verb + b" " + (self.name() if self.maybe(0.6) else self.pick(*MACHINES))

    def path(self):
        if self.maybe(0.5):
            return self.pick(*PATHS)
        if self.maybe(0.3):
            name = self.name()
            return b"<" + name + (b">" if b"@" in name else self.pick(b"@mail.example>", b"@localhost>"))
        paths = (b"<x@remote.example>", b"<alice>", b"<bob@mail.example>", b"<@ME>", b"<team>")
        return self.pick(*paths)

    def mail(self):
        if self.maybe(0.03):
            rests = (b"", b" FROM", b" TO:<x>", b" <x@y>", b" FROM :<x@y>")
            return b"MAIL" + self.pick(*rests)
        path = self.pick(b"<x@remote.example>", b"@ME", b"<>") if self.maybe(0.5) else self.path()
        words = [self.pick(*PARAMETERS) for _ in range(self.pick(0, 0, 0, 0, 1, 1, 2, 3))]
        return b"MAIL FROM:" + self.pick(b"", b"", b" ", b"\t") + b" ".join([path, *words])

    def rcpt(self):
        if self.maybe(0.03):
            return self.pick(b"RCPT", b"RCPT TO", b"RCPT FROM:<x>", b"RCPT TO:<alice> NOTIFY=NEVER")
        return b"RCPT TO:" + self.pick(b"", b"", b" ", b"\t") + self.path()

    def text(self):
        """A message without its end, with any octets that may be wrong in it."""
        if self.maybe(0.03):
            return b"Received: x\r\n" * self.pick(99, 100) + b"\r\n"
        if self.maybe(0.03):
            return b"x" * (MAX_MESSAGE - self.pick(0, 1, 2, 3)) + b"\r\n"
        fields = [b"Subject: s", b"From: x", b"Date: d", b"message-id: <m>", b"Return-Path: <y>"]
        lines = self.chance.sample([*fields, b"no field"], self.pick(0, 1, 1, 2, 3))
        lines += [b""] * self.maybe(0.8)
        texts = [b"text", b"", b".", b"..", b".x", b"From here", b">From", b"QUIT", b"\xff\xc3", b"\t"]
        if self.maybe(0.1):
            texts += [b"a\rb", b"a\nb", b"a\0b", b"\n.", b"\r.", b"\n.\nNOOP", b"\r"]
        lines += [self.pick(*texts) for _ in range(self.pick(0, 1, 2, 5))]
        return b"".join(line + b"\r\n" for line in lines)

    def data(self):
        """What follows a DATA that has been accepted, to the end of the message."""
        end = b"\n" if self.model.data_lf and self.maybe(0.8) else b"\r\n"
        text = self.text().replace(b"\r\n", end)
        stuffed = text if self.maybe(0.1) else text.replace(end + b".", end + b"..")
        stuffed = b"." + stuffed if stuffed.startswith(b".") and self.maybe(0.9) else stuffed
        return stuffed + b"." + end

    def bdat(self):
        if self.maybe(0.04):
            return b"BDAT" + self.pick(*BAD_CHUNKS)
        text = self.text()
        cut = self.chance.randrange(len(text) + 1) if self.maybe(0.5) else len(text)
        last = self.pick(b"", b" LAST", b" LAST", b"  last")
        return b"BDAT %d%s" % (cut, last) + self.end() + text[:cut]

    def smtp(self):
        """What makes sense next, most often."""
        state = self.model.state
        if state == "auth":
            return self.response() + self.end()
        if self.model.data_lf is not None:
            return self.data()
        if self.maybe(0.12):
            return self.junk()
        if self.maybe(0.02):
            return self.bdat()  # also where it is out of order
        if self.maybe(0.15):
            return self.line(self.any_smtp())
        if state == "invited" and self.maybe(0.6):
            password = self.password(self.model.claimed)
            return (b"PASS " if self.maybe(0.3) else b"") + password + self.end()
        if state == "bdat" or (state == "rcpt" and self.maybe(0.3)):
            return self.bdat()
        if state == "rcpt" and self.maybe(0.5):
            return self.line(b"DATA")
        if state == "rcpt" and self.maybe(0.01):
            return (self.pick(b"RCPT TO:<alice>", b"RCPT TO:<team>") + b"\r\n") * 101
        if state in ("mail", "rcpt") and self.maybe(0.01):
            return b"RCPT TO:<nobody>\r\n" * self.pick(20, 99, 100, 101)
        if state in ("mail", "rcpt"):
            return self.line(self.rcpt())
        if state == "start" or self.maybe(0.2):
            return self.line(self.greeting())
        if not self.model.account and self.maybe(0.3):
            return self.auth() + self.end()
        return self.line(self.mail())

    def any_smtp(self):
        if self.maybe(0.1):
            return self.auth()
        return self.pick(
            *(b"RSET", b"NOOP", b"NOOP x y", b"HELP", b"HELP MAIL", b"VRFY alice", b"VRFY", b"EXPN"),
            *(b"DATA", b"PASS secret", b"PASS", b"STARTTLS", b"HELO", b"EHLO", b"LHLO", b"RSET", b"AUTH"),
            *(self.greeting(), self.mail(), self.rcpt()),
            *([b"QUIT"] if self.maybe(0.2) else []),
        )

    # --- POP3 -------------------------------------------------------------------------------

    def pop3(self):
        state = self.model.state
        if state == "auth":
            return self.response() + self.end()
        if self.maybe(0.1):
            return self.junk()
        if self.maybe(0.1):
            return self.line(self.any_pop3())
        if state == "password":
            return b"PASS " + self.password(self.model.claimed) + self.end()
        if state == "authorization":
            if self.maybe(0.3):
                return self.auth() + self.end()
            return self.line(b"USER " + self.login(self.name()))
        return self.line(self.in_transaction())

    def number(self):
        count = len(self.model.mail)
        if self.maybe(0.9) and count:
            return b"%d" % self.chance.randint(1, count)
        others = (b"-1", b"+1", b"01", b"1x", b"x", b"18446744073709551617", b"%n")
        return self.pick(b"0", b"%d" % (count + 1), *others)

    def in_transaction(self):
        n = self.number()
        return self.pick(
            *(b"STAT", b"LIST", b"LIST " + n, b"UIDL", b"UIDL " + n, b"NOOP", b"RSET", b"RETR"),
            *(b"RETR " + n, b"RETR " + n, b"DELE " + n, b"DELE " + n, b"DELE " + n, b"TOP " + n + b" 1"),
            *(b"TOP " + n + b" 0", b"TOP " + n + b"  99999", b"TOP " + n, b"RETR U", b"retr u"),
            *(b"CAPA", b"HELP"),
            b"QUIT",
        )

    def any_pop3(self):
        return self.pick(
            *(b"USER alice", b"USER", b"PASS x", b"PASS", b"STAT", b"LIST 1", b"LIST", b"RETR 1"),
            *(b"RETR", b"DELE", b"DELE 1", b"TOP", b"TOP 1 x", b"UIDL", b"RSET", b"NOOP", b"CAPA"),
            *(b"UTF8", b"HELP", b"STLS", b"LANG", b"AUTH", b"CAPA x", b"STAT 1", b"XTND"),
            *(self.auth(), self.in_transaction()),
        )

    def item(self):
        return self.smtp() if self.model.options.program == "smtpd" else self.pop3()
