"""make deb: the package is built, looked at by lintian, installed, used, upgraded, removed, purged.

It is really installed, on the machine that runs the tests. So these tests are for root on a machine
that is there for tests, and leave one alone that has a pillarbox already.
"""

import gzip
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from debs import LISTENING, run
from pages import dead_links
from save_database import Programs

TOP = Path(__file__).resolve().parents[2]
CONFIGURATION = Path("/etc/pillarbox.conf")
CONFIGURATIONS = {CONFIGURATION, Path("/etc/pillarbox-tlsd.conf")}
TLS = Path("/etc/pillarbox-tls")
MAIL = Path("/var/lib/pillarbox")
LIBEXEC = Path("/usr/libexec/pillarbox")
UNITS = Path("/lib/systemd/system")
USER = "pillarbox"
TLS_USER = "pillarbox-tls"

MESSAGE = b"Subject: packaged\r\n\r\nDoes it work?\r\n"


def test_lintian_has_no_complaint(package):
    if not shutil.which("lintian"):
        pytest.skip("not installed: lintian")
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", package)
    assert said == ""


def test_version_is_the_one_of_the_makefile(package):
    (version,) = re.findall(r"^VERSION = (\S+)$", (TOP / "Makefile").read_text(), re.MULTILINE)
    assert run("dpkg-deb", "-f", package, "Version").strip() == version


# --- on the machine -----------------------------------------------------------------------------


def users():
    """Those of pillarbox that are there."""
    return {it.pw_name for it in pwd.getpwall()} & {USER, TLS_USER}


def dpkg(*words):
    return run("dpkg", *words)


def status():
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", "pillarbox"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout or "not-installed"


@pytest.fixture
def machine():
    """A machine without pillarbox, and without it afterwards."""
    if os.getuid() != 0:
        pytest.skip("installing a package is for root")
    places = (*CONFIGURATIONS, MAIL, LIBEXEC, TLS)
    present = [str(path) for path in places if path.exists()]
    if status() != "not-installed" or present:
        pytest.skip(f"this machine has a pillarbox: {' '.join(present)}")
    had = users()
    try:
        yield
    finally:
        if status() != "not-installed":
            dpkg("--purge", "pillarbox")
        for place in (MAIL, TLS):
            shutil.rmtree(place, ignore_errors=True)
        for user in users() - had:
            run("deluser", "--quiet", "--system", user)


def as_user(program, *options):
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", LIBEXEC / program, *options]


def session(program, *lines, settings=()):
    """As the user and with the configuration of the package; returns what was said."""
    return Programs.session(as_user(program, *settings), *lines)


def send(*recipients):
    said = session(
        "smtpd",
        *(b"EHLO client.example", b"MAIL FROM:<someone@elsewhere.example>"),
        *(b"RCPT TO:<%s>" % name.encode() for name in recipients),
        *(b"DATA", MESSAGE + b".", b"QUIT"),
    )
    assert b"\r\n250 2.0.0 Stored as " in said, said


def files_of_the_package():
    return {Path(line) for line in run("dpkg", "-L", "pillarbox").splitlines()}


