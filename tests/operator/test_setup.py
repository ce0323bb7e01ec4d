"""mailctl setup: from installed programs to a mail in and out, under each super-server.

setup works on a machine, which is a room here (tests/supers), so that this one is not changed.
"""

import re
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from examples import examples
from operators import TOP, WAIT_SECONDS, Terminal
from servers import Login
from test_install import make

sys.path.append(str(TOP / "tests" / "supers"))
sys.path.append(str(TOP / "tests" / "faults"))

import room as rooms  # noqa: E402
from supers import INETDS, INIT, UNITS, boot, find  # noqa: E402
from wire import Pop3, Smtp  # noqa: E402

PATH = f"/usr/local/bin:{rooms.ENVIRONMENT['PATH']}"
ENVIRONMENT = {**rooms.ENVIRONMENT, "PATH": PATH}
MAILCTL = "/usr/local/bin/mailctl"
LOGIN = Login("alice", "right.alice.Zq8", "example.org")
TLS_LISTENS = re.compile(" 00010000 .* /run/pillarbox-tls/socket$", re.MULTILINE)
# Nothing of pillarbox, and no unit of the machine outside.
EMPTY = """
umount /var/lib/pillarbox
rm -rf /var/lib/pillarbox /etc/pillarbox* /etc/inetd.conf /etc/xinetd.d /etc/service
sed -i /^pillarbox/d /etc/passwd /etc/shadow /etc/group /etc/gshadow
mkdir -p /etc/systemd/system
mount -t tmpfs tmpfs /etc/systemd/system
"""
TLS = ("--certificate", "/tmp/live/fullchain.pem", "--key", "/tmp/live/privkey.pem")
# What setup could change: in /etc with times. The files beside a database come and go when it is read.
STATE = """
find /etc /run -printf '%p %m %u:%g %s %T@\n'
find /var/lib ! -name 'mail.db-*' -printf '%p %m %u:%g\n'
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    make("install", f"DESTDIR={root}")
    return root


class Machine(rooms.Room):
    """With what make install puts there, and nothing else of pillarbox."""

    installed = None

    def furnish(self, settings):
        self.run("sh", "-euc", EMPTY)
        shutil.copytree(rooms.make_certificate()[0].folder, self.path("/tmp/live"))
        for place in ("usr/local", "etc"):
            shutil.copytree(self.installed / place, self.path(f"/{place}"), dirs_exist_ok=True)

    def setup(self, *words, octets=b"", status=0):
        """Runs it; returns what it says, and what it complains of."""
        done = subprocess.run(
            self.inside(MAILCTL, "setup", *words),
            input=octets,
            capture_output=True,
            timeout=WAIT_SECONDS,
            env=ENVIRONMENT,
        )
        assert done.returncode == status, done
        assert not list(self.path("/tmp").glob("mailctl.*")), "scratch files are left"
        assert LOGIN.password.encode() not in done.stdout + done.stderr
        return done.stdout.decode(), done.stderr.decode()

    def ready(self, *words):
        """setup for example.org and alice, whatever else words say."""
        names = ("--domain", "example.org", "--account", "alice")
        return self.setup(*names, *words, octets=LOGIN.password.encode() + b"\n")

    def mailctl(self, *words, octets=b""):
        return self.run(MAILCTL, *words, octets=octets).decode()

    def state(self):
        return self.run("sh", "-euc", STATE).splitlines()


@pytest.fixture
def open_machine(installed):
    """Opens one in which init runs."""
    why = rooms.missing()
    if why:
        pytest.skip(why)
    opened = []

    def open_one(init=("sleep", "infinity")):
        opened.append(type("Installed", (Machine,), {"installed": installed})(init))
        return opened[-1]

    yield open_one
    for machine in opened:
        machine.stop()


@pytest.fixture
def open_systemd(open_machine):
    """Opens one that systemd runs, with no unit of this machine."""

    def open_one():
        machine = open_machine(INIT)
        boot(machine, path=f"{UNITS}:/etc/systemd/system")
        machine.wait_until(machine.path("/run/systemd/private").exists, "systemd")
        return machine

    if why := find("systemd").missing():
        pytest.skip(why)
    return open_one


@pytest.fixture
def machine(open_machine):
    return open_machine()


def of(state, said):
    return [what for it, what in re.findall(r"^(made|would make|exists|differs) +(.*)$", said, re.M) if it == state]


def commands(said):
    """The last paragraph: what starts the services."""
    before, title, rest = said.partition("Then start the services:\n\n")
    assert title, said
    return [line.strip() for line in rest.splitlines()]


# --- from nothing to a mail -----------------------------------------------------------------------


def run_all(machine, told):
    for command in told:
        machine.run("sh", "-euc", command)


def start_directories(scanner, scanned):
    """The scanner looks for new directories every five seconds, so it starts when they are there."""

    def start(machine, told):
        machine.path(scanned).mkdir(parents=True, exist_ok=True)
        run_all(machine, told)
        machine.start(scanner, scanned)

    return start


def start_s6(machine, told):
    machine.path("/run/service").mkdir()
    machine.start("s6-svscan", "/run/service")
    machine.wait_until(machine.path("/run/service/.s6-svscan/control").exists, "s6-svscan")
    run_all(machine, told)


def start_xinetd(machine, told):
    machine.collect_syslog()
    shutil.copy(INETDS / "xinetd.conf", machine.path("/etc"))
    shutil.copy(INETDS / "xinetd", machine.path("/usr/local"))
    machine.start("/usr/local/xinetd", "-dontfork")
    machine.wait_until(lambda: machine.processes("xinetd"), "xinetd")
    run_all(machine, told)


def start_inetd(machine, told):
    machine.collect_syslog()
    shutil.copy(INETDS / "inetd", machine.path("/usr/local"))
    machine.start("/usr/local/inetd", "-i", "/etc/inetd.conf")
    machine.wait_until(lambda: machine.processes("inetd"), "inetd")
    run_all(machine, told)


# name: the same in tests/supers, what starts it
SUPERS = {
    "systemd": ("systemd", run_all),
    "s6": ("s6", start_s6),
    "ipsvd": ("ipsvd", start_directories("runsvdir", "/etc/service")),
    "tcpserver": ("tcpserver", start_directories("svscan", "/etc/service")),
    "socket-activate": ("daemontools", start_directories("svscan", "/etc/service")),
    "xinetd": ("xinetd", start_xinetd),
    "inetd": ("inetd", start_inetd),
}


@pytest.fixture(params=SUPERS)
def super_server(request, open_machine, open_systemd):
    """Its name, a machine, and what starts it there."""
    same, start = SUPERS[request.param]
    if why := find(same).missing():
        pytest.skip(why)
    machine = open_systemd() if same == "systemd" else open_machine()
    return request.param, machine, start


def with_tls(wire):
    context = ssl.create_default_context(cafile=rooms.make_certificate()[0].trusted)
    return type(wire)(context.wrap_socket(wire.connection, server_hostname="localhost"))


def deliver(smtp, sender, recipient):
    assert smtp.command(b"MAIL FROM:<%s>" % sender).good
    assert smtp.command(b"RCPT TO:<%s>" % recipient).good
    assert smtp.command(b"DATA").good
    assert smtp.command(b"Subject: from %s\r\n\r\n." % sender).good
    assert smtp.command(b"QUIT").good


def send_from_elsewhere(machine):
    with machine.connect("127.0.0.2", 25) as connection:
        smtp = Smtp(connection)
        assert b"mail.example.org" in smtp.reply().text
        assert smtp.command(b"EHLO client.elsewhere.example").good
        deliver(smtp, b"someone@elsewhere.example", b"postmaster@example.org")


def submit(machine):
    with machine.connect("127.0.0.3", 587) as connection:
        smtp = Smtp(connection)
        assert smtp.reply().good and smtp.command(b"EHLO [127.0.0.3]").good
        assert smtp.command(b"STARTTLS").good
        smtp = with_tls(smtp)
        assert smtp.command(b"EHLO [127.0.0.3]").good
        assert smtp.command(b"AUTH PLAIN " + LOGIN.plain().encode()).good
        deliver(smtp, LOGIN.address.encode(), LOGIN.address.encode())


def fetch(machine):
    """The subjects of a maildrop, over implicit TLS."""
    with machine.connect("127.0.0.4", 995) as connection:
        pop3 = with_tls(Pop3(connection))
        assert pop3.reply().good
        assert pop3.command(b"USER alice").good
        assert pop3.command(b"PASS " + LOGIN.password.encode()).good
        mail = pop3.command(b"RETR 1", with_body=True).body, pop3.command(b"RETR 2", with_body=True).body
        assert pop3.command(b"QUIT").good
    return [re.search(rb"^Subject: (.*)\r$", octets, re.MULTILINE)[1] for octets in mail]


def test_from_nothing_to_a_mail(super_server):
    """With a certificate: in on port 25 and 587, and out on port 995."""
    name, machine, start = super_server
    said, _ = machine.ready("--super", name, *TLS)
    assert not of("differs", said)
    start(machine, commands(said))
    (line,) = re.findall("TCP ports: (.*)", said)
    assert line == "25 587 465 110 995"
    for port in line.split():
        machine.wait_for_port(int(port))
    machine.wait_until(lambda: TLS_LISTENS.search(machine.path("/proc/1/net/unix").read_text()), "tlsd")
    send_from_elsewhere(machine)
    submit(machine)
    assert fetch(machine) == [b"from someone@elsewhere.example", b"from alice@example.org"]


# --- again, dry, and beside others ------------------------------------------------------------------


@pytest.mark.parametrize("name", ("systemd", "tcpserver", "inetd"))
def test_again(machine, name):
    """Everything is there already, and nothing changes."""
    words = ("--super", name, *TLS)
    before = machine.state()
    dry, _ = machine.ready(*words, "--dry-run")
    assert machine.state() == before
    said, _ = machine.ready(*words)
    assert said == dry.replace("would make ", "made       ")
    before = machine.state()
    again, _ = machine.ready(*words)
    assert of("made", again) == of("differs", again) == []
    assert machine.state() == before
    assert said.partition("\n\n")[2] == again.partition("\n\n")[2]


def test_a_certificate_later(machine):
    """Without one there is port 25 only. What setup has written, it may write again."""
    said, _ = machine.ready("--super", "xinetd")
    assert "TCP ports: 25\n" in said and "not yet" in said
    assert "submission" not in machine.path("/etc/xinetd.d/pillarbox").read_text()
    said, _ = machine.setup("--super", "xinetd", *TLS)
    assert "/etc/xinetd.d/pillarbox again, with other contents" in of("made", said)
    assert "TCP ports: 25 587 465 110 995\n" in said and not of("differs", said)
    assert "service submission\n" in machine.path("/etc/xinetd.d/pillarbox").read_text()


def test_what_somebody_else_changed_stays(machine):
    """A setting, the certificate and a script, each told with its place."""
    words = ("--super", "tcpserver", "--hostname", "mail.example.org", *TLS)
    machine.ready(*words)
    machine.change("/etc/pillarbox.conf", "hostname = mail.example.org", "hostname = mx.example.org")
    machine.write("/etc/pillarbox-tls/current/fullchain.pem", "# mine\n")
    machine.write("/etc/pillarbox/tcpserver-smtp/run", "# mine\n")
    before = machine.state()
    said, _ = machine.ready(*words)
    assert machine.state() == before
    places = ("/etc/pillarbox.conf", "/etc/pillarbox-tls/current", "/etc/pillarbox/tcpserver-smtp/run")
    assert len(of("differs", said)) == len(places)
    for place, told in zip(places, of("differs", said)):
        assert place in told and "stays as it is" in told
    assert "MX    10 mx.example.org." in said


def test_files_of_others(machine):
    """Settings that are there stay, comments too; inetd's file keeps its other services."""
    machine.write("/etc/pillarbox.conf", "# mine\nquota = 2G\ndomains = example.com, example.org\n")
    machine.write("/etc/inetd.conf", "time stream tcp nowait root internal\nsmtp stream tcp mine")
    said, _ = machine.ready("--super", "inetd", *TLS)
    settings = machine.path("/etc/pillarbox.conf").read_text()
    assert settings.startswith("# mine\nquota = 2G\ndomains = example.com, example.org\n")
    assert settings.count("domains") == 1 and "\ninteractive = none\n" in settings
    lines = machine.path("/etc/inetd.conf").read_text().splitlines()
    assert lines[:2] == ["time stream tcp nowait root internal", "smtp stream tcp mine"]
    assert [line.split()[0] for line in lines[2:]] == ["submission", "submissions", "pop3", "pop3s"]
    assert len(of("differs", said)) == 2
    assert said.count(" MX ") == said.count("v=spf1") == 2


