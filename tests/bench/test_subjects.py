"""Each way of starting serves and ends, and each work can be run. Nothing here is timed."""

import os
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import boxes
import counts
import databases
import growth
import runs
import subjects
import tlsservers  # as subjects found it
import works

SYSTEMDS = {kind.name: partial(boxes.Systemd, kind=kind) for kind in boxes.SYSTEMD_KINDS}
KINDS = {
    **{kind.name: kind for kind in (boxes.Listener, boxes.Exec, subjects.Floor, subjects.Twice)},
    **SYSTEMDS,
}
SMALL_OCTETS = 3000


def load(runner, subject, **options):
    work = works.Work("one", "", "smtp", {"total": 1, **options})
    figures = runner.load(work, subject)
    assert (figures["errors"], figures["error"]) == (0, "")
    return figures


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def query(box, sql):
    database = box.change()
    try:
        return database.execute(sql).fetchall()
    finally:
        database.execute("ROLLBACK")
        database.close()


def messages(box):
    ((count,),) = query(box, "SELECT count(*) FROM message")
    return count


@pytest.fixture
def folder():
    """Beside what was built, as for the bench: a room does not see our /tmp."""
    with tempfile.TemporaryDirectory(prefix="test-", dir=subjects.BENCH) as path:
        os.chmod(path, 0o755)
        yield Path(path)


@pytest.mark.parametrize("name", KINDS)
def test_a_subject(name, folder, runner):
    if name in SYSTEMDS and boxes.no_systemd():
        pytest.skip(boxes.no_systemd())
    subject = KINDS[name](folder)
    try:
        subject.start()
        assert load(runner, subject)["messages"] == 1
        assert subject.settle()
        if isinstance(subject, boxes.Pillarbox):
            assert messages(subject) == 1
        processes = subject.processes()
        assert processes
    finally:
        subject.stop()
    assert not any(lives(pid) for pid in processes)
    assert not subject.folder.exists()


def test_a_listener_takes_the_place_of_the_one_before(tmp_path):
    box = boxes.Listener(tmp_path)
    try:
        box.start()
        first = box.processes()
        box.listen_again()
        assert not any(lives(pid) for pid in first) and len(box.processes()) == len(first)
        assert load(runs.Runner(tmp_path), box)["messages"] == 1
    finally:
        box.stop()


def has_tls():
    return not tlsservers.missing() and boxes.program("TLSD", "tlsd/tlsd").exists()


@pytest.fixture(scope="module")
def box():
    """Where tlsd's user can read the certificates."""
    with tempfile.TemporaryDirectory(prefix="test-", dir=subjects.BENCH) as path:
        os.chmod(path, 0o755)
        keys = tlsservers.KEYS if has_tls() else ()
        pairs = {key: tlsservers.Certificate(Path(path) / key, 1, key) for key in keys}
        box = boxes.Listener(Path(path), pairs)
        box.start()
        yield box
        box.stop()


@pytest.fixture
def runner(tmp_path):
    return runs.Runner(tmp_path)


def small(options, total):
    size = {"size": min(options["size"], SMALL_OCTETS)} if "size" in options else {}
    return {**options, **size, "total": total}


def tiny(work):
    """The same with less of everything. A listing that is for one is emptied by none."""
    options = small(work.options, len(work.accounts) if work.deletes else 8)
    if work.maildrop:
        work = replace(work, maildrop=(3, SMALL_OCTETS))
    if work.beside:
        work = replace(work, beside=small(work.beside, 8))
    return replace(work, options=options)


def needs_tls(work):
    mark = pytest.mark.skipif(work.tls and not has_tls(), reason="no tlsd, stunnel4 or openssl")
    return pytest.param(work, id=work.key, marks=mark)


OWN = [it for it in works.ROUND_WORKS if "slow" not in it.only and it not in works.POSTGRESQL_WORKS]


@pytest.mark.parametrize("work", map(needs_tls, OWN))
def test_a_work(work, box, runner):
    work = tiny(work)
    runner.prepare(work, box)
    before = messages(box)
    figures = runner.run(work, box, 5)
    assert (figures["errors"], figures["error"]) == (0, "")
    assert figures[work.metric] > 0
    if work.deletes:
        assert messages(box) == before - 3 * len(work.accounts)
    elif work.protocol == "smtp" and work.options.get("mode") != "hello":
        assert messages(box) == before + (24 if work.beside else 8)
    runner.restore(work, box)
    assert messages(box) == before


