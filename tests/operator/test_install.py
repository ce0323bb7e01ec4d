"""make install and make uninstall: what goes where, what stays, and that it works there."""

import base64
import os
import re
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from pages import dead_links

TOP = Path(__file__).resolve().parents[2]

# Nobody has directories of these names: whatever is written there and not below DESTDIR is seen.
NOWHERE = Path("/pillarbox-was-not-to-be-installed-here")
PREFIX = NOWHERE / "opt/mail"
SYSCONFDIR = NOWHERE / "etc"

# tlsd is there where it can be built.
PROGRAMS = {"smtpd", "pop3d"} | ({"tlsd"} if (TOP / "tlsd/tlsd").exists() else set())
PASSWORD = "alice.Zq8"
# Of alice's password, made by openssl passwd -5.
HASH = "$5$pillarbox$Mr.7hZRwWL3kWASjlxMUeQXS/pC2v7FLNG1uvcJoyu9"


def make(*words, umask=0o022):
    """Never with what the make that runs the tests was told."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS")}
    done = subprocess.run(
        ["make", *words],
        cwd=TOP,
        env=environment,
        umask=umask,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done
    return done.stdout


class Installation:
    def __init__(self, root):
        self.root = root
        self.configuration = self.below(SYSCONFDIR) / "pillarbox.conf"
        self.libexec = self.below(PREFIX) / "libexec/pillarbox"
        self.samples = self.below(PREFIX) / "share/pillarbox"
        self.documents = self.below(PREFIX) / "share/doc/pillarbox"
        self.database = root / "mail.db"

    def below(self, path):
        return self.root / path.relative_to("/")

    def make(self, target, **options):
        where = (f"DESTDIR={self.root}", f"PREFIX={PREFIX}", f"SYSCONFDIR={SYSCONFDIR}")
        said = make(target, *where, **options)
        assert not NOWHERE.exists()
        return said

    def files(self):
        return {path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file()}

    def command(self, program):
        return [self.libexec / program, "-c", self.configuration, "-d", self.database]

    def session(self, program, *lines, **options):
        """Returns what was said."""
        done = subprocess.run(
            self.command(program),
            input=b"".join(line + b"\r\n" for line in lines),
            capture_output=True,
            timeout=60,
            **options,
        )
        assert done.returncode == 0, done
        return done.stdout

    def create(self):
        subprocess.run([*self.command("smtpd"), "--create"], check=True, timeout=60)

    def session_from(self, address, program, *lines):
        """As for a client elsewhere, on a socket whose other end a wrapper has."""
        ours, theirs = socket.socketpair()
        with ours, theirs, open(self.root / "log", "ab") as log:
            session = subprocess.Popen(
                self.command(program),
                stdin=theirs,
                stdout=theirs,
                stderr=log,
                env={"TCPREMOTEIP": address},
            )
            theirs.close()
            ours.sendall(b"".join(line + b"\r\n" for line in lines))
            ours.settimeout(30)
            said = b""
            while octets := ours.recv(65536):
                said += octets
            assert session.wait(30) == 0
        return said


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What one make install has made, for all tests that only look at it."""
    made = Installation(tmp_path_factory.mktemp("installed") / "root")
    made.make("install", umask=0o077)
    return made


@pytest.fixture
def installation(installed, tmp_path):
    """A copy of it, which a test may change."""
    shutil.copytree(installed.root, tmp_path / "root")
    return Installation(tmp_path / "root")


