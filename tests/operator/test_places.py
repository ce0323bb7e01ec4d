"""Where the database is: missing, empty, behind links, and the same file after a restore."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from operators import Operator, install
from servers import SMTPD
from test_rights import OWNER, STRANGER, as_root, be, served  # noqa: F401

MESSAGE = b"Subject: x\r\n\r\nText\r\n"

# Whatever needs a database that is there.
NEEDING = (
    ("passwd", "alice"),
    ("lock", "alice"),
    ("remove", "alice"),
    ("rename", "alice", "bob"),
    ("list",),
    ("alias", "add", "sales", "alice"),
    ("explain", "alice"),
    ("send", "alice"),
    ("read", "alice"),
    ("import", "alice", "-"),
    ("export", "alice", "-"),
    ("expire", "--read"),
    ("backup", "copy.db"),
    ("check",),
    ("check", "--repair"),
    ("compact",),
    ("log",),
)


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("mail.db"))


@pytest.mark.field("S1")
@pytest.mark.parametrize("words", NEEDING, ids=" ".join)
def test_no_database(operator, words):
    """None is made, and an empty file is none."""
    assert "There is no database" in operator.fails(*words)
    assert files(operator.folder) == []
    operator.database.touch()
    assert "is empty" in operator.run(*words, status=1).stderr.decode()
    assert files(operator.folder) == ["mail.db"] and operator.database.stat().st_size == 0


@pytest.mark.field("S1")
@pytest.mark.parametrize("empty", (False, True))
def test_add_makes_one(operator, empty):
    if empty:
        operator.database.touch()
    operator.ok("add", "alice", "--locked")
    assert operator.query("SELECT name FROM account ORDER BY id") == [("postmaster",), ("alice",)]


@pytest.mark.field("S1")
@pytest.mark.parametrize("left", ("", "mail.db-wal", "mail.db-shm", "mail.db-journal"))
def test_restore_into_an_empty_file(alice, left):
    """Which stays the file that it is; what is left of another database would spoil it."""
    alice.ok("backup", "copy.db")
    kept = alice.dump()
    for path in alice.folder.glob("mail.db*"):
        path.unlink()
    alice.database.touch()
    if left:
        (alice.folder / left).write_bytes(b"of another")
        assert "Move it away" in alice.run("restore", "copy.db", status=1).stderr.decode()
        (alice.folder / left).unlink()
    inode = alice.database.stat().st_ino
    alice.ok("restore", "copy.db")
    assert alice.dump() == kept and alice.database.stat().st_ino == inode
    assert alice.can_sign_in("alice", b"right.alice.Zq8")


@pytest.mark.field("S1")
def test_a_database_that_cannot_be_made(operator):
    (operator.folder / "mail.db-lock").mkdir()
    assert "smtpd says: " in operator.run("add", "alice", "--locked", status=1).stderr.decode()


@as_root
@pytest.mark.field("S1")
@pytest.mark.parametrize("closed", ("data", ".", "mail.db"))
def test_who_may_not_look_is_told_so(served, closed):  # noqa: F811
    """And not that there is no database."""
    served.ok("add", "alice", "--locked")
    home = served.folder
    for path, mode in ((home / "data", 0o755), (served.database, 0o644)):
        path.chmod(mode)
    (served.database if closed == "mail.db" else home / closed).chmod(0o700)
    script = Path(tempfile.mkdtemp(prefix="pillarbox-script-"))
    try:
        script.chmod(0o755)
        stranger = Operator(install(script, shutil.copy), script)
        stranger.scratch.chmod(0o1777)
        stranger.set(database=served.database)
        for words in (("list",), ("add", "bob", "--locked"), ("check",)):
            said = stranger.run(*words, prefix=be(STRANGER), status=1).stderr.decode()
            assert "belongs to user" in said and "no database" not in said
    finally:
        shutil.rmtree(script)


# --- links ----------------------------------------------------------------------------------------


def link_to(folder, data, kind):
    """The path of a database in data, by way of links."""
    if kind == "file":
        (folder / "link.db").symlink_to(data / "mail.db")
        return folder / "link.db"
    if kind == "relative":
        (folder / "link.db").symlink_to(Path(data.name) / "mail.db")
        return folder / "link.db"
    if kind == "directory":
        (folder / "link").symlink_to(data)
        return folder / "link" / "mail.db"
    (folder / "link.db").symlink_to("another.db")
    (folder / "another.db").symlink_to(data / "mail.db")
    return folder / "link.db"


@pytest.fixture(params=("file", "relative", "directory", "two"))
def linked(request, operator):
    """With no database yet: the link leads to nothing."""
    data = operator.folder / "data"
    data.mkdir()
    operator.database = data / "mail.db"
    operator.link = link_to(operator.folder, data, request.param)
    operator.set(database=operator.link)
    return operator


def all_links(folder):
    return {path: os.readlink(path) for path in folder.iterdir() if path.is_symlink()}


@pytest.mark.field("S4")
def test_database_behind_a_link(linked):
    """All is beside the file, and the link stays one."""
    links = all_links(linked.folder)
    linked.add("alice")
    linked.ok("backup", "copy.db")
    linked.deliver(MESSAGE, "alice")
    inode = linked.database.stat().st_ino
    assert "0 messages" in linked.ok("restore", "copy.db")
    assert linked.database.stat().st_ino == inode
    assert "itself" in linked.run("backup", str(linked.link), status=1).stderr.decode()
    linked.ok("check")
    for path in linked.database.parent.iterdir():
        path.unlink()
    linked.ok("restore", "copy.db")
    assert linked.can_sign_in("alice", b"right.alice.Zq8")
    assert all_links(linked.folder) == links
    assert {"mail.db", "mail.db-lock"} <= set(files(linked.database.parent))
    beside = {path.name for path in linked.folder.iterdir() if not path.is_symlink()}
    assert beside == {"data", "copy.db", "pillarbox.conf", "scratch"}


@pytest.mark.field("S4")
def test_links_to_nowhere(operator):
    operator.set(database="link.db")
    (operator.folder / "link.db").symlink_to("no-such/mail.db")
    assert "no directory" in operator.run("add", "alice", "--locked", status=1).stderr.decode()
    (operator.folder / "link.db").unlink()
    (operator.folder / "link.db").symlink_to("link.db")
    assert "link to itself" in operator.run("list", status=1).stderr.decode()


@as_root
@pytest.mark.field("S4")
def test_root_behind_a_link(served):  # noqa: F811
    """It becomes who owns the file, not who owns the link."""
    (served.folder / "link.db").symlink_to(served.database)
    served.set(database=served.folder / "link.db")
    served.ok("add", "alice", "--locked")
    served.ok("backup", "copy.db")
    served.ok("restore", "copy.db")
    assert {path.stat().st_uid for path in served.database.parent.iterdir()} == {OWNER}
    assert (served.folder / "link.db").is_symlink()


@as_root
@pytest.mark.field("S5")
@pytest.mark.parametrize("gone", ("-lock", "-throttle", "-shm", "-wal", ""))
def test_root_makes_files_for_the_owner(served, gone):  # noqa: F811
    """Whatever is missing when root comes."""
    served.ok("add", "alice", octets=b"right.one\n")
    served.ok("backup", str(served.database.parent / "copy.db"))
    if gone == "":
        for path in served.database.parent.glob("mail.db*"):
            path.unlink()
        served.ok("restore", str(served.database.parent / "copy.db"))
    else:
        served.database.with_name(f"mail.db{gone}").unlink(missing_ok=True)
    for words in (("list",), ("passwd", "alice"), ("send", "alice"), ("read", "alice", "1")):
        served.run(*words, octets=b"right.two\n", status=...)
    served.ok("check")
    served.ok("compact")
    assert {path.stat().st_uid for path in served.database.parent.iterdir()} == {OWNER}


@as_root
@pytest.mark.field("S5")
@pytest.mark.parametrize("there", ("directory", "empty file", "link", "relative"))
def test_root_creates_for_the_owner(served, there):  # noqa: F811
    """By smtpd itself, as the package does: of the directory, or of the file."""
    path = served.database
    if there == "empty file":
        os.chown(path.parent, STRANGER, STRANGER)
        path.parent.chmod(0o777)
        path.touch()
        os.chown(path, OWNER, OWNER)
    elif there == "link":
        path = served.folder / "link.db"
        path.symlink_to(served.database)
    elif there == "relative":
        path = path.relative_to(served.folder)
    subprocess.run([SMTPD, "--create", "-d", path], check=True, cwd=served.folder, timeout=60)
    made = list(served.database.parent.iterdir())
    assert served.database in made and len(made) > 1
    assert {path.stat().st_uid for path in made} == {OWNER}
    served.ok("add", "alice", octets=b"right.one\n")
    assert served.can_sign_in("alice", b"right.one")


# --- a restore beside sessions ---------------------------------------------------------------------


@pytest.mark.field("S2")
@pytest.mark.parametrize("here", (True, False))
def test_delivery_across_a_restore(alice, here):
    """250 only if the message is in what is the database then. here: the recipient is, too."""
    alice.ok("backup", "copy.db")
    if not here:
        alice.add("carol")
    inode = alice.database.stat().st_ino
    with subprocess.Popen(
        [*alice.serve(SMTPD, "-l"), "-o", "log=error"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=alice.folder,
    ) as session:
        name = b"alice" if here else b"carol"
        session.stdin.write(b"LHLO test\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\n" % name)
        session.stdin.flush()
        while b"250 2.1.5" not in (line := session.stdout.readline()):
            assert line
        alice.ok("restore", "copy.db")
        replies, _ = session.communicate(b"BDAT %d LAST\r\n" % len(MESSAGE) + MESSAGE, timeout=60)
    assert alice.database.stat().st_ino == inode
    stored = alice.query("SELECT count(*) FROM delivery JOIN message ON id = message")[0][0]
    assert stored == here, replies
    assert (b"\n250 2.0.0 Stored" in b"\n" + replies) == here, replies
    assert here or replies.startswith(b"4"), replies
