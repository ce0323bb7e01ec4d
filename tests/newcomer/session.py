"""The first session: what a person types at telnet, and how the reply to each line ends."""

import re
import time

from operators import WAIT_SECONDS

# The server begins. A line without a reply is part of the message.
SMTP = (
    (None, "220 "),
    ("EHLO alice", "250 "),
    ("secret", "235 "),
    ("MAIL FROM: @ME", "250 "),
    ("RCPT TO: alice", "250 "),
    ("DATA", "354 "),
    ("SUBJECT: hi", None),
    ("hello", None),
    (".", "250 "),
    ("QUIT", "221 "),
)
POP3 = (
    (None, r"\+OK"),
    ("USER alice", r"\+OK"),
    ("PASS secret", r"\+OK"),
    ("LIST", r"\.\r"),
    ("RETR 1", r"\.\r"),
    ("QUIT", r"\+OK"),
)


def wait_for_line(terminal, start, since):
    """Until a line that begins with start, a pattern, is on the screen."""
    pattern = re.compile(rf"^{start}.*\n".encode(), re.MULTILINE)
    deadline = time.monotonic() + WAIT_SECONDS
    while not pattern.search(terminal.shown, since):
        assert terminal.read(1) and time.monotonic() < deadline, terminal.shown[since:]


def talk(terminal, lines):
    """Has the session at a terminal where telnet is being started."""
    for line, end in lines:
        before = len(terminal.shown)
        if line:
            terminal.type(f"{line}\n".encode())
        wait_for_line(terminal, end or re.escape(line), before)
