"""Random sequences of commands: both programs do what a model says, in replies and in the database.

Sessions come in groups, each group with a database of its own, on which SMTP, LMTP and POP3 sessions
take turns. What a session sends is in its standard input before it starts, in random pieces, and may
end anywhere. After each session its replies are compared with the model's, after a group the whole
database. SEQUENCES_SEED repeats a run; a difference is cut down to the lines that it takes, and shown
as a transcript.
"""

import fcntl
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import pytest

from commands import PASSWORDS, Writer
from model import LOCKED, Options, World, session
from servers import POP3D, SANITIZER_MARKS, SETTINGS, SMTPD

SEED = os.environ.get("SEQUENCES_SEED") or str(random.randrange(1 << 32))

GROUP = 25  # sessions on one database
LONGEST = 60  # items of a session
SESSION_SECONDS = 60
PIPE_OCTETS = 1 << 20
SHRINKING = 1500  # sessions that a difference may cost to be cut down

SETTINGS = (
    *("hostname=mail.example", "max_message_size=2048", "max_recipients=100", "min_free_space=0"),
    *("log=warning", *SETTINGS),
)
ALIASES = {
    b"sales": [b"alice"],
    b"team": [b"sales", b"bob"],
    b"loop.a": [b"loop.b"],
    b"loop.b": [b"loop.a"],
    b"ghost": [b"nobody-there"],
}
TINY = 1  # octets in the quota of an account

MEMORY = Path("/dev/shm")


class Difference(Exception):
    pass


def new_world():
    world = World()
    for name, password in PASSWORDS.items():
        world.create(name, password)
    world.find(b"tiny").full_with = TINY
    world.aliases = ALIASES
    return world


def make_template(path):
    """The database that a World begins as."""
    command = [str(POP3D), "-d", str(path), *(w for s in SETTINGS for w in ("-o", s))]
    for name, password in PASSWORDS.items():
        lines = b"USER %s\r\nPASS %s\r\nQUIT\r\n" % (name, password)
        said = subprocess.run(command, input=lines, capture_output=True, check=True, timeout=60)
        assert said.stdout.count(b"+OK") == 4, said
    database = sqlite3.connect(path)
    with database:
        rows = [(n.decode(), t.decode()) for n, targets in ALIASES.items() for t in targets]
        database.executemany("INSERT INTO alias (name, target) VALUES (?, ?)", rows)
        database.execute("UPDATE account SET quota = ? WHERE name = 'tiny'", [TINY])
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


# --- running a session ------------------------------------------------------------------------


def pieces(chance, octets):
    """Octets in pieces, so few that a pipe holds them all."""
    ends = {len(octets)}
    for _ in range(chance.choice((0, 0, 3, 20, 100))):
        ends.add(chance.randrange(len(octets) + 1))
    start = 0
    for end in sorted(ends):
        yield octets[start:end]
        start = end


def filled_pipe(chance, octets):
    """A pipe with octets in it and the end of the input behind them."""
    # Such a pipe keeps its pieces apart, but what does not fit into the reader's buffer is lost.
    has_long_line = any(len(line) > 8000 for line in octets.split(b"\n"))
    reader, writer = os.pipe2(os.O_CLOEXEC | (0 if has_long_line else os.O_DIRECT))
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_OCTETS)
    os.set_blocking(writer, False)
    for piece in pieces(chance, octets):
        if piece:
            assert os.write(writer, piece) == len(piece)
    os.close(writer)
    return reader


def run(folder, options, chance, octets):
    """Runs a session; returns what it has said."""
    program = str(SMTPD if options.program == "smtpd" else POP3D)
    settings = [w for s in SETTINGS for w in ("-o", s)]
    argv = [program, "-d", f"{folder}/mail.db", *settings, *options.arguments()]
    theirs_in = filled_pipe(chance, octets)
    ours, theirs_out = os.pipe2(os.O_CLOEXEC)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
    actions = [(os.POSIX_SPAWN_DUP2, fd, n) for n, fd in enumerate((theirs_in, theirs_out, log))]
    pid = os.posix_spawn(program, argv, os.environ, file_actions=actions)
    for fd in (theirs_in, theirs_out, log):
        os.close(fd)
    try:
        said = read_all(ours)
        if said is None:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(ours)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if said is None:
        raise Difference("the session does not end")
    if status != 0:
        raise Difference(f"exit status {status}")
    return said


def read_all(fd):
    """Everything up to the end; None if that does not come."""
    said = []
    while select.select([fd], [], [], SESSION_SECONDS)[0]:
        octets = os.read(fd, 1 << 16)
        if not octets:
            return b"".join(said)
        said.append(octets)
    return None


# --- comparing --------------------------------------------------------------------------------


def take_line(said):
    line, end, rest = said.partition(b"\r\n")
    if not end:
        raise Difference(f"no whole line: {line}" if line else "no reply")
    if len(line) > 510 or not re.fullmatch(rb"[ -~]*", line):
        raise Difference(f"not a line that a reply may have: {line}")
    return line, rest


