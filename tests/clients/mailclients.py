"""The mail programs that the tests drive; each is one small class.

A sender has send(mail, sender, recipients, login=None), a fetcher fetch(login, delete=False), and
where the program can show it, sizes(login), the octets of each message as the server lists them.
A client that fails, for whatever reason, raises ClientFailed. What fetch returns has CRLF line
ends and no mbox quoting: those two a client may choose for itself.
"""

import mailbox
import os
import poplib
import pty
import re
import shutil
import smtplib
import ssl
import subprocess
import threading
from pathlib import Path

from messages import crlf, lf
from servers import HOST, SMTPD, coded

HELPERS = Path(__file__).resolve().parent / "helpers"
JAVA_CLASSES = "/usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar"
GREETING = "client.example"
CHUNK_OCTETS = 4000  # for BDAT
NOBODY = ("nobody", "nogroup")
PATH = f"{os.environ['PATH']}:/usr/sbin"  # smtp-source is there


class ClientFailed(Exception):
    pass


class Client:
    name = ""
    # Programs that must be installed, and files without which they are no use.
    programs = ()
    files = ()
    # Whether a message leaves the client octet by octet as it was given.
    exact = True
    # Whether it needs the terminal dialect: passwords as lines, bare LF.
    terminal = False
    # Whether octets over 127 get through.
    eight_bit = True
    # Whether the program refuses to work for root.
    unprivileged = False
    # Whether it knows by UIDL what it fetched before.
    remembers = False
    # Changed by tests about TLS: "starttls", which is STLS for POP3, or "implicit", and the file
    # with the certificate that the server must show then, for the name "localhost".
    tls = None
    trusted = None

    def __init__(self, box, home):
        self.box = box
        self.home = home
        self.runs = 0

    @property
    def host(self):
        return "localhost" if self.tls else HOST

    def environment(self):
        # Nobody's own configuration may take part, and nothing may stay behind in /tmp.
        return {
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm",
        }

    def run(self, *arguments, stdin=b"", fine=(0,), timeout=60, **environment):
        process = subprocess.run(
            [str(argument) for argument in arguments],
            input=stdin,
            capture_output=True,
            env={**self.environment(), **environment},
            cwd=self.home,
            timeout=timeout,
            **self.identity(),
        )
        if process.returncode not in fine:
            raise ClientFailed(process)
        return process.stdout

    def identity(self):
        """For subprocess: who the program runs as."""
        if not self.unprivileged or os.geteuid() != 0:
            return {}
        for path in (self.home, *self.home.rglob("*")):
            shutil.chown(path, *NOBODY)
        return {"user": NOBODY[0], "group": NOBODY[1], "extra_groups": []}

    def write(self, name, content):
        path = self.home / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o600)  # msmtp, mpop and fetchmail insist
        return path

    def as_sent(self, octets):
        """What the client makes of a message when it sends it."""
        return octets

    def as_kept(self, octets):
        """What the client may make of a message when it saves it."""
        return octets

    def new_folder(self):
        self.runs += 1
        folder = self.home / f"fetched{self.runs}"
        folder.mkdir()
        return folder

    def new_maildir(self):
        folder = self.new_folder()
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir()
        return folder


def missing(kind):
    """The programs and files that a client needs and that are not there."""
    programs = [program for program in kind.programs if not shutil.which(program, path=PATH)]
    return programs + [file for file in kind.files if not Path(file).exists()]


def dot_stuffed(octets):
    return re.sub(rb"^\.", b"..", octets, flags=re.MULTILINE)


def files_in(folder):
    """The messages that a helper or a Maildir wrote, one a file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [crlf(path.read_bytes()) for path in paths]


def unquoted(octets):
    """Takes back one level of an mbox's quoting, as mboxrd has it."""
    return re.sub(rb"^>(>*From )", rb"\1", octets, flags=re.MULTILINE)


def messages_in_mbox(path):
    box = mailbox.mbox(path, create=False)
    try:
        octets = [box.get_bytes(key) for key in box.keys()]
    finally:
        box.close()
    return [crlf(unquoted(one)) for one in octets]


# ---------------------------------------------------------------------------- curl


