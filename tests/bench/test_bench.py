"""The load program counts what it should, and sees what goes wrong. Nothing here is timed."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import tlsservers
from servers import TLSD, TOP, Tcpserver

BENCH = Path(os.environ.get("BENCH", TOP / "build" / "bench")).resolve()
SIZE = 1500


def load(protocol, port, **options):
    """Returns exit status and figures of a run."""
    words = [f"{key}={value}" for key, value in options.items()]
    run = subprocess.run(
        [BENCH / "load", protocol, f"port={port}", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stderr == ""
    figures = dict(word.split("=", 1) for word in shlex.split(run.stdout))
    return run.returncode, {k: int(v) if v.isdigit() else v for k, v in figures.items()}


def load_well(*words, **options):
    status, figures = load(*words, **options)
    assert (status, figures["errors"], figures["error"]) == (0, 0, "")
    return figures


@pytest.fixture
def write(tmp_path):
    """Writes a file with these lines."""

    def write_lines(lines):
        path = tmp_path / "targets"
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    return write_lines


@pytest.fixture
def serve(tmp_path):
    """Puts a program behind tcpserver; returns the port."""
    servers = []

    def start(*command):
        with open(tmp_path / "errors", "ab") as file:
            servers.append(Tcpserver(command, file))
        return servers[-1].port

    yield start
    for server in servers:
        assert server.stop() == []
    if servers:
        assert (tmp_path / "errors").read_bytes() == b""


@pytest.mark.parametrize("mode", ["smtp", "twice"])
@pytest.mark.parametrize("pipelining", [0, 1])
@pytest.mark.parametrize("per_connection", [1, 7])
def test_messages_to_the_floor(serve, write, tmp_path, per_connection, pipelining, mode):
    figures = load_well(
        "smtp",
        serve(BENCH / "floor", mode, *([tmp_path] if mode == "twice" else [])),
        recipients=write(["somebody@mail.example"]),
        concurrency=5,
        total=100,
        per_connection=per_connection,
        pipelining=pipelining,
        size=SIZE,
    )
    assert figures["messages"] == 100
    assert figures["octets"] == 100 * SIZE
    assert 100 // per_connection <= figures["sessions"] <= 100 // per_connection + 5


@pytest.mark.skipif(not shutil.which("strace"), reason="strace: not installed")
def test_each_octet_is_written_twice(tmp_path):
    """And synced twice, before the 250."""
    text = b"".join(b"%d\r\n" % i for i in range(50000))
    told = subprocess.run(
        [*"strace -qq -y -s 0 -e trace=write,fdatasync".split(), "-o", tmp_path / "trace"]
        + [BENCH / "floor", "twice", tmp_path],
        input=b"DATA\r\n" + text + b".\r\nQUIT\r\n",
        capture_output=True,
        check=True,
    )
    assert [line[:3] for line in told.stdout.splitlines()] == [b"220", b"354", b"250", b"221"]
    octets, syncs = {}, []
    for line in (tmp_path / "trace").read_text().splitlines():
        name, number = re.match(r"(\w+)\((\d+)", line).groups()
        if name == "fdatasync":
            syncs.append(number)
        else:
            octets[number] = octets.get(number, 0) + int(line.rpartition("=")[2])
    assert {number: octets[number] for number in syncs} == dict.fromkeys(syncs, len(text))
    assert len(set(syncs)) == 2 and line.startswith("write(1<")


@pytest.mark.parametrize("octets", [2, 71, 72, 73, 74, 145, 70001])
def test_messages_from_the_floor(serve, write, octets):
    figures = load_well(
        "pop3",
        serve(BENCH / "floor", "pop3", "30", str(octets)),
        accounts=write(f"user{i} password" for i in range(4)),
        concurrency=4,
        total=10,
        mode="fetch",
    )
    assert (figures["sessions"], figures["messages"]) == (10, 300)
    assert figures["octets"] == 300 * octets


@pytest.mark.parametrize("pipelining", [0, 1])
@pytest.mark.parametrize("per_connection", [1, 7])
def test_what_is_delivered_is_there(make_box, write, per_connection, pipelining):
    box = make_box()
    logins = box.accounts(*(f"user{i}" for i in range(8)))
    figures = load_well(
        "smtp",
        box.smtp_port,
        recipients=write(login.address for login in logins),
        concurrency=4,
        total=100,
        per_connection=per_connection,
        pipelining=pipelining,
        size=SIZE,
    )
    assert figures["messages"] == 100
    assert box.query("SELECT count(*) FROM message") == [(100,)]
    for login in logins:
        assert all(len(m) > SIZE and m.endswith(b"x\r\n") for m in box.stored(login))


def test_dots_are_counted_as_they_are_stored(make_box, write):
    box = make_box()
    login = box.account("dots")
    text = b"Subject: dots\r\n\r\n" + b"".join(b"." * i + b"\r\n" for i in range(1, 1200))
    for cut in range(3):
        box.deposit_chunk(text + b"x" * cut + b".\r\n", login)
    figures = load_well(
        "pop3",
        box.pop3_port,
        accounts=write([f"{login.name} {login.password}"]),
        total=1,
        mode="fetch",
    )
    assert figures["messages"] == 3
    assert box.query("SELECT sum(octets) FROM message") == [(figures["octets"],)]


@pytest.mark.parametrize(
    "mode, sessions, fetched, left",
    [("list", 8, 0, 60), ("open", 8, 8, 60), ("fetch", 8, 120, 60), ("delete", 4, 60, 0)],
)
def test_modes_of_pop3(make_box, write, mode, sessions, fetched, left):
    box = make_box()
    logins = box.accounts("one", "two", "three", "four")
    for login in logins:
        for _ in range(15):
            box.deposit(b"Subject: x\r\n\r\nbody\r\n", login)
    figures = load_well(
        "pop3",
        box.pop3_port,
        accounts=write(f"{login.name} {login.password}" for login in logins),
        concurrency=2,
        total=sessions,
        mode=mode,
    )
    assert (figures["sessions"], figures["messages"]) == (sessions, fetched)
    assert box.query("SELECT count(*) FROM message") == [(left,)]


@pytest.mark.parametrize("protocol", ["smtp", "pop3"])
def test_sessions_are_held(make_box, write, protocol):
    box = make_box()
    logins = box.accounts(*(f"user{i}" for i in range(6)))
    ports = {"smtp": box.smtp_port, "pop3": box.pop3_port}
    targets = write(f"{login.name} {login.password}" for login in logins)
    holding = subprocess.Popen(
        [BENCH / "load", protocol, f"port={ports[protocol]}", "concurrency=6", "hold=1"]
        + [f"accounts={targets}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holding.stdout.readline() == 'held=6 errors=0 error=""\n'
    assert len(box.sessions()) == 6
    holding.communicate(timeout=10)
    assert holding.returncode == 0


@pytest.fixture
def tls_box(make_box, tmp_path):
    """With a key of each type."""
    if tlsservers.missing() or not TLSD.exists():
        pytest.skip("no tlsd, stunnel4 or openssl")

    def make(*options):
        box = make_box()
        keys = [tlsservers.Certificate(box.folder / it, 1, it) for it in tlsservers.KEYS]
        files = [(one.trusted, one.folder / "privkey.pem") for one in keys]
        tlsservers.over_tlsd(box, tlsservers.start_tlsd(box, *files), options=options)
        return box

    return make


@pytest.mark.parametrize("tls, option", [("implicit", "--tls=now"), ("starttls", "--tls")])
def test_messages_and_sessions_with_tls(tls, option, tls_box, write):
    box = tls_box(*([option] if tls == "implicit" else []))
    logins = box.accounts("one", "two", "three", "four")
    options = {"tls": tls, "concurrency": 2, "total": 12}
    for key in ("rsa", "ecdsa"):
        figures = load_well("smtp", box.smtp_port, mode="hello", key=key, **options)
        assert (figures["sessions"], figures["messages"]) == (12, 0)
    recipients = write(login.address for login in logins)
    # One at a time, so that each account gets as many.
    load_well("smtp", box.smtp_port, recipients=recipients, size=300000, tls=tls, total=12)
    for login in logins:
        assert len(box.stored(login)) == 3 and all(len(m) > 300000 for m in box.stored(login))
    accounts = write(f"{login.name} {login.password}" for login in logins)
    for mode, messages in (("sign-in", 0), ("fetch", 36)):
        figures = load_well("pop3", box.pop3_port, accounts=accounts, mode=mode, **options)
        assert (figures["sessions"], figures["messages"]) == (12, messages)


def test_resumed_sessions(tls_box):
    box = tls_box("--tls=now")
    for resume in (0, 1):
        figures = load_well(
            "smtp", box.smtp_port, mode="hello", tls="implicit", total=8, resume=resume
        )
        assert figures["sessions"] == 8


def test_a_server_that_does_not_resume_is_seen(make_box, tmp_path):
    """Each of its processes has keys of its own."""
    if tlsservers.missing():
        pytest.skip("no stunnel4 or openssl")
    box = make_box()
    tlsservers.from_the_first_octet(box, tlsservers.Certificate(tmp_path / "own", 1).both)
    options = {"mode": "hello", "tls": "implicit", "total": 3}
    load_well("smtp", box.smtp_port, **options)
    status, figures = load("smtp", box.smtp_port, **options, resume=1)
    assert (status, figures["errors"]) == (1, 2)
    assert figures["error"] == "this is not the TLS that was wanted: "


SAYING = """
printf '220 x ESMTP\\r\\n'
while read -r verb rest; do
    case $verb in
    EHLO) printf '250 x\\r\\n' ;;
    MAIL) printf '%s\\r\\n' "$1" ;;
    *) exit ;;
    esac
done
"""


@pytest.mark.parametrize(
    "reply, error",
    [
        ("451 4.3.0 try later", "unexpected reply: 451 4.3.0 try later"),
        ("250 ok", "the server closed the connection: "),
    ],
)
def test_errors_are_seen(serve, write, reply, error):
    port = serve("sh", "-c", SAYING, "sh", reply)
    status, figures = load("smtp", port, recipients=write(["x@y"]), total=5, concurrency=2)
    assert status == 1
    assert (figures["messages"], figures["errors"], figures["error"]) == (0, 5, error)


def test_a_refusal_of_the_server_is_seen(make_box, write):
    box = make_box("min_free_space=9223372036854775807")
    login = box.account("full")
    status, figures = load("smtp", box.smtp_port, recipients=write([login.address]), total=1)
    assert (status, figures["messages"], figures["errors"]) == (1, 0, 1)
    assert re.match("unexpected reply: 452 ", figures["error"])


def test_nobody_listens(serve, write):
    status, figures = load("smtp", 1, recipients=write(["x@y"]), total=1)
    assert (status, figures["messages"], figures["errors"]) == (1, 0, 1)