def test_another_database(machine):
    """Its directory may be on a disk that is not mounted."""
    machine.change("/etc/pillarbox.conf", "/var/lib/pillarbox/", "/srv/mail/")
    before = machine.path("/etc/pillarbox.conf").read_text()
    said, complaint = machine.setup(
        "--domain", "example.org", "--account", "alice", octets=b"right.one\n", status=1
    )
    assert "There is no directory /srv/mail" in complaint
    assert machine.path("/etc/pillarbox.conf").read_text() == before
    assert not machine.path("/srv/mail").exists()


# --- mistakes ---------------------------------------------------------------------------------------

GOOD = {"domain": "example.org", "account": "alice", "super": "s6"}


def test_mistakes_change_nothing(machine):
    """Whatever is missing, wrong, or wants to be something else."""
    key, chain = "/tmp/live/privkey.pem", "/tmp/live/fullchain.pem"
    machine.write("/tmp/other.pem", "-----BEGIN nothing\x1b[2J\n")
    machine.write("/tmp/$(touch pwned)", "")
    mistakes = (
        ({"domain": None}, 64, "setup needs --domain"),
        ({"account": None}, 64, "setup needs --account"),
        ({"domain": "x' OR 1"}, 64, "this is not a domain: x'"),
        ({"domain": "$(touch /tmp/pwned).org"}, 64, "not a domain"),
        ({"domain": "example.org\ninteractive = any"}, 64, "control characters"),
        ({"domain": "\x1b]0;pwned\x07.org"}, 64, "control characters"),
        ({"domain": "\u009b2J.org", "hostname": "mail.example.org"}, 64, "control characters"),
        ({"hostname": "-e"}, 64, "hostname"),
        ({"hostname": "a;b"}, 64, "the name of a host is needed"),
        ({"account": "al ice"}, 64, "cannot be the name"),
        ({"account": "x'); DROP TABLE account; --"}, 64, "cannot be the name"),
        ({"account": "$(touch /tmp/pwned)"}, 64, "cannot be the name"),
        ({"super": "upstart"}, 64, "There is no super-server"),
        ({"super": ".*"}, 64, "There is no super-server"),
        ({"super": "s6\nxinetd"}, 64, "control characters"),
        ({"certificate": chain}, 64, "setup needs --key"),
        ({"key": key}, 64, "setup needs --certificate"),
        ({"certificate": chain, "key": "/no/such"}, 1, "There is no directory /no."),
        ({"certificate": "/tmp/other.pem", "key": key}, 1, "cannot be used. tlsd says"),
        ({"certificate": "/tmp/$(touch pwned)", "key": key}, 1, "cannot be used"),
        ({"certificate": key, "key": key}, 1, "cannot be used"),
    )
    before = machine.state()
    for words, status, reason in mistakes:
        options = [f"--{it}={value}" for it, value in {**GOOD, **words}.items() if value is not None]
        said, complaint = machine.setup(*options, octets=b"right.one\n", status=status)
        assert reason in complaint and "\x1b" not in complaint + said, words
    assert "no password" in machine.setup(*(f"--{k}={v}" for k, v in GOOD.items()), status=1)[1]
    assert machine.state() == before
    assert not list(machine.path("/tmp").glob("*pwned"))