class Curl(Client):
    name = "curl"
    programs = ("curl",)
    greeting = GREETING
    login_options = ()

    def scheme(self, protocol):
        return f"{protocol}s" if self.tls == "implicit" else protocol

    def security(self):
        required = ("--ssl-reqd",) if self.tls == "starttls" else ()
        return (*required, "--cacert", self.trusted) if self.tls else ()

    def curl(self, *arguments, login=None):
        user = ["--user", f"{login.name}:{login.password}"] if login else []
        options = (*self.login_options, *self.security(), *user)
        return self.run("curl", "--silent", "--show-error", *options, *arguments)

    def url(self, path=""):
        return f"{self.scheme('pop3')}://{self.host}:{self.box.pop3_port}/{path}"

    def send(self, mail, sender, recipients, login=None):
        self.curl(
            f"{self.scheme('smtp')}://{self.host}:{self.box.smtp_port}/{self.greeting}",
            *("--mail-from", sender),
            *(word for recipient in recipients for word in ("--mail-rcpt", recipient)),
            *("--upload-file", self.write("mail", mail.octets)),
            login=login,
        )

    def listing(self, login):
        """The LIST lines as words: number, octets, and what the terminal dialect adds."""
        # Of an empty list curl shows an empty line.
        return [line.split() for line in self.curl(self.url(), login=login).split(b"\r\n") if line]

    def sizes(self, login):
        return [int(words[1]) for words in self.listing(login)]

    def ask(self, login, command):
        return self.curl("--request", command, self.url(), login=login)

    def delete(self, login, number):
        # The reply to DELE is one line, --head keeps curl from waiting for more.
        self.curl("--head", "--request", f"DELE {number}", self.url(), login=login)

    def fetch(self, login, delete=False):
        numbers = [int(words[0]) for words in self.listing(login)]
        messages = [self.curl(self.url(number), login=login) for number in numbers]
        if delete:
            # Each curl is a session of its own, so that the next message is again the first.
            for _ in numbers:
                self.delete(login, 1)
        return messages


class CurlPlain(Curl):
    name = "curl AUTH=PLAIN"
    login_options = ("--login-options", "AUTH=PLAIN")


class CurlLogin(Curl):
    name = "curl AUTH=LOGIN"
    login_options = ("--login-options", "AUTH=LOGIN")


# ---------------------------------------------------------------------------- swaks


class Swaks(Client):
    name = "swaks --auth PLAIN"
    programs = ("swaks",)
    mechanism = "PLAIN"
    extra = ()

    def target(self):
        return ("--server", self.host, "--port", self.box.smtp_port)

    def security(self):
        how = {"starttls": "-tls", "implicit": "-tlsc"}
        if not self.tls:
            return ()
        return (how[self.tls], "--tls-verify", "--tls-ca-path", self.trusted)

    def send(self, mail, sender, recipients, login=None):
        auth = ()
        if login:
            auth = ("--auth", self.mechanism, "--auth-user", login.name)
            auth += ("--auth-password", login.password)
        self.run(
            *("swaks", *self.target(), "--silent", "2", "--helo", GREETING),
            *("--from", sender, "--to", ",".join(recipients)),
            *auth,
            *self.security(),
            *self.data(mail),
            *self.extra,
        )

    def data(self, mail):
        # Left to itself swaks takes a last line of one dot for the end of the data and drops it.
        octets = dot_stuffed(mail.octets) + b"."
        return ("--no-data-fixup", "--data", f"@{self.write('mail', octets)}")


class SwaksLogin(Swaks):
    name = "swaks --auth LOGIN"
    mechanism = "LOGIN"


class SwaksPipeline(Swaks):
    name = "swaks --pipeline"
    extra = ("--pipeline",)


class SwaksPipe(Swaks):
    """No socket at all: swaks starts the program and speaks through two pipes."""

    name = "swaks --pipe"

    def target(self):
        return ("--pipe", " ".join(f"'{word}'" for word in self.box.command(SMTPD)))


class SwaksLmtp(Swaks):
    name = "swaks --protocol LMTP"

    def target(self):
        return ("--server", HOST, "--port", self.box.lmtp_port, "--protocol", "LMTP")


class SwaksAttach(Swaks):
    """Composed by swaks itself, its own line ends and dot stuffing included."""

    name = "swaks --attach"
    exact = False

    def data(self, mail):
        text = self.write("text", mail.text)
        composed = ("--header", f"Subject: {mail.subject}")
        composed += ("--attach-type", "text/plain; charset=utf-8", "--attach-body", f"@{text}")
        if mail.attachment:
            composed += ("--attach", f"@{self.write('all.bin', mail.attachment)}")
        return composed


