"""What the figures were measured on; says how much they can mean elsewhere."""

import os
import platform
import subprocess
import time
from pathlib import Path

from subjects import BENCH


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def each(count, step):
    """Microseconds that a step takes."""
    began = time.monotonic()
    for _ in range(count):
        step()
    return (time.monotonic() - began) / count * 1e6


def start_floor():
    subprocess.run([BENCH / "floor", "smtp"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def synced_append(folder):
    """Appends 4 KiB to a file and waits for the disk."""
    path = folder / "appended"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append():
        os.write(file, bytes(4096))
        os.fdatasync(file)

    try:
        return each(200, append)
    finally:
        os.close(file)
        path.unlink()


def describe(folder):
    """Before anything else runs."""
    return (
        f"{os.cpu_count()} processors ({processor()}), Linux {platform.release()}, load average"
        f" {os.getloadavg()[0]:.1f} before the run; to start the smallest program took"
        f" {each(100, start_floor):,.0f} µs, to append 4 KiB to a file and sync it"
        f" {synced_append(folder):,.0f} µs"
    )