def test_who_may_not(machine):
    """Not somebody else than root, not with other settings than those of the services."""
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", MAILCTL, "setup")
    done = subprocess.run(machine.inside(*nobody), capture_output=True, env=ENVIRONMENT, timeout=60)
    assert done.returncode == 1 and b"Run it as root" in done.stderr
    other = (MAILCTL, "-d", "/tmp/mail.db", "setup", "--domain", "example.org")
    done = subprocess.run(machine.inside(*other), capture_output=True, env=ENVIRONMENT, timeout=60)
    assert done.returncode == 64 and b"no -c, -d or -o" in done.stderr


def test_not_from_the_sources(operator):
    operator.configuration.write_text("")
    done = subprocess.run([TOP / "conf/mailctl", "setup"], capture_output=True, timeout=60)
    assert done.returncode == 1 and b"make install" in done.stderr


def test_at_a_terminal(machine):
    """It asks, and proposes what is so. The password is not shown."""
    answers = (
        ("Domain", b"example.org"),
        ("[mail.example.org]: ", b""),
        ("Super-server: systemd, s6, ", b"s6"),
        ("TLS certificate", b"/tmp/live/fullchain.pem"),
        ("private key: ", b"/tmp/live/privkey.pem"),
        ("First account: ", b"alice"),
        ("Password: ", LOGIN.password.encode()),
        ("Once more: ", LOGIN.password.encode()),
    )
    terminal = Terminal(machine.inside(MAILCTL, "setup"), TOP, env=ENVIRONMENT)
    for question, answer in answers:
        terminal.wait_for(question.encode())
        terminal.type(answer + b"\n")
    assert terminal.end() == 0, terminal.shown
    assert LOGIN.password.encode() not in terminal.shown
    assert "alice" in machine.mailctl("list")
    terminal = Terminal(machine.inside(MAILCTL, "setup", "--super=s6"), TOP, env=ENVIRONMENT)
    for proposal in (b"[example.org]: ", b"[mail.example.org]: ", b"none: ", b"[alice]: "):
        terminal.wait_for(proposal)
        terminal.type(b"\n")
    assert terminal.end() == 0 and b"made" not in terminal.shown, terminal.shown


