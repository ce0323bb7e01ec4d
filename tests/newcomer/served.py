"""make serve at a terminal of its own, and what is left of it."""

import os
import re
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from operators import TOP, WAIT_SECONDS, Terminal
from postfix import free_port

HOST = "127.0.0.1"


def processes(session):
    """The processes whose terminal is that of session: number → name."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            name, _, fields = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            state, _parent, _group, its_session = fields.split()[:4]
            if int(its_session) == session and state not in ("Z", "X"):
                found[int(entry.name)] = name
    return found


class Place:
    """A folder that every user can reach, as pytest's own is not."""

    def __init__(self):
        self.path = Path(tempfile.mkdtemp(prefix="pillarbox-serve-"))
        self.path.chmod(0o755)

    def remove(self):
        shutil.rmtree(self.path)


class Served:
    """make serve; or, with make=(), conf/serve alone, in which case nothing is built or installed."""

    def __init__(self, data, front=(), make=("make",), **variables):
        self.data = data
        self.smtp_port, self.pop3_port = free_port(), free_port()
        values = {"DATA": data, "SMTP_PORT": self.smtp_port, "POP3_PORT": self.pop3_port, **variables}
        words = [f"{name}={value}" for name, value in values.items()]
        command = [*make, "serve", *words] if make else ["env", *words, "sh", "conf/serve"]
        environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
        self.terminal = Terminal([*front, *command], TOP, env=environment)
        self.pid = self.terminal.process.pid

    @property
    def shown(self):
        return self.terminal.shown.decode()

    def wait(self):
        """Until it says that the servers are there."""
        self.terminal.wait_for(b"this is their log:")
        return self

    def end(self):
        """Its status, once it has ended, and everything that it has started with it."""
        status = self.terminal.end()
        self.wait_for_nothing()
        return status

    def wait_for_nothing(self):
        deadline = time.monotonic() + WAIT_SECONDS
        while left := processes(self.pid):
            assert time.monotonic() < deadline, left
            time.sleep(0.05)

    def interrupt(self):
        self.terminal.type(b"\x03")
        return self.end()

    def named(self, name):
        return [pid for pid, its in processes(self.pid).items() if its == name]

    def connect(self, smtp=True):
        port = self.smtp_port if smtp else self.pop3_port
        return socket.create_connection((HOST, port), timeout=WAIT_SECONDS)


def talk(connection, *lines):
    """What comes back for these lines and QUIT, to the end."""
    connection.sendall("".join(f"{line}\r\n" for line in (*lines, "QUIT")).encode())
    with connection, connection.makefile("r", encoding="ascii", newline="\r\n") as replies:
        return replies.read()


def codes(replies):
    return [line[:3] for line in replies.splitlines() if re.match(r"\d{3} ", line)]
