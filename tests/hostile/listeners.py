"""A program that accepts connections itself, and networks for its clients to come from."""

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from servers import END_SECONDS, SMTPD
from sockets import OURS, WIRES

SETTINGS = ("hostname=mail.example", "sandbox=strict", "password_hash=$5$", "password_cost=1000")
HOST = "127.0.0.1"
BACKLOG = 4096
FIRST_PASSED = 3  # sd_listen_fds(3)

# Starts a program as systemd does; the shell becomes the program.
WITH_OWN_PID = ["/bin/sh", "-c", 'export LISTEN_PID=$$; exec "$@"', "sh"]

libc = ctypes.CDLL(None, use_errno=True)


def listen():
    return socket.create_server((HOST, 0), backlog=BACKLOG)


def children(pid):
    """The processes that a process has started and not yet waited for."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Listener:
    """Sockets are passed as standard input (one) or from descriptor 3 on (passed=True)."""

    def __init__(self, program, folder, *settings, sockets=None, passed=False, environment=None):
        self.program = Path(program)
        self.wire = WIRES[program] if program in WIRES else WIRES[SMTPD]
        self.log_file = folder / "log"
        self.conf = folder / "pillarbox.conf"
        if not self.conf.exists():
            self.conf.write_text("")
        self.sockets = sockets or [listen()]
        self.address = self.sockets[0].getsockname()
        options = [word for setting in (*SETTINGS, *settings) for word in ("-o", setting)]
        command = [program, "-c", self.conf, "-d", folder / "mail.db", *options]
        self.pid = self._spawn(list(map(str, command)), passed, environment or {})

    def _spawn(self, command, passed, changes):
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= changes
        log = os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        # Far away from where they go, so that none of them is overwritten before it is copied.
        far = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 100) for one in self.sockets]
        null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        places = [(null if passed else far[0], 0), (null if passed else far[0], 1), (log, 2)]
        if passed:
            places += [(one, FIRST_PASSED + number) for number, one in enumerate(far)]
            environment.setdefault("LISTEN_FDS", str(len(far)))
            command = [*WITH_OWN_PID, *command] if "LISTEN_PID" not in changes else command
        actions = [(os.POSIX_SPAWN_DUP2, fd, at) for fd, at in places]
        try:
            return os.posix_spawn(command[0], command, environment, file_actions=actions)
        finally:
            for fd in (log, null, *far):
                os.close(fd)

    def connect(self, source=HOST, number=0):
        """A client whose greeting, or refusal, has not been read yet."""
        address = self.sockets[number].getsockname()
        if isinstance(address, str):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(address)
        else:
            connection = socket.create_connection(address[:2], source_address=(source, 0))
        return self.wire(connection)

    def greeted(self, source=HOST, number=0):
        peer = self.connect(source, number)
        reply = peer.reply()
        assert reply.good, reply
        return peer

    def log(self):
        return self.log_file.read_text()

    def wait_for_log(self, words, times=1):
        self.wait_until(lambda: self.log().count(words) >= times, f"{words!r} in the log")

    def wait_until(self, holds, what):
        deadline = time.monotonic() + END_SECONDS
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not come:\n{self.log()}"
            time.sleep(0.01)

    def sessions(self):
        return children(self.pid)

    def signal(self, number):
        os.kill(self.pid, number)

    def limit_descriptors(self, number):
        _soft, hard = resource.prlimit(self.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (number, hard))

    def close_sockets(self):
        for one in self.sockets:
            one.close()

    def end(self):
        """Waits for the end of the listener; returns its exit status."""
        deadline = time.monotonic() + END_SECONDS
        while (found := os.waitpid(self.pid, os.WNOHANG)) == (0, 0):
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.01)
        self.pid = 0
        return os.waitstatus_to_exitcode(found[1])

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close_sockets()
        if not self.pid:
            return
        for pid in (*self.sessions(), self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Network:
    """A network of its own with addresses that are not local; in it a function is called.

    Sockets that it returns stay in that network wherever they are used.
    """

    TOOL = "ip"
    CLONE_NEWNET = 0x40000000

    @classmethod
    def missing(cls):
        if os.geteuid() != 0 or not shutil.which(cls.TOOL):
            return "networks: only root can make one, with ip(8)"
        return None

    def __init__(self, *addresses):
        self.calls = []
        self.ready = threading.Semaphore(0)
        self.done = threading.Semaphore(0)
        self.result = None
        self.addresses = addresses
        threading.Thread(target=self._live, daemon=True).start()

    def _live(self):
        """Only this thread is in the network, and the programs that it starts."""
        if libc.unshare(self.CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "unshare")
        subprocess.run([self.TOOL, "link", "set", "lo", "up"], check=True)
        for address in self.addresses:
            nodad = ["nodad"] if ":" in address else []
            subprocess.run([self.TOOL, "addr", "add", address, "dev", "lo", *nodad], check=True)
        while True:
            self.ready.acquire()
            self.result = self.calls.pop()()
            self.done.release()

    def call(self, function):
        self.calls.append(function)
        self.ready.release()
        assert self.done.acquire(timeout=END_SECONDS)
        return self.result
