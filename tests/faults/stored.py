"""What is stored of a message, and what TOP shows of it.

A model of what the manual describes. It looks at whole messages, where smtpd sees octets pass by.
"""

import re

LONGEST_NAME = 998  # with its colon; whatever is longer is no field
MAILBOX_LINES = 16  # in front of a header; more are body
FIELD = re.compile(rb"(?P<name>[!-9;-~]+)[ \t]*:")


def is_field(line):
    field = FIELD.match(line)
    return field is not None and field.end() <= LONGEST_NAME


def is_mailbox_line(line):
    """As a program leaves it that takes a message out of an mbox."""
    return re.match(rb">*From ", line) is not None and not is_field(line)


def normalised(octets):
    """What is stored of a message that consists of whole lines, behind the trace."""
    if octets and not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    octets = octets.removeprefix(b"\xef\xbb\xbf")
    kept = []
    lines = re.findall(rb"(?s).*?\r\n", octets)
    dropping = seen_field = False
    mailbox_lines = 0
    for number, line in enumerate(lines):
        if line[:1] in (b" ", b"\t") and (seen_field or mailbox_lines):
            pass
        elif is_mailbox_line(line) and not seen_field and mailbox_lines < MAILBOX_LINES:
            mailbox_lines += 1
            line = b"X-Mailbox-Line: " + line
        elif is_field(line):
            seen_field = True
            dropping = FIELD.match(line)["name"].lower() == b"return-path"
        else:
            rest = lines[number:]
            return b"".join(kept) + (b"" if line == b"\r\n" else b"\r\n") + b"".join(rest)
        if not dropping:
            kept.append(line)
    return b"".join(kept)


def top(stored, count):
    """The header, the blank line, and so many lines."""
    blank = stored.find(b"\n\r\n")
    if blank < 0:
        return stored
    lines = re.findall(rb"(?s).*?\n", stored[blank + 3 :])
    return stored[: blank + 3] + b"".join(lines[:count])
