"""One session by itself, on a socket whose other end the test has, from whatever address."""

import os
import socket
import subprocess

from servers import POP3D, SMTPD
from wire import Pop3, Smtp

WIRES = {SMTPD: Smtp, POP3D: Pop3}
OURS = ("TCPREMOTEIP", "REMOTE_HOST", "REMOTE_ADDR", "SSLCTLFD", "SSLREADFD", "SSLWRITEFD")


def create_account(folder, name, password, *options):
    """In the database of the folder, as a person at a terminal does it."""
    subprocess.run(
        [POP3D, "-c", "/dev/null", "-d", folder / "mail.db", *options],
        input=f"USER {name}\r\nPASS {password}\r\nQUIT\r\n".encode(),
        check=True,
        capture_output=True,
    )


class Session:
    """A program that serves one client; address: who that is, None is nobody in particular."""

    def __init__(self, program, folder, *settings, address=None, front=()):
        self.log = folder / "log"
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        if address:
            environment["TCPREMOTEIP"] = address
        options = [word for setting in settings for word in ("-o", setting)]
        ours, theirs = socket.socketpair()
        with theirs, open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*front, program, "-c", "/dev/null", "-d", folder / "mail.db", *options],
                stdin=theirs,
                stdout=theirs,
                stderr=log,
                env=environment,
            )
        self.pid = self.process.pid
        self.wire = WIRES[program](ours)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.wire.connection.close()
        try:
            self.process.wait(timeout=20)
        finally:
            self.process.kill()
            self.process.wait()