class SwaksPipeAttach(SwaksPipe, SwaksAttach):
    """All of it at once, as a script on the server itself might do it."""

    name = "swaks --pipe --pipeline --attach"
    extra = ("--pipeline",)


# ---------------------------------------------------------------------------- msmtp, mpop


def tls_lines(client):
    """What the settings of msmtp and mpop say about TLS."""
    if not client.tls:
        return ("tls off",)
    starttls = "on" if client.tls == "starttls" else "off"
    return ("tls on", f"tls_starttls {starttls}", f"tls_trust_file {client.trusted}")


class Msmtp(Client):
    name = "msmtp"
    programs = ("msmtp",)

    def target(self):
        return (f"host {self.host}", f"port {self.box.smtp_port}")

    def send(self, mail, sender, recipients, login=None):
        lines = ["account default", *self.target(), *tls_lines(self), f"domain {GREETING}"]
        if login:
            # Named, because msmtp by itself sends no password without TLS.
            lines += ["auth plain", f"user {login.name}", f"password {login.password}"]
        rc = self.write("msmtprc", "\n".join(lines) + "\n")
        self.run("msmtp", "-C", rc, f"--from={sender}", "--", *recipients, stdin=lf(mail.octets))


class MsmtpLmtp(Msmtp):
    name = "msmtp (protocol lmtp)"

    def target(self):
        return ("protocol lmtp", f"host {HOST}", f"port {self.box.lmtp_port}")


class Mpop(Client):
    name = "mpop (maildir)"
    programs = ("mpop",)
    remembers = True
    auth = "user"

    def destination(self):
        self.maildir = self.new_maildir()
        return f"delivery maildir {self.maildir}"

    def fetched(self):
        return files_in(self.maildir)

    def fetch(self, login, delete=False):
        lines = (
            *("account default", f"host {self.host}", f"port {self.box.pop3_port}"),
            *tls_lines(self),
            *(f"auth {self.auth}", f"user {login.name}", f"password {login.password}"),
            *(f"keep {'off' if delete else 'on'}", f"uidls_file {self.home}/uidls"),
            *("received_header off", self.destination()),
        )
        self.run("mpop", "-C", self.write("mpoprc", "\n".join(lines) + "\n"), "--quiet")
        return self.fetched()


class MpopMbox(Mpop):
    name = "mpop (mbox)"

    def destination(self):
        self.mbox = self.new_folder() / "mbox"
        return f"delivery mbox {self.mbox}"

    def fetched(self):
        return messages_in_mbox(self.mbox) if self.mbox.exists() else []


class MpopPlain(Mpop):
    name = "mpop (auth plain)"
    auth = "plain"


class MpopLogin(Mpop):
    name = "mpop (auth login)"
    auth = "login"


# ---------------------------------------------------------------------------- fetchmail, getmail


class Fetchmail(Client):
    name = "fetchmail"
    programs = ("fetchmail",)
    remembers = True
    NO_MAIL = 1

    def security(self):
        if not self.tls:
            return "sslproto ''"
        how = "ssl" if self.tls == "implicit" else "sslproto 'TLS1.2+'"
        return f'{how} sslcertck sslcertfile "{self.trusted}"'

    def configuration(self, login):
        folder = self.new_folder()
        rc = self.write(
            "fetchmailrc",
            f"poll {self.host} service {self.box.pop3_port} protocol pop3 uidl timeout 20:\n"
            f'  user "{login.name}" with password "{login.password}"\n'
            f"  {self.security()} no rewrite mda \"cat >$(mktemp {folder}/XXXXXX)\"\n",
        )
        ids = self.home / "ids"
        # Without a pidfile of its own it would refuse to run beside another test's.
        files = ("--idfile", ids, "--pidfile", self.home / "fetchmail.pid")
        return folder, ("fetchmail", "-f", rc, *files, "--nosyslog", "--invisible")

    def fetch(self, login, delete=False):
        folder, command = self.configuration(login)
        # Without --keep fetchmail deletes; --fetchall then takes what it has seen before as well.
        mode = ("--nokeep", "--fetchall") if delete else ("--keep",)
        self.run(*command, *mode, fine=(0, self.NO_MAIL))
        return files_in(folder)

    def check(self, login):
        _folder, command = self.configuration(login)
        return self.run(*command, "--check", fine=(0, self.NO_MAIL)).decode()


