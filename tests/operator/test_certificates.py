"""mailctl check: the certificates of tlsd."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from operators import Operator, install
from servers import TLSD

pytestmark = [
    pytest.mark.skipif(not TLSD.exists(), reason="not built: tlsd"),
    pytest.mark.skipif(not shutil.which("openssl"), reason="not installed: openssl"),
]
STARTTLS = "unix:/run/pillarbox-tls/socket"
# mailctl tries the keys for root only.
ROOT = os.geteuid() == 0


@pytest.fixture(name="owner")
def with_tlsd(made):
    """With a tlsd that has its settings here."""
    # Not below tmp_path, which is closed to everybody but the user who runs the tests.
    home = Path(tempfile.mkdtemp(prefix="pillarbox-certificates-"))
    home.chmod(0o755)
    owner = Operator(install(home, shutil.copy), home)
    owner.scratch.chmod(0o1777)
    shutil.copy(made.database, owner.database)
    program = home / "libexec" / "tlsd"
    program.write_text(f'#!/bin/sh\nexec {TLSD} "$@" -c {home}/tlsd.conf\n')
    program.chmod(0o755)
    (home / "tlsd.conf").write_text(f"certificate = {home}/certificate\nkey = {home}/key\n")
    owner.set(database=owner.database, starttls=STARTTLS)
    yield owner
    shutil.rmtree(home)


def certify(owner, days):
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days {days} -subj /CN=localhost"
        f" -keyout {owner.folder}/key -out {owner.folder}/certificate".split(),
        check=True,
        capture_output=True,
    )


def found(owner, status=0):
    rows = owner.json("check", status=status)
    row = [row for row in rows if row["what"] == "certificates"]
    return (row[0]["state"], row[0]["detail"] or "") if row else None


@pytest.mark.parametrize("days, state", ((2, "bad"), (14, "bad"), (15, "ok")))
def test_the_days_that_are_left(owner, days, state):
    """A certificate for 14 days has 13 and some hours left, and one for 2 days has 1 day."""
    certify(owner, days)
    time.sleep(1)  # in its first second it has 14 days left
    told, detail = found(owner, 1 if state == "bad" else 0)
    assert told == state
    if state == "bad":
        left = f"{owner.folder}/certificate: {days - 1} day{'s' if days > 2 else ''} left"
        assert detail == f"1 problem: {left}"


@pytest.mark.skipif(not ROOT, reason="only root tries the keys")
def test_a_key_of_another_certificate(owner):
    certify(owner, 90)
    shutil.copy(owner.folder / "certificate", owner.folder / "kept")
    certify(owner, 90)
    shutil.copy(owner.folder / "kept", owner.folder / "certificate")
    state, detail = found(owner, 1)
    assert state == "bad" and "this is not the key of the certificate" in detail


@pytest.mark.skipif(not ROOT, reason="only root becomes another user")
def test_by_somebody_who_may_not_read_the_key(owner):
    """The days are told, and nothing is wrong with the key."""
    certify(owner, 90)
    number = 54321
    for path in (owner.folder, *owner.folder.glob("mail.db*")):
        os.chown(path, number, number)
    (owner.folder / "key").chmod(0o400)
    front = ("setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups")
    told = owner.run("check", "--csv", prefix=front).stdout.decode()
    assert re.search(r"^certificates,ok,", told, re.MULTILINE)


def test_without_a_certificate(owner):
    """TLS may be what comes next, so that this is no failure."""
    state, detail = found(owner)
    assert state == "note" and "No such file" in detail


def test_without_tlsd_there_is_nothing_to_tell(owner):
    owner.set(starttls="/usr/bin/stunnel4 /etc/pillarbox/stunnel.conf")
    assert found(owner) is None
