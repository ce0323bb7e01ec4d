"""What AFL++ begins with: seeds from the transcripts of tests/dialogue, and a dictionary of verbs
from the command tables, parameters and line ends."""

import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "dialogue"))

from transcript import Send, Session, load  # noqa: E402

MAX_OCTETS = 4096  # of a seed; what transcripts say at greater length is about sizes and times

# What stands in no table: words of arguments, and what is special in messages and addresses.
WORDS = {
    "smtpd": (
        *("FROM:", "TO:", "<>", "<@ME>", "@ME", "<alice>", "<alice@mail.example>"),
        '<"a b"@[::1]>',
        *(" SIZE=", " BODY=8BITMIME", " BODY=7BIT", " SMTPUTF8", " AUTH=<>", " LAST", " 0 LAST"),
        *("PLAIN ", "LOGIN", "=", "*", "AGFsaWNlAHNlY3JldA==", "alice", "secret", "client.example"),
        *("Subject: ", "From: ", "Date: ", "Message-ID: ", "Return-Path: ", "Received: "),
        *("\r\n.\r\n", "\n.\n", "\r\n..", "\r\n\r\n", "\r\n", "\n", "\r", "\0", "\x7f", "\xff"),
    ),
    "pop3d": (
        *("alice", "secret", "PLAIN ", "LOGIN", "=", "*", "AGFsaWNlAHNlY3JldA==", "YWxpY2U="),
        *(" 0", " 1", " 2", " 3", " 1 0", " 1 1", " 18446744073709551616", " U", " -1"),
        *("\r\n", "\n", "\r", "\0", "\x7f", "\xff"),
    ),
}


def sessions(daemon):
    """What the client says in each of the daemon's sessions, once."""
    seen = set()
    for path in sorted((TOP / "tests" / "dialogue").glob("*/*.t")):
        for part in load(path).parts:
            if not isinstance(part, Session) or part.daemon != daemon:
                continue
            octets = b"".join(step.octets for step in part.steps if isinstance(step, Send))
            if octets and octets not in seen and len(octets) <= MAX_OCTETS:
                seen.add(octets)
                yield octets


def verbs(daemon):
    table = (TOP / daemon / "commands.c").read_text(encoding="utf-8")
    found = re.findall(r'^\t\{"([A-Z0-9]+)",', table, re.MULTILINE)
    if not found:
        sys.exit(f"{daemon}/commands.c: no verbs")
    return found


def quoted(text):
    octets = text.encode("latin-1")
    return "".join(
        chr(octet) if 0x20 <= octet <= 0x7E and octet not in b'"\\' else f"\\x{octet:02x}"
        for octet in octets
    )


def dictionary(daemon):
    """A dictionary as libFuzzer and AFL++ have it."""
    words = (*verbs(daemon), *WORDS[daemon])
    return "".join(f'word{number}="{quoted(word)}"\n' for number, word in enumerate(words))
