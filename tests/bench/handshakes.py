"""TLS from the first octet on: how many handshakes a second there are."""

import re
import subprocess
import time


def count(address, clients, seconds):
    """So many clients connect, shake hands and leave, over and over. Returns figures."""
    command = ["openssl", "s_time", "-connect", address, "-new", "-time", str(seconds)]
    began = time.monotonic()
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(clients)
    ]
    printed = [one.communicate(timeout=seconds + 60)[0] for one in running]
    elapsed = time.monotonic() - began
    summary = re.compile(r"^(\d+) connections in \d+ real seconds", re.MULTILINE)
    done = sum(int(number) for text in printed for number in summary.findall(text))
    failed = sum(one.returncode != 0 for one in running)
    return {
        "handshakes": done,
        "handshakes_per_second": done / elapsed,
        "errors": failed,
        "error": "openssl s_time failed" if failed else "",
    }