def expected_files():
    """Worked out from what there is in the source."""
    prefix = PREFIX.relative_to("/")
    documents = prefix / "share/doc/pillarbox"
    files = {prefix / "libexec/pillarbox" / program for program in PROGRAMS}
    files |= {documents / name for name in ("README.md", "LICENSE", "parts.svg", "session.svg")}
    for page in (TOP / "man").iterdir():
        files.add(prefix / f"share/man/man{page.suffix[1:]}" / page.name)
    for sample in (TOP / "conf").rglob("*"):
        path = sample.relative_to(TOP / "conf")
        if path.parts[0] == "mailctl.d" and sample.is_file():
            files.add(prefix / "libexec/pillarbox" / path)
        elif sample.is_file() and len(path.parts) > 1 and path.parts[0] not in ("debian", "super-server"):
            files.add(prefix / "share/pillarbox" / path)
    for settings in ("pillarbox.conf", "pillarbox-tlsd.conf"):
        files.add(prefix / "share/pillarbox" / settings)
        files.add(SYSCONFDIR.relative_to("/") / settings)
    files.add(prefix / "bin/mailctl")
    files |= {prefix / f"libexec/pillarbox/{engine}/findings.sql" for engine in ("sqlite", "postgresql")}
    files.add(prefix / "share/bash-completion/completions/mailctl")
    return files


def is_for_everybody(path):
    return path.stat().st_mode & 0o055 == 0o055


# --- what goes where ----------------------------------------------------------------------------


def test_everything_is_there_and_nothing_else(installed):
    assert installed.files() == expected_files()


def test_everybody_can_read_it_whatever_the_umask(installed):
    paths = list(installed.root.rglob("*"))
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in paths)
    assert all(is_for_everybody(path) for path in paths if path.is_dir())
    assert not any(path.stat().st_mode & 0o022 for path in paths)


def test_what_can_be_executed(installed):
    executable = {path for path in installed.files() if os.access(installed.root / path, os.X_OK)}
    programs = {installed.libexec.relative_to(installed.root) / name for name in PROGRAMS}
    assert programs < executable
    for path in executable - programs:
        assert (installed.root / path).read_bytes().startswith(b"#!"), path
    assert PREFIX.relative_to("/") / "bin/mailctl" in executable


def test_texts_name_the_paths_of_this_installation(installed):
    """No text knows another place, and some know this one."""
    naming = set()
    for path in installed.files():
        text = (installed.root / path).read_bytes()
        if path.name in PROGRAMS and path.parent.name == "pillarbox":
            continue
        assert b"/usr/local/libexec" not in text, path
        assert not re.search(rb"[ <`(]conf/", text), path
        if str(PREFIX / "libexec/pillarbox").encode() in text:
            naming.add(path.name)
    assert {"smtpd.8", "pop3d.8", "smtps.conf", "pop3s.conf", "pillarbox.conf", "renew"} <= naming
    for sample in installed.samples.glob("stunnel/*.conf"):
        program = sample.read_text().partition("\nexec = ")[2].partition("\n")[0]
        assert installed.below(Path(program)).exists(), sample


def test_links_of_the_page_lead_to_what_is_installed(installed):
    """And those to the sources are plain text."""
    documents = installed.documents
    text = (documents / "README.md").read_text(encoding="utf-8")
    assert "](LICENSE)" in text and "](../../pillarbox/systemd)" in text
    assert list(dead_links(text, documents)) == []


# --- it works -----------------------------------------------------------------------------------


def add_account(installation):
    """As pillarbox-schema(5) shows it."""
    installation.create()
    with closing(sqlite3.connect(installation.database)) as database, database:
        database.execute(
            "INSERT INTO account (name, password, created) VALUES ('alice', ?, unixepoch())", (HASH,)
        )


AUTH = b"AUTH PLAIN " + base64.b64encode(f"\0alice\0{PASSWORD}".encode())


def test_mail_with_the_installed_configuration(installation):
    add_account(installation)
    message = (b"Subject: installed", b"", b"Does it work?")
    envelope = (b"MAIL FROM:<alice>", b"RCPT TO:<alice>", b"DATA", *message, b".", b"QUIT")
    said = installation.session("smtpd", b"EHLO client.example", AUTH, *envelope)
    assert b"\r\n250 2.0.0 Stored as " in said
    login = (b"USER alice", b"PASS " + PASSWORD.encode())
    said = installation.session("pop3d", *login, b"RETR 1", b"QUIT")
    assert b"\r\n".join(message) in said


