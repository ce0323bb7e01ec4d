"""Random sequences of commands: both programs do what a model says, in replies and in the database.

Sessions come in groups, each group with a database of its own, on which SMTP, LMTP and POP3 sessions
take turns. What a session sends is in its standard input before it starts, in random pieces, and may
end anywhere. After each session its replies are compared with the model's, after a group the whole
database. SEQUENCES_SEED repeats a run; a difference is cut down to the lines that it takes, and shown
as a transcript.
"""

import os
import random
import re
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import pytest

from commands import PASSWORDS, Writer
from model import Options, session
from sessions import MEMORY, Difference, make_template, new_world, play, without_domain

SEED = os.environ.get("SEQUENCES_SEED") or str(random.randrange(1 << 32))

SHORT = int(os.environ.get("SEQUENCES", "3000"))  # sequences in the short form
GROUP = 25  # sessions on one database
LONGEST = 60  # items of a session
SHRINKING = 1500  # sessions that a difference may cost to be cut down


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
    names = {0: r"\0", 10: r"\n", 13: r"\r", 92: r"\\"}
    text = "".join(names.get(o, chr(o) if 32 <= o < 127 else f"\\x{o:02x}") for o in octets)
    return re.sub(r"([^\\{}])\1{39,}", lambda m: f"\\{{{len(m[0])}*{m[1]}}}", text)


def transcript(sessions):
    """The sessions in the language of tests/dialogue, with the replies that the model gives."""
    lines = []
    for name, password in PASSWORDS.items():
        lines.append(f"account: {without_domain(name).decode()} {password.decode()}")
        if b"@" in name:
            renamed = without_domain(name).decode()
            lines.append(f"sql: UPDATE account SET name = '{name.decode()}' WHERE name = '{renamed}'")
    world = new_world()
    for options, items in sessions:
        limits = ["-o", "max_message_size=2048", "-o", "max_recipients=100"]
        lines.append(" ".join(["run:", options.program, *limits, *options.arguments()]))
        model = session(world, options)
        shown = 0
        for item in (None, *items):
            if item is not None:
                model.feed(item)
                lines.append(f"R: {escaped(item)}")
            for expected in model.expected[shown:]:
                words = (expected.status, expected.code)
                lines.append("S: " + " ".join(word.decode() for word in words if word) + "{*}")
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
        story = f"SEQUENCES_SEED={seed}, group {number}: {differs(folder, sessions)}"
        return GROUP, items, f"{story}\n{transcript(sessions)}"
    finally:
        shutil.rmtree(folder)


def test_sequences(full, figure, progress):
    wanted = 100_000 if full else SHORT
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