class Getmail(Client):
    """For each message it starts a child; one that ends too soon it waits for until a timeout.

    It is then started again: no QUIT was sent, so that to server and client nothing has happened.
    """

    name = "getmail (Maildir)"
    programs = ("getmail",)
    remembers = True
    unprivileged = True
    ATTEMPTS = 12
    SECONDS = 10

    def destination(self):
        self.maildir = self.new_maildir()
        return f"type = Maildir\npath = {self.maildir}/\n"

    def fetched(self):
        return files_in(self.maildir)

    def fetch(self, login, delete=False):
        for _ in range(self.ATTEMPTS):
            try:
                return self.attempt(login, delete)
            except subprocess.TimeoutExpired as expired:
                timeout = expired
        raise ClientFailed(timeout) from timeout

    def retriever(self):
        if not self.tls:
            return "type = SimplePOP3Retriever\n"
        return f"type = SimplePOP3SSLRetriever\nca_certs = {self.trusted}\n"

    def attempt(self, login, delete):
        remove = "true" if delete else "false"
        rc = self.write(
            "getmailrc",
            f"[retriever]\n{self.retriever()}"
            f"server = {self.host}\nport = {self.box.pop3_port}\n"
            f"username = {login.name}\npassword = {login.password}\n"
            f"[destination]\n{self.destination()}"
            "[options]\nverbose = 0\ndelivered_to = false\nreceived = false\n"
            f"read_all = {remove}\ndelete = {remove}\n",
        )
        command = ("getmail", f"--getmaildir={self.home}", f"--rcfile={rc}")
        self.run(*command, timeout=self.SECONDS)
        return self.fetched()


class GetmailMbox(Getmail):
    name = "getmail (mboxrd)"

    def destination(self):
        self.mbox = self.new_folder() / "mbox"
        self.mbox.touch()  # getmail delivers into an existing file only
        return f"type = Mboxrd\npath = {self.mbox}\n"

    def fetched(self):
        return messages_in_mbox(self.mbox)


# ---------------------------------------------------------------------------- mutt, NeoMutt, s-nail


# No TLS, no question that waits for an answer, and no pause to let a person read.
MUTT_SETTINGS = """\
set charset=utf-8
set use_envelope_from=yes
set confirmappend=no confirmcreate=no
set copy=no move=no quit=yes delete=yes
set wait_key=no sleep_time=0 timeout=1
set mbox_type=Maildir
set pop_checkinterval=0 pop_reconnect=no
"""


class Mutt(Client):
    """Composes its mail; opens pop:// as a mailbox and copies its messages to a Maildir."""

    name = "mutt (pop://)"
    program = "mutt"
    programs = ("mutt",)
    exact = False
    authenticator = "user"
    # Fields that saving puts at the end of a header.
    added = re.compile(rb"\r\n(Content-Length: \d+\r\n)?(Lines: \d+\r\n)?\r\n")

    def tls_setting(self):
        if not self.tls:
            return "set ssl_force_tls=no ssl_starttls=no"
        starttls = "yes" if self.tls == "starttls" else "no"
        return (
            f"set ssl_force_tls=yes ssl_starttls={starttls}"
            f" ssl_ca_certificates_file={self.trusted}"
        )

    def scheme(self, protocol):
        return f"{protocol}s" if self.tls == "implicit" else protocol

    def configuration(self, *lines):
        here = (f"set hostname={GREETING}", f"set folder={self.home}", self.tls_setting())
        return self.write("muttrc", MUTT_SETTINGS + "\n".join((*here, *lines)) + "\n")

    def send(self, mail, sender, recipients, login=None):
        lines = [f"set from={sender}", f"set envelope_from_address={sender}"]
        user = ""
        if login:
            user = f"{login.name}@"
            lines += [f"set smtp_pass={login.password}", "set smtp_authenticators=plain"]
        server = f"{self.scheme('smtp')}://{user}{self.host}:{self.box.smtp_port}"
        rc = self.configuration(*lines, f"set smtp_url={server}")
        attached = ("-a", self.write("all.bin", mail.attachment)) if mail.attachment else ()
        self.run(
            *(self.program, "-n", "-F", rc, "-s", mail.subject, *attached, "--", *recipients),
            stdin=mail.text.encode(),
        )

    def on_terminal(self, *arguments):
        """Runs the program on a terminal of its own, with what push has it type, then q.

        q is typed here until it is heard: an error, tagging in an empty mailbox for one, makes
        mutt forget everything that was pushed.
        """
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self.environment(),
            cwd=self.home,
            start_new_session=True,
        )
        os.close(theirs)
        screen = []
        reader = threading.Thread(target=read_screen, args=(ours, screen))
        reader.start()
        for _ in range(100):
            try:
                process.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                os.write(ours, b"q")
        process.kill()  # of no effect on one that has ended
        status = process.wait()
        reader.join()
        os.close(ours)
        if status != 0:
            raise ClientFailed(arguments, status, b"".join(screen))

    def account(self, login):
        return (
            f"set pop_user={login.name}",
            f"set pop_pass={login.password}",
            f"set pop_authenticators={self.authenticator}",
        )

    def kept_in(self, maildir):
        return [self.added.sub(rb"\r\n\r\n", octets, count=1) for octets in files_in(maildir)]

    def copy_all(self, mailbox, *settings, action="<copy-message>"):
        """Opens a mailbox and copies every message; returns the copies."""
        maildir = self.new_maildir()
        push = f'push "<tag-pattern>~A<enter><tag-prefix>{action}{maildir}<enter>"'
        rc = self.configuration(*settings, push)
        self.on_terminal(self.program, "-n", "-F", rc, "-f", mailbox)
        return self.kept_in(maildir)

    def fetch(self, login, delete=False):
        # save marks what it has copied as deleted, and quit then deletes it.
        return self.copy_all(
            f"{self.scheme('pop')}://{self.host}:{self.box.pop3_port}",
            *self.account(login),
            action="<save-message>" if delete else "<copy-message>",
        )

    def open_mbox(self, path):
        return [unquoted(octets) for octets in self.copy_all(path)]