@pytest.fixture(scope="module")
def database():
    """has a standby? → a server."""
    if why := databases.missing():
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="test-", dir=subjects.BENCH) as path:
        os.chmod(path, 0o755)
        servers = {safe: databases.Database(Path(path), standby=safe) for safe in (False, True)}
        yield servers.get
        for server in servers.values():
            server.leave("test")


@pytest.mark.parametrize("name", ["postgresql", "two-hosts"])
def test_works_on_postgresql(name, database, folder, runner, monkeypatch):
    monkeypatch.setattr(databases, "WARM", 2)
    (kind,) = (it for it in databases.KINDS if it.name == name)
    server = database(kind.standby)
    server.enter("test")  # which stays for the next kind
    subject = databases.Postgresql(folder, kind, server)
    try:
        subject.start()
        for work in map(tiny, works.POSTGRESQL_WORKS[::6]):
            runner.prepare(work, subject)
            figures = runner.run(work, subject, 5)
            assert (figures["errors"], figures["error"]) == (0, "")
            assert figures[work.metric] > 0 and figures[works.DATABASE] > 0
            kept = 3 * len(work.accounts) + boxes.USUAL_MESSAGES
            delivered = 8 if work.protocol == "smtp" else 0
            assert subject.execute("SELECT count(*) FROM message") == [(kept + delivered,)]
        subject.restore()
        assert subject.execute("SELECT count(*) FROM message") == [(kept,)]
        processes = subject.processes()
        # Of each host: both programs, and a pool.
        assert len(processes) == kind.hosts * (3 if kind.pools else 2)
    finally:
        subject.stop()
    assert not any(lives(pid) for pid in processes)


def test_what_a_250_waits_for(database):
    for safe, standbys in ((False, []), (True, [("sync",)])):
        server = database(safe)
        server.enter("test")
        for name in ("fsync", "synchronous_commit"):
            assert server.server.sql(f"SHOW {name}", "postgres") == [("on",)]
        states = server.server.sql("SELECT sync_state FROM pg_stat_replication", "postgres")
        assert states == standbys
        assert server.server.sql("SHOW data_directory", "postgres") == [(f"{server.folder}/data",)]


@pytest.mark.parametrize("work", map(needs_tls, works.IDLE_WORKS))
def test_held_sessions(work, box, runner):
    options = {**work.options, "concurrency": 5}
    figures = runner.hold(replace(work, options=options, accounts=work.accounts[:5]), box)
    assert (figures["held"], figures["errors"]) == (5, 0)
    assert figures["pss_kb"] > 0


def test_messages_that_were_deleted_leave_room(box):
    box.reset()
    box.use_up(20, 100000)
    assert messages(box) == 0
    ((pages,),) = query(box, "PRAGMA freelist_count")
    assert pages > 20 * 100000 / 4096


def test_growth(folder, runner, monkeypatch):
    box = growth.Box(accounts=2, filler=1 << 20)
    cases = [growth.Case("alone", "small", "person0"), growth.Case("not alone", "small", "person1")]
    monkeypatch.setattr(growth, "cases", lambda _full: ({"small": box}, cases))
    grown = growth.Growth(folder, False)
    grown.run(runner, 1, 1, print)
    rows = list(grown.rows())
    assert [row[0] for row in rows] == ["alone", "not alone"]
    assert rows[0][2] == rows[0][4] == 1 and all(value > 0 for row in rows for value in row[1:])


def test_frames_that_are_left_from_before_do_not_count(tmp_path):
    header = bytes(8) + (1024).to_bytes(4, "big") + bytes(4) + b"new salt" + bytes(8)
    new, old = (bytes(8) + salt + bytes(8 + 1024) for salt in (b"new salt", b"old salt"))
    for log, count in ((b"", 0), (header, 0), (header + new * 3, 3), (header + new + old, 1)):
        (tmp_path / "mail.db-wal").write_bytes(log)
        assert counts.frames(tmp_path / "mail.db") == count


class CountedResults(dict):
    missing = {}

    def add(self, work, subject, figures):
        self[work, subject] = figures


def test_what_is_counted(tmp_path, runner, monkeypatch):
    monkeypatch.setattr(counts, "DELIVERIES", 3)
    if not counts.shutil.which("strace"):
        pytest.skip("strace: not installed")
    found = CountedResults()
    counts.run(runner, tmp_path, works.COUNTED_WORKS, found, print)
    for work in works.COUNTED_WORKS:
        assert found[work.key, "pillarbox"][work.metric] > 3
    # A program that is executed does all that a child does.
    assert found["calls", "exec"]["calls"] > found["calls", "pillarbox"]["calls"]
    assert found["frames", "exec"] == found["frames", "pillarbox"]
