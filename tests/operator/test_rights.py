"""Who may do what: root, the owner of the database, and somebody else."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from operators import WAIT_SECONDS, Operator, install
from servers import SMTPD

OWNER = 54321
STRANGER = 54322

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")


def be(user):
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--")


@pytest.fixture
def served():
    """A directory of its own user's, as an installation has it."""
    # Not below tmp_path, which is closed to everybody but the user who runs the tests.
    home = Path(tempfile.mkdtemp(prefix="pillarbox-rights-"))
    home.chmod(0o755)
    operator = Operator(install(home, shutil.copy), home)
    operator.scratch.chmod(0o1777)
    data = home / "data"
    data.mkdir(mode=0o700)
    os.chown(data, OWNER, OWNER)
    operator.database = data / "mail.db"
    operator.set(database=operator.database)
    yield operator
    shutil.rmtree(home)


@as_root
def test_root_leaves_no_files_of_its_own(served):
    """Made, changed, copied and read by root, used by the owner."""
    served.ok("add", "alice", octets=b"right.one\n")
    served.ok("send", "--subject", "x", "alice", octets=b"x")
    served.ok("export", "alice", "alice.mbox")
    served.ok("export", "--maildir", "alice", "dir")
    served.ok("import", "alice", "alice.mbox")
    served.ok("backup", "copy.db")
    served.ok("restore", "copy.db")
    served.ok("check")
    data = served.database.parent
    assert {path.stat().st_uid for path in data.iterdir()} == {OWNER}
    outside = [served.folder / name for name in ("alice.mbox", "dir", "copy.db")]
    assert {(path.stat().st_uid, path.stat().st_mode & 0o77) for path in outside} == {(0, 0)}
    assert served.run("list", prefix=be(OWNER)).stdout.count(b"\n") == 6


@as_root
def test_root_in_a_directory_of_its_own(served):
    """Where the owner of the database cannot go, there can be no copy, and it says where."""
    served.ok("add", "alice", "--locked")
    (served.folder / "private").mkdir(mode=0o700)
    assert "/var/backups" in served.fails("backup", "private/copy.db")
    served.ok("export", "alice", "private/alice.mbox")


# Is started in place of mktemp: what the owner of the directory can do as soon as it is back.
LINK_INSTEAD = """#!/bin/sh
made=$({mktemp} "$@") && printf '%s' "$made"
case $made in
*/.mailctl.*) rmdir "$made" && ln -s {target} "$made" ;;
esac
"""


@as_root
def test_root_gives_away_nothing_but_its_own(served, monkeypatch):
    served.ok("add", "alice", "--locked")
    served.ok("backup", "copy.db")
    target = served.folder / "of-root"
    target.mkdir()
    front = served.folder / "bin"
    front.mkdir()
    link_instead = LINK_INSTEAD.format(mktemp=shutil.which("mktemp"), target=target)
    (front / "mktemp").write_text(link_instead)
    (front / "mktemp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{front}:{os.environ['PATH']}")
    served.run("restore", "copy.db", status=...)
    assert target.stat().st_uid == 0


@as_root
def test_root_with_another_group(served):
    """What belongs to root stays root's, whatever its group."""
    os.chown(served.database.parent, 0, STRANGER)
    served.ok("add", "alice", "--locked")
    os.chown(served.database, 0, STRANGER)
    served.ok("quota", "alice", "1G")
    assert {path.stat().st_uid for path in served.database.parent.iterdir()} == {0}


@as_root
def test_stranger(served):
    served.ok("add", "alice", "--locked")
    served.database.parent.chmod(0o755)
    done = served.run("list", prefix=be(STRANGER), status=1)
    assert b"Run mailctl as that user, or as root" in done.stderr
    done = served.run("add", "bob", "--locked", prefix=be(STRANGER), status=1)
    assert b"belongs to user" in done.stderr


