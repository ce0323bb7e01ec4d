"""A machine vanishes: it says nothing any more, and hears nothing."""

import ctypes
import os
import signal
import socket
import struct
from pathlib import Path

from cluster import send

SYS_PIDFD_GETFD = 438
SO_ATTACH_FILTER = 26
# A filter of one instruction, which returns 0: no octet of any packet is taken (socket(7)).
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)

libc = ctypes.CDLL(None, use_errno=True)


def take_descriptor(pid, number):
    """Another process's descriptor, as one of ours. PermissionError if that is not allowed."""
    pidfd = os.pidfd_open(pid)
    try:
        taken = libc.syscall(SYS_PIDFD_GETFD, pidfd, number, 0)
    finally:
        os.close(pidfd)
    if taken < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
    return taken


def make_deaf(pid):
    """The process's connections neither get nor acknowledge anything; not even the kernel answers.

    Listening sockets outlive the process, and are left as they are.
    """
    for link in Path(f"/proc/{pid}/fd").iterdir():
        if not os.readlink(link).startswith("socket:"):
            continue
        with socket.socket(fileno=take_descriptor(pid, int(link.name))) as one:
            listens = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            if one.family == socket.AF_INET and not listens:
                program = ctypes.create_string_buffer(DROP_ALL)
                filters = struct.pack("HxxxxxxP", 1, ctypes.addressof(program))
                one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, filters)


def vanish(pids):
    """No packet comes from these processes any more, and none reaches them. SIGKILL ends them."""
    send(signal.SIGSTOP, pids)
    for pid in pids:
        make_deaf(pid)