def take_smtp(said):
    lines = []
    while not lines or lines[-1][3:4] == b"-":
        line, said = take_line(said)
        if lines and line[:3] != lines[0][:3]:
            raise Difference(f"one reply has {lines[-1]} and {line}")
        lines.append(line)
    code = re.match(rb"... ?-?(\d\.\d+\.\d+) ", lines[0])
    return lines, lines[0][:3], code[1] if code else b"", said


def take_pop3(said, with_lines):
    line, said = take_line(said)
    lines = [line]
    if with_lines and line.startswith(b"+OK"):
        body, end, said = (b"\r\n" + said).partition(b"\r\n.\r\n")
        if not end:
            raise Difference(f"the lines behind {line} have no end")
        lines += [re.sub(rb"\A\.", b"", one) for one in body.split(b"\r\n")[1:]]
    code = re.match(rb"-ERR (\[[A-Z/-]+\])", line)
    return lines, line.partition(b" ")[0], code[1] if code else b"", said


def compare_replies(model, said):
    is_smtp = model.options.program == "smtpd"
    for number, expected in enumerate(model.expected):
        try:
            lines, status, code, said = take_smtp(said) if is_smtp else take_pop3(said, expected.lines)
            if (status, code) != (expected.status, expected.code):
                raise Difference(f"{lines[0]}")
            if expected.check and (wrong := expected.check(lines)):
                raise Difference(f"{lines[0]}: {wrong}")
        except Difference as difference:
            wanted = b" ".join((expected.status, expected.code)).decode()
            raise Difference(f"reply {number}, expected {wanted}: {difference}") from None
    if said:
        raise Difference(f"more than the model says: {said[:200]}")


def compare_database(folder, world):
    database = sqlite3.connect(f"file:{folder}/mail.db?mode=ro", uri=True)
    database.text_factory = bytes
    try:
        compare_accounts(database, world)
        content = compare_messages(database, world)
        for account in world.accounts.values():
            compare_maildrop(database, account, content)
        for check, good in (("integrity_check", [(b"ok",)]), ("foreign_key_check", [])):
            if (found := database.execute(f"PRAGMA {check}").fetchall()) != good:
                raise Difference(f"{check}: {found}")
    finally:
        database.close()


def compare_accounts(database, world):
    found = {name: password for name, password in database.execute("SELECT name, password FROM account")}
    names = {account.name: account.password for account in world.accounts.values()}
    if found.keys() != names.keys():
        raise Difference(f"accounts: {sorted(found)}, and not {sorted(names)}")
    for name, password in names.items():
        kind = "none" if password is None else "locked" if password is LOCKED else "hash"
        there = found[name]
        has = "none" if there is None else "locked" if there[:1] in b"!*" else "hash"
        if kind != has:
            raise Difference(f"password of {name}: {has}, and not {kind}")


def compare_messages(database, world):
    """Returns {id: (octets, reverse path, helo)}; each of them is in somebody's maildrop, and whole."""
    found = {}
    for number, path, helo, octets in database.execute("SELECT id, reverse_path, helo, octets FROM message"):
        parts = database.execute(
            "SELECT data FROM content WHERE id BETWEEN ? AND ? ORDER BY id", [number << 16, (number << 16) + 65535]
        )
        found[number] = (b"".join(data for (data,) in parts), path, helo)
        if len(found[number][0]) != octets:
            raise Difference(f"message {number} has {len(found[number][0])} octets, and not {octets}")
    wanted = {d.message.number for account in world.accounts.values() for d in account.mail}
    if len(found) != len(wanted):
        raise Difference(f"{len(found)} messages, and not {len(wanted)}")
    return found


def compare_maildrop(database, account, content):
    rows = database.execute(
        "SELECT message, seen FROM delivery JOIN account ON account.id = account"
        " WHERE name = ? ORDER BY message",
        [account.name.decode()],
    ).fetchall()
    if len(rows) != len(account.mail):
        raise Difference(f"{account.name} has {len(rows)} messages, and not {len(account.mail)}")
    for (number, seen), delivery in zip(rows, account.mail):
        octets, path, helo = content[number]
        message = delivery.message
        if not message.is_whole(octets) or (path, helo) != (message.reverse_path, message.helo):
            raise Difference(f"{account.name} has {path} {helo} {octets}, and not {message}")
        if bool(seen) != delivery.seen:
            raise Difference(f"{account.name}: seen is {seen}, and not {delivery.seen}, of {message}")


def check_log(folder):
    log = (folder / "log").read_text(errors="replace")
    for mark in (*SANITIZER_MARKS, "store-fault", "problem="):
        if mark in log:
            raise Difference(f"log: {log}")
    if strangers := {p.name for p in folder.iterdir()} - {"log", *(f"mail.db{e}" for e in ("", "-wal", "-shm", "-lock"))}:
        raise Difference(f"files: {strangers}")


# --- groups -----------------------------------------------------------------------------------


def choose_options(chance):
    program = "pop3d" if chance.random() < 0.4 else "smtpd"
    return Options(
        program,
        interactive=chance.random() < 0.7,
        plaintext=chance.random() < 0.95,
        inbound=chance.random() < 0.9,
        tls_required=chance.random() < 0.03,
        lmtp=program == "smtpd" and chance.random() < 0.2,
        max_errors=chance.choice((1, 5, 20, 20, 1000)),
    )