@pytest.mark.parametrize("address, accepted", [("127.0.0.1", True), ("192.0.2.1", False)])
def test_passwords_without_tls_only_from_this_machine(installation, address, accepted):
    add_account(installation)
    said = installation.session_from(address, "smtpd", b"EHLO client.example", AUTH, b"QUIT")
    assert (b"AUTH PLAIN" in said) == accepted
    assert (b"\r\n235 " in said) == accepted
    login = (b"USER alice", b"PASS " + PASSWORD.encode(), b"QUIT")
    said = installation.session_from(address, "pop3d", *login)
    assert (b"Signed in" in said) == accepted


def test_nobody_makes_an_account_by_connecting(installation):
    """Not even through a pipe."""
    installation.create()
    said = installation.session("smtpd", b"HELO mallory", b"MAIL FROM: @ME", b"QUIT")
    assert b"signed in" not in said
    installation.session("pop3d", b"USER mallory", b"PASS anything", b"QUIT")
    with closing(sqlite3.connect(installation.database)) as database:
        names = database.execute("SELECT name FROM account").fetchall()
    assert names == [("postmaster",)]


def test_configuration_is_complete(installation):
    """No line is wrong, and those that are to be changed are right once their # is gone."""
    text = installation.configuration.read_text()
    changed = "".join(
        f"{line[1:]}\n" if line.startswith("#") and line[1:2].isalpha() else f"{line}\n"
        for line in text.splitlines()
    )
    assert changed != text
    for content in (text, changed):
        installation.configuration.write_text(content)
        done = subprocess.run(
            [installation.libexec / "smtpd", "-t", "-c", installation.configuration],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert (done.returncode, done.stderr) == (0, "")
    settings = dict(line.split(" = ", 1) for line in done.stdout.splitlines())
    assert settings["database"] == "/var/lib/pillarbox/mail.db"
    assert settings["interactive"] == "none"
    assert settings["domains"] == "example.org, example.com"


# --- again, and away ----------------------------------------------------------------------------


def test_changed_configuration_stays(installation):
    changed = "hostname = mail.example\n" + installation.configuration.read_text()
    installation.configuration.write_text(changed)
    said = installation.make("install")
    assert installation.configuration.read_text() == changed
    assert f"{installation.configuration} stays as it is" in said
    sample = installation.samples / "pillarbox.conf"
    assert f"hostname = mail.example\n{sample.read_text()}" == changed
    assert installation.files() == expected_files()


def test_running_program_can_be_replaced(installation):
    """The session goes on with the old program."""
    with subprocess.Popen(
        installation.command("smtpd"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as session:
        assert session.stdout.readline().startswith(b"220 ")
        installation.make("install")
        session.stdin.write(b"NOOP\r\nQUIT\r\n")
        session.stdin.close()
        assert session.stdout.readline().startswith(b"250 ")


def test_uninstall_leaves_nothing(installation):
    installation.make("uninstall")
    assert installation.files() == set()
    assert not list(installation.root.rglob("pillarbox"))


def test_uninstall_leaves_what_is_not_its_own(installation):
    add_account(installation)
    installation.configuration.write_text("database = elsewhere.db\n")
    strangers = [
        installation.samples / "stunnel/mine.conf",
        installation.libexec / "filter",
        installation.below(PREFIX) / "share/man/man8/other.8",
    ]
    for path in strangers:
        path.write_text("not of pillarbox\n")
    mail = installation.database.read_bytes()
    for _twice in range(2):
        said = installation.make("uninstall")
        assert f"{installation.configuration} has been changed, and stays" in said
        mine = {installation.configuration, *strangers}
        assert {
            path for path in installation.root.rglob("*") if path.is_file()
        } - set(installation.root.glob("mail.db*")) == mine
    assert installation.database.read_bytes() == mail
    shutil.rmtree(installation.root)
    installation.make("uninstall")  # of what is not there


def test_without_the_headers_of_openssl(tmp_path):
    """Everything but tlsd is built. This compiler finds no headers at all."""
    said = make("--dry-run", "all", "CC=gcc -nostdinc", f"BUILD={tmp_path}", f"SMTPD={tmp_path}/smtpd")
    assert "tlsd is not built: libssl-dev is missing" in said
    assert " smtpd/main.c" in said and " tlsd/main.c" not in said