class NeoMutt(Mutt):
    name = "NeoMutt (pop://)"
    program = "neomutt"
    programs = ("neomutt",)


class MuttPlain(Mutt):
    name = "mutt (plain)"
    authenticator = "plain"


class NeoMuttPlain(NeoMutt):
    name = "NeoMutt (plain)"
    authenticator = "plain"


class MuttFetch(Mutt):
    """mutt's other way: fetch-mail moves everything into the spool mailbox."""

    name = "mutt (fetch-mail)"

    def fetch(self, login, delete=False):
        maildir = self.new_maildir()
        rc = self.configuration(
            *self.account(login),
            f"set pop_host=pop://{HOST}:{self.box.pop3_port}",
            f"set spoolfile={maildir}",
            f"set pop_delete={'yes' if delete else 'no'}",
            'push "<fetch-mail>"',
        )
        self.on_terminal(self.program, "-n", "-F", rc, "-f", maildir)
        return self.kept_in(maildir)


def read_screen(terminal, screen):
    while True:
        try:
            octets = os.read(terminal, 65536)
        except OSError:  # EIO: the program has ended
            return
        if not octets:
            return
        screen.append(octets)


class Snail(Client):
    name = "s-nail"
    programs = ("s-nail",)
    exact = False

    def snail(self, *arguments, stdin):
        settings = (
            *("v15-compat=yes", "ttycharset=utf-8", "sendcharsets=utf-8", f"hostname={GREETING}"),
            *("quiet", "pop3-auth=plain", "pop3-no-apop", "keep"),
        )
        options = [word for setting in settings for word in ("-S", setting)]
        return self.run("s-nail", "-:/", *options, *arguments, stdin=stdin)

    def send(self, mail, sender, recipients, login=None):
        user = f"{login.name}:{login.password}@" if login else ""
        attached = ("-a", self.write("all.bin", mail.attachment)) if mail.attachment else ()
        self.snail(
            *("-S", f"mta=smtp://{user}{HOST}:{self.box.smtp_port}"),
            *("-S", f"smtp-auth={'plain' if login else 'none'}"),
            *("-S", f"from={sender}", "-r", sender, "-s", mail.subject, *attached),
            *("-.", *recipients),
            stdin=mail.text.encode(),
        )

    def as_kept(self, octets):
        # Quoted as for an mbox, and with a blank line at the end, in a Maildir too.
        quoted = re.sub(rb"^From ", rb">From ", octets, flags=re.MULTILINE)
        return quoted if quoted.endswith(b"\r\n\r\n") else quoted + b"\r\n"

    def copy_all(self, mailbox, action="copy"):
        """Opens a mailbox and copies every message; returns the copies."""
        maildir = self.new_maildir()
        commands = f"{action} * maildir://{maildir}\nquit\n"
        self.snail("-N", "-f", mailbox, stdin=commands.encode())
        return files_in(maildir)

    def fetch(self, login, delete=False):
        mailbox_url = f"pop3://{login.name}:{login.password}@{HOST}:{self.box.pop3_port}"
        return self.copy_all(mailbox_url, "move" if delete else "copy")

    def open_mbox(self, path):
        # The blank line that separates is taken for the message's.
        return [unquoted(octets).removesuffix(b"\r\n") for octets in self.copy_all(path)]