@as_root
@pytest.mark.field("O9")
@pytest.mark.parametrize("closed", ("directory", "directory above", "file", "link"))
def test_a_database_that_one_may_not_read_is_not_missing(served, closed):
    data = served.database.parent
    if closed == "directory above":
        (data / "inner").mkdir()
        os.chown(data / "inner", OWNER, OWNER)
        served.set(database=data / "inner" / "mail.db")
    served.ok("add", "alice", "--locked")
    if closed == "file":
        data.chmod(0o755)
    if closed == "link":
        (served.folder / "link.db").symlink_to(served.database)
        served.set(database=served.folder / "link.db")
    for command in (("list",), ("add", "bob", "--locked")):
        said = served.run(*command, prefix=be(STRANGER), status=1).stderr
        assert b"and you may not" in said and b"no database" not in said


@as_root
@pytest.mark.field("O9")
def test_a_configuration_that_one_may_not_read_is_not_wrong(served):
    served.configuration.chmod(0o600)
    with served.start("list", prefix=be(STRANGER)) as process:
        _, said = process.communicate()
    assert process.returncode == 78 and b"Permission denied. Run mailctl as" in said


@as_root
@pytest.mark.parametrize("mode, what", ((0o755, "write to it"), (0o700, "enter it")))
def test_owner_where_it_may_not_write(served, mode, what):
    """The directory has its name, though it is the one where mailctl was started."""
    served.ok("add", "alice", "--locked")
    # Not below tmp_path, which is closed to everybody but the user who runs the tests.
    with tempfile.TemporaryDirectory(prefix="pillarbox-rights-") as home:
        os.chmod(home, mode)
        there = ("env", "-C", home, *be(OWNER))
        done = served.run("export", "alice", "alice.mbox", prefix=there, status=1)
    last = done.stderr.decode().splitlines()[-1]
    assert f"{home} belongs to user root, and you may not {what}" in last


def filters(folder):
    """Which imports in a folder have one for system calls."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = (process / "exe").samefile(SMTPD) and (process / "cwd").samefile(folder)
            if is_ours and b"--import=" in (process / "cmdline").read_bytes():
                found[process.name] = "\nSeccomp:\t2\n" in (process / "status").read_text()
        except OSError:
            pass  # not ours, or gone
    return found


@pytest.mark.parametrize("sandbox", ("on", "off"))
def test_sandbox_is_as_the_settings_say(operator, sandbox):
    operator.ok("add", "alice", "--locked")
    operator.set(sandbox=sandbox)
    mbox = operator.folder / "it.mbox"
    mbox.write_bytes(b"From a@b.example Mon Nov 23 19:40:11 2026\nSubject: x\n\n" * 3000)
    with operator.start("import", "alice", "it.mbox") as importing:
        waiting = []
        while not waiting and importing.poll() is None:
            before = filters(operator.folder)
            time.sleep(0.5)  # which is enough to enter it
            waiting = [there for pid, there in filters(operator.folder).items() if pid in before]
        importing.communicate(timeout=WAIT_SECONDS)
    assert (waiting, importing.returncode) == ([sandbox == "on"], 0)


def test_no_database(operator):
    assert "mailctl add" in operator.fails("list")
    operator.set(database="no-such/mail.db")
    assert '"mailctl setup"' in operator.fails("add", "alice", octets=b"secret")


def test_bad_configuration(operator):
    operator.set(quota="much")
    done = operator.start("list")
    _, errors = done.communicate()
    assert done.returncode == 78 and b"quota" in errors and b"Correct the configuration" in errors


def test_no_room_for_scratch_files(operator):
    operator.scratch.rmdir()
    with operator.start("list") as process:
        _, errors = process.communicate()
    assert process.returncode == 1 and b"Set TMPDIR" in errors


@pytest.mark.parametrize("gone", ("smtpd", "sqlite3"))
def test_programs_that_are_missing(operator, script, gone):
    if gone == "smtpd":
        text = script.read_text()
        operator.script = operator.folder / "mailctl"
        operator.script.write_text(text.replace("/libexec\n", "/nowhere\n", 1))
        operator.script.chmod(0o755)
        assert "make install" in operator.fails("list")
        return
    tools = operator.folder / "tools"
    tools.mkdir()
    for tool in ("sh", "mktemp", "rm", "env"):
        (tools / tool).symlink_to(shutil.which(tool))
    done = operator.run("list", prefix=("env", f"PATH={tools}"), status=1)
    assert b"Install the package" in done.stderr
