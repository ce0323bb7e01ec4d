"""What makes a session store a large message in steps: somebody who waits for the writer lock."""

import fcntl
import os
import struct
from contextlib import contextmanager

WAITING = 1 << 62  # those who wait share a lock on this byte of the lock file


@contextmanager
def somebody_waits(database):
    """Looks so to others, and does not keep them from anything."""
    with open(f"{database}-lock", "rb") as lock:
        flock = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, WAITING, 1, 0)
        fcntl.fcntl(lock, fcntl.F_OFD_SETLK, flock)
        yield
