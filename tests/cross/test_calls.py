"""The system calls of sessions on aarch64. qemu-user has no filter for them, but it lists them: all that
a session makes once it is in its sandbox must be among those that the filter allows."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
RULES = (TOP / "common" / "process" / "seccomp.c").read_text()
ALLOWED = set(re.findall(r"\{SYS_(\w+),\s+SECCOMP_(?!NEVER)", RULES))
QUICK = ("-o", "password_hash=$5$", "-o", "password_cost=1000")
SMTP = b"EHLO alice\r\nsecret\r\nMAIL FROM:@ME\r\nRCPT TO:alice\r\nDATA\r\nhello\r\n.\r\nNOOP\r\nQUIT\r\n"
POP3 = b"USER alice\r\nPASS secret\r\nLIST\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n"
MOST = b"X-Y: z\r\n" * 100000  # more than memory takes: it is spooled


def calls(program, octets, folder):
    """Those after the last step into the sandbox."""
    command = ["qemu-aarch64", "-strace", os.environ[program], "-c", "/dev/null", *QUICK]
    done = subprocess.run(
        [*command, "-d", folder / "mail.db", "-o", "log=error"],
        input=octets,
        capture_output=True,
        timeout=120,
        check=True,
    )
    _before, entered, after = done.stderr.decode(errors="replace").rpartition(" seccomp(")
    assert entered and b"-ERR" not in done.stdout and b"\n5" not in done.stdout, done.stdout
    return set(re.findall(r"^\d+ (\w+)\(", after, re.MULTILINE))


@pytest.mark.parametrize("text", (b"hello\r\n", MOST), ids=("small", "large"))
def test_a_session_makes_only_calls_that_the_filter_allows(tmp_path, text):
    for program, octets in (("SMTPD", SMTP.replace(b"hello\r\n", text)), ("POP3D", POP3)):
        made = calls(program, octets, tmp_path)
        assert len(made) > 15
        assert made <= ALLOWED