# ---------------------------------------------------------------------------- libraries


class Python(Client):
    name = "Python smtplib, poplib"
    mail_options = ()

    def context(self):
        return ssl.create_default_context(cafile=self.trusted)

    def connect(self):
        address = (self.host, self.box.smtp_port, GREETING)
        if self.tls == "implicit":
            return smtplib.SMTP_SSL(*address, timeout=30, context=self.context())
        smtp = smtplib.SMTP(*address, timeout=30)
        if self.tls:
            smtp.starttls(context=self.context())
        return smtp

    def connect_pop3(self):
        address = (self.host, self.box.pop3_port)
        if self.tls == "implicit":
            return poplib.POP3_SSL(*address, timeout=30, context=self.context())
        pop = poplib.POP3(*address, timeout=30)
        if self.tls:
            pop.stls(self.context())
        return pop

    def send(self, mail, sender, recipients, login=None):
        try:
            with self.connect() as smtp:
                if login:
                    smtp.login(login.name, login.password)
                refused = smtp.sendmail(sender, recipients, mail.octets, self.mail_options)
        except (smtplib.SMTPException, ssl.SSLError) as error:
            raise ClientFailed(error) from error
        if refused:
            raise ClientFailed(refused)

    def sign_in(self, pop, login):
        pop.user(login.name)
        pop.pass_(login.password)

    def session(self, login):
        try:
            pop = self.connect_pop3()
        except ssl.SSLError as error:
            raise ClientFailed(error) from error
        try:
            self.sign_in(pop, login)
        except poplib.error_proto as error:
            pop.close()
            raise ClientFailed(error) from error
        return pop

    def sizes(self, login):
        pop = self.session(login)
        _reply, lines, _size = pop.list()
        pop.quit()
        return [int(line.split()[1]) for line in lines]

    def fetch(self, login, delete=False):
        pop = self.session(login)
        count, _octets = pop.stat()
        messages = []
        for number in range(1, count + 1):
            _reply, lines, _size = pop.retr(number)
            messages.append(b"".join(line + b"\r\n" for line in lines))
            if delete:
                pop.dele(number)
        pop.quit()
        return messages


    def open_mbox(self, path):
        return messages_in_mbox(path)


class PythonPlain(Python):
    """poplib has no AUTH, but takes any command."""

    name = "Python poplib (AUTH PLAIN)"

    def sign_in(self, pop, login):
        pop._shortcmd(f"AUTH PLAIN {login.plain()}")


class PythonLogin(Python):
    name = "Python poplib (AUTH LOGIN)"

    def sign_in(self, pop, login):
        pop._shortcmd("AUTH LOGIN")
        pop._shortcmd(coded(login.name))
        pop._shortcmd(coded(login.password))


class PythonUtf8(Python):
    name = "Python smtplib SMTPUTF8, poplib utf8()"
    mail_options = ("SMTPUTF8",)

    def sign_in(self, pop, login):
        pop.utf8()
        super().sign_in(pop, login)


class PythonLmtp(Python):
    """smtplib.LMTP reads one reply to the message, so that it can name one recipient only."""

    name = "Python smtplib.LMTP"

    def connect(self):
        return smtplib.LMTP(HOST, self.box.lmtp_port, GREETING, timeout=30)


