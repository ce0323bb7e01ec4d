#!/usr/bin/python3
"""Measures what the sandbox costs: sessions with it and without it, by turns, and their medians.

    tests/bench/sandbox_cost.py [SESSIONS]

SMTPD names another program than smtpd/smtpd. The time is from the start of the process to its end.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SMTPD = TOP / os.environ.get("SMTPD", "smtpd/smtpd")
SESSIONS = {
    "EHLO, QUIT": "EHLO client.example\r\nQUIT\r\n",
    "a delivery": "EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nDATA\r\n"
    "Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n",
}


def seconds(folder, sandbox, session):
    options = ("hostname=mail.example", "log=error", "min_free_space=0", f"sandbox={sandbox}")
    command = [SMTPD, "-d", f"{folder}/mail.db"]
    for option in options:
        command += ["-o", option]
    started = time.monotonic()
    done = subprocess.run(command, input=session.encode(), capture_output=True, check=True)
    took = time.monotonic() - started
    assert done.stdout.rstrip().rpartition(b"\n")[2].startswith(b"221 "), done
    return took


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        for name, session in SESSIONS.items():
            seconds(folder, "off", session)
            took = {"on": [], "off": []}
            for _ in range(count):
                for sandbox, times in took.items():
                    times.append(seconds(folder, sandbox, session))
            on, off = (1000 * statistics.median(took[sandbox]) for sandbox in ("on", "off"))
            print(f"sandbox, {name}: {on:.2f} ms, without it {off:.2f} ms, {on / off:.2f} times as long")


if __name__ == "__main__":
    main()