def write_items(chance, model):
    """A session's items; model has taken them afterwards."""
    writer = Writer(chance, model)
    count = chance.randint(1, LONGEST)
    items = []
    while len(items) < count and not model.closed:
        item = writer.item()
        if len(items) == count - 1 and chance.random() < 0.3:
            item = item[: chance.randrange(len(item) + 1)]
        items.append(item)
        model.feed(item)
    if chance.random() < 0.3:
        items.append(b"NOOP\r\n")  # something behind the end
        model.feed(items[-1])
    model.end()
    return items


def play(folder, world, sessions):
    """Plays (options, items) on a fresh database; the first difference is raised."""
    for name in ("", "-wal", "-shm", "-lock"):
        (folder / f"mail.db{name}").unlink(missing_ok=True)
    (folder / "log").write_bytes(b"")
    shutil.copy(folder.parent / "template.db", folder / "mail.db")
    for number, (options, items) in enumerate(sessions):
        model = session(world, options)
        model.feed(b"".join(items))
        model.end()
        compare_replies(model, run(folder, options, random.Random(number), b"".join(items)))
    compare_database(folder, world)
    check_log(folder)


def differs(folder, sessions):
    """The difference as text, None if there is none."""
    try:
        play(folder, new_world(), sessions)
    except Difference as difference:
        return str(difference)
    return None


def shrink(folder, sessions):
    """Leaves out what is not needed for a difference: sessions, then items, many at a time first."""
    budget = SHRINKING

    def still(candidate):
        nonlocal budget
        budget -= len(candidate)
        return budget > 0 and differs(folder, candidate) is not None

    def without(parts, rebuild):
        size = len(parts)
        while size:
            start = 0
            while start < len(parts):
                fewer = parts[:start] + parts[start + size :]
                if still(rebuild(fewer)):
                    parts = fewer
                else:
                    start += size
            size //= 2
        return parts

    sessions = without(sessions, lambda fewer: fewer)
    for number, (options, items) in enumerate(sessions):
        before, after = sessions[:number], sessions[number + 1 :]
        items = without(items, lambda fewer: [*before, (options, fewer), *after])
        sessions = [*before, (options, items), *after]
    return sessions


def escaped(octets):
    """As an R line of a transcript has it."""
    text = re.sub(rb"(.)\1{39,}", lambda m: b"\\{%d*%s}" % (len(m[0]), m[1]), octets.replace(b"\\", b"\\\\"))
    names = {0: r"\0", 13: r"\r", 10: r"\n"}
    return "".join(chr(o) if 32 <= o < 127 else names.get(o, f"\\x{o:02x}") for o in text)


def transcript(sessions):
    """The sessions in the language of tests/dialogue, with the replies that the model gives."""
    lines = [f"account: {n.decode()} {p.decode()}" for n, p in PASSWORDS.items()]
    world = new_world()
    for options, items in sessions:
        words = " ".join(options.arguments())
        lines.append(f"run: {options.program} -o max_message_size=2048 -o max_recipients=100 {words}")
        model = session(world, options)
        shown = 0
        for item in (None, *items):
            if item is not None:
                model.feed(item)
                lines.append(f"R: {escaped(item)}")
            for expected in model.expected[shown:]:
                lines.append("S: " + " ".join(w.decode() for w in (expected.status, expected.code) if w) + "{*}")
            shown = len(model.expected)
        model.end()
    return "\n".join(lines)


def play_group(seed, place, number):
    """Returns how many sessions and items there were, and what differs, None if nothing does."""
    chance = random.Random(f"{seed} {number}")
    folder = Path(place) / f"group{number}"
    folder.mkdir()
    try:
        world = new_world()
        sessions = []
        for _ in range(GROUP):
            options = choose_options(chance)
            sessions.append((options, write_items(chance, session(world, options))))
        items = sum(len(items) for _, items in sessions)
        if not differs(folder, sessions):
            return len(sessions), items, None
        sessions = shrink(folder, sessions)
        story = f"SEQUENCES_SEED={seed}, group {number}: {differs(folder, sessions)}\n{transcript(sessions)}"
        return GROUP, items, story
    finally:
        shutil.rmtree(folder)


def test_sequences(full, figure, progress):
    wanted = 100_000 if full else 3_000
    count = items = 0
    done = progress(wanted)
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    print(f"SEQUENCES_SEED={SEED}")
    with tempfile.TemporaryDirectory(prefix="pillarbox-sequences-", dir=place) as folder:
        make_template(Path(folder) / "template.db")
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            groups = [pool.submit(play_group, SEED, folder, n) for n in range(wanted // GROUP)]
            for group in as_completed(groups):
                sessions, lines, story = group.result()
                count += sessions
                items += lines
                if story:
                    pool.shutdown(cancel_futures=True)
                    pytest.fail(f"after {count} sequences: {story}", pytrace=False)
                done(count)
    figure("sequences", f"{count:,}, {items:,} commands and messages, seed {SEED}")