def test_install_use_upgrade_remove_purge(machine, package, tmp_path):
    """One test for the whole life, as installing takes its time."""
    dpkg("-i", package)

    # Installed: a user, a directory of its own, and no unit that starts by itself.
    assert status() == "installed"
    user = pwd.getpwnam(USER)
    assert (user.pw_dir, user.pw_shell) == (str(MAIL), "/usr/sbin/nologin")
    assert user.pw_uid < 1000
    assert (MAIL.stat().st_uid, MAIL.stat().st_mode & 0o7777) == (user.pw_uid, 0o700)
    assert not list(Path("/etc/systemd/system").rglob("pillarbox*"))
    check_units()
    check_page()
    check_tls(tmp_path)

    # With a database that nobody but the operator can make an account in, so that mail is not refused
    # for want of one.
    database = MAIL / "mail.db"
    assert (database.stat().st_uid, database.stat().st_mode & 0o777) == (user.pw_uid, 0o600)
    assert {path.stat().st_uid for path in MAIL.iterdir()} == {user.pw_uid}

    # In use: the operator's account, mail from outside, and mail out again.
    send("postmaster")
    session(
        "pop3d", b"USER alice", b"PASS alice.Zq8", b"QUIT", settings=("-o", "interactive=local")
    )
    send("alice", "postmaster")
    said = session("pop3d", b"USER alice", b"PASS alice.Zq8", b"RETR 1", b"QUIT")
    assert MESSAGE in said
    check_mailctl()

    # Upgraded: what the administrator has changed stays.
    CONFIGURATION.write_text(f"hostname = mail.example\n{CONFIGURATION.read_text()}")
    MAIL.chmod(0o750)
    dpkg("-i", package)
    assert CONFIGURATION.read_text().startswith("hostname = mail.example\n")
    assert MAIL.stat().st_mode & 0o7777 == 0o750
    assert b"220 mail.example ESMTP" in session("smtpd", b"QUIT")

    # Removed: programs gone, configuration and mail not.
    files = {path for path in files_of_the_package() if not path.is_dir()}
    dpkg("--remove", "pillarbox")
    assert status() == "config-files"
    assert {path for path in files if path.exists()} == CONFIGURATIONS
    assert not LIBEXEC.exists()

    # Purged: the configuration too. The mail is still there, and still its user's.
    said = dpkg("--purge", "pillarbox")
    assert f"The mail stays in {MAIL}" in said and f"stay in {TLS}" in said
    assert status() == "not-installed"
    assert not any(path.exists() for path in CONFIGURATIONS)
    assert database.stat().st_uid == pwd.getpwnam(USER).pw_uid == user.pw_uid

    # And there again for the next installation.
    dpkg("-i", package)
    assert MESSAGE in session("pop3d", b"USER alice", b"PASS alice.Zq8", b"RETR 1", b"QUIT")

    # Without mail nothing is left.
    shutil.rmtree(MAIL)
    shutil.rmtree(TLS)
    MAIL.mkdir()
    said = dpkg("--purge", "pillarbox")
    assert "The mail stays" not in said and str(TLS) not in said
    assert not MAIL.exists()
    assert not [path for path in Path("/var/lib/systemd").rglob("*pillarbox*")]


def test_install_where_the_database_is_elsewhere(machine, package):
    """On a disk that is not mounted, for one: none is made, and the installation succeeds."""
    CONFIGURATION.write_text("database = /var/lib/pillarbox/disk/mail.db\n")
    dpkg("--force-confold", "-i", package)
    assert status() == "installed"
    assert list(MAIL.iterdir()) == []


def check_units():
    """They are there for each service, with what they start in its place: a listener or a session."""
    sockets = {path.stem for path in UNITS.glob("pillarbox-*.socket")}
    listening = {f"pillarbox-{name}" for name in LISTENING}
    assert sockets == {*listening, "pillarbox-tls"}
    services = list(UNITS.glob("pillarbox-*.service"))
    assert {path.stem for path in services} == {*sockets, *(f"{name}@" for name in listening)}
    for path in services:
        service = path.read_text()
        (command,) = re.findall(r"^ExecStart=(\S+)", service, re.MULTILINE)
        assert Path(command).parent == LIBEXEC
        user = TLS_USER if path.stem == "pillarbox-tls" else USER
        assert f"\nUser={user}\nGroup={user}\n" in service


def check_page():
    """README.md, which the package may compress, leads to what the package has."""
    documents = Path("/usr/share/doc/pillarbox")
    (page,) = documents.glob("README.md*")
    text = (gzip.open if page.suffix == ".gz" else open)(page, "rt", encoding="utf-8").read()
    assert "](/lib/systemd/system)" in text
    assert list(dead_links(text, documents)) == []


def check_tls(folder):
    """A user of its own, who alone reads the key; the settings are right as they are."""
    user = pwd.getpwnam(TLS_USER)
    assert (user.pw_dir, user.pw_shell) == ("/nonexistent", "/usr/sbin/nologin")
    assert user.pw_uid < 1000 and user.pw_gid != pwd.getpwnam(USER).pw_gid
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90"),
        *("-subj", "/CN=mail.example", "-keyout", folder / "privkey.pem"),
        *("-out", folder / "fullchain.pem"),
    )
    run("/usr/share/pillarbox/tlsd/renew", folder)
    key = TLS / "current/privkey.pem"
    assert (key.stat().st_uid, key.stat().st_mode & 0o777) == (user.pw_uid, 0o400)
    said = run(LIBEXEC / "tlsd", "-t")
    assert re.search(f"^# {TLS}/current/fullchain.pem: (89|90) days left, ", said, re.M)


def check_mailctl():
    said = run("mailctl", "list")
    assert "alice" in said and "postmaster" in said
    assert Path("/usr/share/bash-completion/completions/mailctl").exists()
    # What root has just read still belongs to the user.
    assert {path.stat().st_uid for path in MAIL.iterdir()} == {pwd.getpwnam(USER).pw_uid}