class Script(Client):
    """A program of a few lines in helpers/ around another language's mail library.

    Its arguments: send PORT SENDER RECIPIENT..., list PORT, fetch PORT FOLDER, delete PORT FOLDER.
    """

    interpreter = ()
    script = ""
    settings = {}

    def command(self):
        return (*self.interpreter, HELPERS / self.script)

    def talk(self, *arguments, stdin=b"", login=None):
        account = {"MAIL_USER": login.name, "MAIL_PASSWORD": login.password} if login else {}
        account.update(self.tls_settings() if self.tls else {})
        return self.run(*self.command(), *arguments, stdin=stdin, **account, **self.settings)

    def tls_settings(self):
        return {"MAIL_TLS": self.tls, "MAIL_TRUSTED": str(self.trusted)}

    def send(self, mail, sender, recipients, login=None):
        self.talk("send", self.box.smtp_port, sender, *recipients, stdin=mail.octets, login=login)

    def sizes(self, login):
        lines = self.talk("list", self.box.pop3_port, login=login).split(b"\n")
        return [int(line.split()[1]) for line in lines if line]

    def fetch(self, login, delete=False):
        folder = self.new_folder()
        self.talk("delete" if delete else "fetch", self.box.pop3_port, folder, login=login)
        return files_in(folder)


class Perl(Script):
    name = "Perl Net::SMTP, Net::POP3"
    programs = ("perl",)
    files = ("/usr/share/perl5/Authen/SASL.pm",)  # Net::SMTP cannot sign in without it
    interpreter = ("perl",)
    script = "mail.pl"


class PerlPlain(Perl):
    name = "Perl Net::POP3 auth (PLAIN)"
    settings = {"MAIL_AUTH": "PLAIN"}


class PerlLogin(Perl):
    name = "Perl Net::POP3 auth (LOGIN)"
    settings = {"MAIL_AUTH": "LOGIN"}


class PerlBdat(Perl):
    name = "Perl Net::SMTP bdat"
    settings = {"MAIL_CHUNK": f"{CHUNK_OCTETS}"}


class Ruby(Script):
    name = "Ruby net/smtp, net/pop"
    programs = ("ruby",)
    interpreter = ("ruby",)
    script = "mail.rb"


class Nodemailer(Script):
    name = "nodemailer"
    programs = ("node",)
    files = ("/usr/share/nodejs/nodemailer/package.json",)
    interpreter = ("node",)
    script = "send.js"

    def environment(self):
        return {**super().environment(), "NODE_PATH": "/usr/share/nodejs"}


STORE_PASSWORD = "not.secret"  # keytool needs one


