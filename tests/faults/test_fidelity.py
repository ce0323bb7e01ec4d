"""Random messages come back octet for octet, after the normalisation that the manual describes.

They go in by DATA or BDAT, in random chunks and random pieces on the wire, and come back by RETR and
TOP.
SEED and FIRST choose other messages, and one of them to begin with.
"""

import os
import random
import re
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from servers import POP3D, SANITIZER_MARKS, SETTINGS, SMTPD
from stored import normalised, top
from wire import Pop3, Smtp

SEED = os.environ.get("SEED", "1")
FIRST = int(os.environ.get("FIRST", "0"))

BATCH = 25  # messages that go in by one session and come back by one
END_SECONDS = 60

# What smtpd and the store read, keep and write at a time.
BOUNDARIES = (512, 1000, 4096, 16384, 32768, 65536, 131072, 262144, 2 * 262144)

SENDER = b"x@remote.example"
TRACE = re.compile(
    rb"Return-Path: <x@remote\.example>\r\n"
    rb"Received: from client\.example \(local\)\r\n\tby mail\.example with ESMTP id [a-z0-9.]+\r\n"
    rb"\tfor <alice@mail\.example>;\r\n\t[^\r\n]+\r\n"
)


def test_model():
    """Some cases worked out by hand, so that model and smtpd are not wrong together."""
    for octets, stored in (
        (b"", b""),
        (b"\r\n", b"\r\n"),
        (b"text", b"\r\ntext\r\n"),
        (b"A: b\r\n\r\ntext", b"A: b\r\n\r\ntext\r\n"),
        (b"A: b\r\ntext\r\nC: d\r\n", b"A: b\r\n\r\ntext\r\nC: d\r\n"),
        (b"return-path : x\r\n y\r\nA: b\r\n", b"A: b\r\n"),
        (b"A: b\r\n c\r\n\r\nReturn-Path: x\r\n", b"A: b\r\n c\r\n\r\nReturn-Path: x\r\n"),
        (b" A: b\r\n", b"\r\n A: b\r\n"),
        (b"A: b\r\n\r\r\n", b"A: b\r\n\r\n\r\r\n"),
    ):
        assert normalised(octets) == stored
    assert top(b"A: b\r\n\r\nc\r\nd\r\n", 1) == b"A: b\r\n\r\nc\r\n"
    assert top(b"A: b\r\n", 1) == b"A: b\r\n"


# --- random messages --------------------------------------------------------------------------

DOTS = (b".", b"..", b"...", b".x", b"..x", b" .", b". ", b".\t.", b"x.", b".,", b"." * 100)
LIKE_MAIL = (b"From x", b">From x", b"+OK", b"-ERR", b"QUIT", b"BDAT 5", b"Return-Path: <x>")
FIELDS = (
    *(b"Subject: s", b"From: x", b"To:", b"A:b", b"X-Y : z", b"Return-Path: <a@b>", b"RETURN-PATH:x"),
    *(b"Return-Pathy: no", b"Received: from x", b"Date: never", b"Subject: =?utf-8?q?x?="),
    *(b"N" * n + b": x" for n in (100, 996, 997, 998, 999, 5000)),
)
NO_FIELDS = (b"no field", b": x", b"\xc3\xa4: x", b"a b: c", b".", b"..", b"A", b"A b", b"-")


def some_octets(chance, count, raw):
    octets = chance.randbytes(count)
    if raw:
        return octets.replace(b"\n", b"\r")
    return octets.translate(None, b"\r\n\0")


def text_line(chance, raw):
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(DOTS)
    if kind < 0.4:
        return b""
    if kind < 0.5:
        return chance.choice(LIKE_MAIL)
    if kind < 0.55:
        return b"." * chance.randrange(4) + some_octets(chance, chance.randrange(3000), raw)
    if kind < 0.56:
        return chance.choice((b"x", b".", b"\xff")) * chance.randrange(100_000)
    if raw and kind < 0.6:
        return chance.choice((b"\r", b"\0", b"\r\r", b".\r", b"\r.", b"\0.\r"))
    return some_octets(chance, chance.randrange(80), raw)