def test_add_before_there_is_a_directory(machine):
    """It says what makes one."""
    done = subprocess.run(
        machine.inside(MAILCTL, "add", "alice"), input=b"x\n", capture_output=True, env=ENVIRONMENT
    )
    assert done.returncode == 1 and b'"mailctl setup"' in done.stderr
    assert not machine.path("/var/lib/pillarbox").exists()


# --- what the pages say -----------------------------------------------------------------------------


def typed(text):
    """The words of the command in a text."""
    command = re.search(r"mailctl setup (.*\\\n)+.*", text)[0]
    return command.replace("\\\n", " ").split()


OLDER = Path(__file__).with_name("saved") / "schema-1.db"


def test_the_upgrade_of_the_readme(open_systemd):
    """From an older database and another unit. Sessions go on, and new ones are served."""
    machine = open_systemd()
    steps = (TOP / "README.md").read_text(encoding="utf-8").partition("**Upgrade.**")[2].partition("\n10. ")[0]
    backup, install, *others = re.findall(r"^       (\S.*)$", steps, re.MULTILINE)
    assert "make install" in install and len(others) == 2
    said, _ = machine.ready("--super", "systemd", *TLS)
    machine.path("/var/backups").mkdir(exist_ok=True)
    run_all(machine, [backup])
    mail = machine.path("/var/lib/pillarbox/mail.db")
    owner = mail.stat()
    for path in mail.parent.glob("mail.db?*"):
        path.unlink()
    shutil.copyfile(OLDER, mail)
    unit = "/etc/systemd/system/pillarbox-smtp.service"
    machine.write(unit, machine.path(unit).read_text() + "# older\n")
    machine.run("sh", "-euc", f"sha256sum {unit} >>/etc/pillarbox/setup.sums")
    run_all(machine, commands(said))
    held = Smtp(machine.connect("127.0.0.2", 25))
    assert held.reply().good
    show = ("systemctl", "show", "--value", "--property=MainPID", "pillarbox-smtp")
    main = machine.run(*show)
    run_all(machine, others)
    assert machine.run(*show) != main
    assert "# older" not in machine.path(unit).read_text()
    assert (mail.stat().st_uid, mail.stat().st_gid) == (owner.st_uid, owner.st_gid)
    assert "alice" in machine.mailctl("list")
    assert held.command(b"QUIT").good
    assert Smtp(machine.connect("127.0.0.2", 25)).reply().good


def test_the_command_of_the_pages(machine):
    """README, README.Debian and mailctl(8) have the same one, and it works."""
    (manual,) = [it.text for it in examples("mailctl.8") if "mailctl setup" in it.text]
    readme = typed((TOP / "README.md").read_text(encoding="utf-8"))
    assert readme == typed((TOP / "conf/debian/README.Debian").read_text())
    assert readme == [word for word in typed(manual) if word != "--dry-run"]
    live = machine.path("/etc/letsencrypt/live/mail.example.org")
    live.parent.mkdir(parents=True)
    shutil.copytree(rooms.make_certificate()[0].folder, live)
    said, _ = machine.setup(*readme[2:], "--super", "systemd", octets=b"right.one\n")
    assert "certificate in /etc/pillarbox-tls/current" in of("made", said)
    assert "alice" in machine.mailctl("list")