class Java(Script):
    name = "Java javax.mail"
    programs = ("java", "javac")
    files = tuple(JAVA_CLASSES.split(":"))
    compiled = None  # the folder with Mail.class, known when something has been compiled

    def command(self):
        # The quick compiler: the program does not live long enough for the thorough one.
        quick = ("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
        trust = {"trustStore": self.store(), "trustStorePassword": STORE_PASSWORD} if self.tls else {}
        trusted = [f"-Djavax.net.ssl.{name}={value}" for name, value in trust.items()]
        return ("java", *quick, *trusted, "-cp", f"{JAVA_CLASSES}:{self.compiled}", "Mail")

    def store(self):
        """The certificate that is trusted, in the form that Java reads."""
        store = self.home / "trusted.jks"
        if not store.exists():
            self.run(
                *("keytool", "-importcert", "-noprompt", "-file", self.trusted),
                *("-keystore", store, "-storepass", STORE_PASSWORD),
            )
        return store

    def tls_settings(self):
        start = {"starttls": "starttls.enable starttls.required", "implicit": "ssl.enable"}[self.tls]
        names = [*start.split(), "ssl.checkserveridentity"]
        words = [f"mail.{it}.{name}=true" for it in ("smtp", "pop3") for name in names]
        return {"MAIL_PROPERTIES": " ".join(words), "MAIL_HOST": self.host}


class JavaPlain(Java):
    name = "Java javax.mail (PLAIN)"
    settings = {"MAIL_PROPERTIES": "mail.pop3.auth.mechanisms=PLAIN"}


class JavaBdat(Java):
    name = "Java javax.mail chunksize"
    settings = {"MAIL_PROPERTIES": f"mail.smtp.chunksize={CHUNK_OCTETS}"}

    def as_sent(self, octets):
        # It doubles dots as for DATA, where nobody takes them off again.
        return dot_stuffed(octets)


class JavaUtf8(Java):
    name = "Java javax.mail allowutf8"
    settings = {"MAIL_PROPERTIES": "mail.mime.allowutf8=true"}


class SmtpSource(Client):
    """Postfix's load generator: it makes up its messages and signs in nowhere."""

    name = "smtp-source"
    programs = ("smtp-source",)

    def flood(self, sender, recipient, messages, sessions):
        self.source(sender, recipient, messages, sessions, self.box.smtp_port)

    def flood_by_lmtp(self, sender, recipient, messages, sessions, recipients):
        """Puts a number before the recipient: 1 to recipients."""
        port = self.box.lmtp_port
        self.source(sender, recipient, messages, sessions, port, "-L", "-r", recipients)

    def source(self, sender, recipient, messages, sessions, port, *options):
        self.run(
            *("smtp-source", "-s", sessions, "-m", messages, "-l", 3000, *options),
            *("-f", sender, "-t", recipient, f"inet:{HOST}:{port}"),
        )


# ---------------------------------------------------------------------------- a person


class Netcat(Client):
    """What somebody types or pipes into nc: lines that end in LF, a password among them."""

    name = "nc"
    programs = ("nc",)
    terminal = True

    def type(self, port, *lines):
        """Types lines and returns all that came back."""
        return self.run("nc", "-N", HOST, port, stdin=b"".join(line + b"\n" for line in lines))

    def send(self, mail, sender, recipients, login=None):
        name, _at, domain = sender.partition("@")
        greeting = (f"EHLO {login.name}", login.password) if login else (f"EHLO {domain}",)
        envelope = (
            *greeting,
            *(("MAIL FROM: @ME",) if login else (f"MAIL FROM: {sender}",)),
            *(f"RCPT TO: {recipient}" for recipient in recipients),
            "DATA",
        )
        text = dot_stuffed(lf(mail.octets))
        replies = self.type(
            self.box.smtp_port, *(line.encode() for line in envelope), text + b".", b"QUIT"
        )
        if b"\n250 2.0.0 Stored" not in replies:
            raise ClientFailed(replies)

    def read(self, login, *commands):
        """A whole POP3 session; returns what came back after the password."""
        lines = (f"USER {login.name}", f"PASS {login.password}", *commands, "QUIT")
        replies = self.type(self.box.pop3_port, *(line.encode() for line in lines))
        greeting, user, signed_in, rest = replies.split(b"\r\n", 3)
        if not all(reply.startswith(b"+OK") for reply in (greeting, user, signed_in)):
            raise ClientFailed(replies)
        return rest

    def listing(self, login):
        return multiline(self.read(login, "LIST"))[0].splitlines()

    def sizes(self, login):
        return [int(line.split()[1]) for line in self.listing(login)]

    def fetch(self, login, delete=False):
        numbers = range(1, len(self.listing(login)) + 1)
        rest = self.read(login, *(f"RETR {n}" for n in numbers))
        messages = []
        for _ in numbers:
            message, rest = multiline(rest)
            messages.append(message)
        if delete:
            self.read(login, *(f"DELE {n}" for n in numbers))
        return messages


class Telnet(Netcat):
    name = "telnet"
    programs = ("telnet",)
    eight_bit = False  # telnet takes some of them for keys of its own

    def type(self, port, *lines):
        process = subprocess.Popen(
            ["telnet", HOST, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment(),
        )
        process.stdin.write(b"".join(line + b"\n" for line in lines))
        process.stdin.flush()
        # telnet drops the connection when its input ends, so it stays open until the server closes.
        output = process.stdout.read()
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=30)
        # Before the greeting telnet says where it connects to; of each CRLF it shows the LF.
        return crlf(output.partition(b"Escape character is '^]'.\n")[2])


def multiline(octets):
    """Takes one multi-line reply off the front, unstuffed, without its status line."""
    status, rest = octets.split(b"\r\n", 1)
    if not status.startswith(b"+OK"):
        raise ClientFailed(status)
    if rest.startswith(b".\r\n"):
        return b"", rest[3:]
    body, _dot, rest = rest.partition(b"\r\n.\r\n")
    return re.sub(rb"^\.", b"", body + b"\r\n", flags=re.MULTILINE), rest


SENDERS = (
    *(Curl, CurlLogin, Swaks, SwaksLogin, SwaksPipeline, SwaksPipe, SwaksAttach, SwaksPipeAttach),
    *(Msmtp, Mutt, NeoMutt, Snail, Python, Perl, Ruby, Nodemailer, Java, Netcat, Telnet),
)
FETCHERS = (
    *(Curl, Mpop, MpopMbox, Fetchmail, Getmail, GetmailMbox, Mutt, MuttFetch, NeoMutt, Snail),
    *(Python, Perl, Ruby, Java, Netcat, Telnet),
)