def header_lines(chance):
    for _ in range(chance.choice((0, 1, 3, 8))):
        yield chance.choice(FIELDS)
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            yield chance.choice((b" folded", b"\tfolded", b" ", b"\t.", b" Return-Path: x"))
    end = chance.random()
    if end < 0.7:
        yield b""
    elif end < 0.9:
        yield chance.choice(NO_FIELDS)


def random_message(chance, raw):
    """raw: with bare CR and NUL, and perhaps without a line end at its end, which BDAT takes."""
    if chance.random() < 0.02:
        return b""
    lines = [*header_lines(chance)]
    lines += (text_line(chance, raw) for _ in range(chance.choice((0, 1, 2, 10, 40))))
    octets = b"".join(line + b"\r\n" for line in lines)
    if chance.random() < 0.3:
        wanted = chance.choice(BOUNDARIES) + chance.randrange(-250, 20)
        filler = chance.choice((b"x" * 78 + b"\r\n", b".\r\n", b"..\r\n", b"\r\n", b"\xe4" * 998 + b"\r\n"))
        missing = max(wanted - len(octets), 0)
        octets += (filler * (missing // len(filler) + 1))[:missing]
        # What was cut off must not leave half a line end.
        octets = re.sub(rb"\r?\Z", b"", octets)
        if not octets.endswith(b"\r\n"):
            octets += b"" if raw else b"\r\n"
    if raw and chance.random() < 0.3:
        octets = octets.removesuffix(b"\n")
        if chance.random() < 0.7:
            octets = octets.removesuffix(b"\r")
    return octets


# --- sending and fetching ---------------------------------------------------------------------


def pieces(chance, octets):
    """The octets in pieces: few, many, or cut around the dots and line ends."""
    kind = chance.randrange(4)
    if kind == 0 or not octets:
        cuts = []
    elif kind == 1:
        cuts = [chance.randrange(len(octets) + 1) for _ in range(chance.randrange(1, 8))]
    elif kind == 2:
        places = [match.start() for match in re.finditer(rb"\r\n\.|\r|\n", octets[-3000:])]
        chosen = chance.sample(places, min(len(places), 20))
        cuts = [len(octets[:-3000]) + place + chance.randrange(4) for place in chosen]
    else:
        cuts = range(1, min(len(octets), 60))
    ends = sorted({*(cut for cut in cuts if cut < len(octets)), len(octets)})
    start = 0
    for end in ends:
        yield octets[start:end]
        start = end


def send_in_pieces(smtp, chance, octets):
    for piece in pieces(chance, octets):
        smtp.send(piece)
        if chance.random() < 0.2:
            os.sched_yield()


def send_data(smtp, chance, octets):
    assert smtp.command(b"DATA").status == b"354"
    stuffed = re.sub(rb"(\A|\n)\.", rb"\1..", octets)
    send_in_pieces(smtp, chance, stuffed + b".\r\n")
    return smtp.reply()


def send_chunks(smtp, chance, octets):
    chunks = [chunk for chunk in pieces(chance, octets)]
    if chance.random() < 0.3:
        chunks.append(b"")
    for number, chunk in enumerate(chunks, 1):
        last = b" LAST" if number == len(chunks) else b""
        send_in_pieces(smtp, chance, b"BDAT %d%s\r\n" % (len(chunk), last) + chunk)
        reply = smtp.reply()
        assert last or reply.good, reply
    return reply


@contextmanager
def session(program, client, folder):
    ours, theirs = socket.socketpair()
    options = [w for s in ("hostname=mail.example", *SETTINGS) for w in ("-o", s)]
    command = [str(program), "-d", str(folder / "mail.db"), *options]
    with ours, open(folder / "log", "ab") as log:
        with theirs:
            process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=log)
        try:
            yield client(ours)
        finally:
            ours.close()
            try:
                process.wait(END_SECONDS)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
    assert process.returncode == 0, process.returncode


def send_batch(folder, numbers):
    """Returns {number: octets as sent}."""
    sent = {}
    with session(SMTPD, Smtp, folder) as smtp:
        assert smtp.reply().good
        assert smtp.command(b"EHLO client.example").good
        for number in numbers:
            chance = random.Random(f"{SEED} {number}")
            raw = chance.random() < 0.5
            sent[number] = random_message(chance, raw)
            assert smtp.command(b"MAIL FROM:<%s>" % SENDER).good
            assert smtp.command(b"RCPT TO:<alice>").good
            # What DATA takes BDAT takes, too.
            by_chunks = raw or chance.random() < 0.2
            reply = (send_chunks if by_chunks else send_data)(smtp, chance, sent[number])
            assert reply.status == b"250", f"SEED={SEED} FIRST={number}: {reply}"
        assert smtp.command(b"QUIT").good
    return sent


def differ(where, got, expected):
    """Says where two octet strings differ; neither can be shown whole."""
    if got == expected:
        return
    at = next((i for i, pair in enumerate(zip(got, expected)) if pair[0] != pair[1]), None)
    at = min(len(got), len(expected)) if at is None else at
    pytest.fail(
        f"{where}: {len(got)} octets and not {len(expected)}, from {at} on they differ:\n"
        f"got      {got[max(at - 60, 0) : at + 60]!r}\n"
        f"expected {expected[max(at - 60, 0) : at + 60]!r}"
    )


def check_message(pop3, place, number, octets):
    """Fetches a message of the maildrop, and compares it with what was sent."""
    where = f"SEED={SEED} FIRST={number}"
    reply = pop3.command(b"RETR %d" % place, with_body=True)
    trace = TRACE.match(reply.body)
    assert trace, f"{where}: {reply.body[:400]}"
    expected = trace[0] + normalised(octets)
    differ(f"{where}, RETR", reply.body, expected)
    assert reply.text == b"+OK %d octets" % len(expected), f"{where}: {reply.text}"
    for lines in (0, random.Random(number).randrange(12)):
        reply = pop3.command(b"TOP %d %d" % (place, lines), with_body=True)
        differ(f"{where}, TOP {lines}", reply.body, top(expected, lines))


def fetch_batch(folder, sent):
    with session(POP3D, Pop3, folder) as pop3:
        assert pop3.reply().good
        assert pop3.command(b"USER alice").good
        assert b"Signed in, %d messages" % len(sent) in pop3.command(b"PASS secret.Zq8").text
        for place, (number, octets) in enumerate(sent.items(), 1):
            check_message(pop3, place, number, octets)
            assert pop3.command(b"DELE %d" % place).good
        assert pop3.command(b"QUIT").good


def test_messages_come_back(full, figure, progress):
    count = 10_000 if full else 500
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    octets = 0
    largest = 0
    done = progress(count)
    with tempfile.TemporaryDirectory(prefix="pillarbox-fidelity-", dir=place) as name:
        folder = Path(name)
        with session(POP3D, Pop3, folder) as pop3:
            assert pop3.reply().good
            for command in (b"USER alice", b"PASS secret.Zq8", b"QUIT"):
                assert pop3.command(command).good
        for first in range(FIRST, FIRST + count, BATCH):
            sent = send_batch(folder, range(first, first + BATCH))
            fetch_batch(folder, sent)
            octets += sum(map(len, sent.values()))
            largest = max(largest, *map(len, sent.values()))
            done(first + BATCH - FIRST)
        log = (folder / "log").read_text(errors="replace")
        assert not any(mark in log for mark in SANITIZER_MARKS), log
    figure("messages", f"{count}, {octets / 1e6:.0f} MB, the largest {largest:,} octets")
