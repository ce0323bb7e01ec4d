"""Stands between the programs and the server, and breaks a connection at a message of the protocol."""

import socket
import threading

# What is counted (PostgreSQL's manual, "Message Formats"): of the client Execute and Sync, of the server
# CommandComplete and ReadyForQuery.
COUNTED = {"client": b"ES", "server": b"CZ"}


def receive(sock, octets):
    """Exactly so many octets; raises EOFError at the end."""
    received = b""
    while len(received) < octets:
        more = sock.recv(octets - len(received))
        if not more:
            raise EOFError
        received += more
    return received


def receive_message(sock, has_kind=True):
    """The next message, and its kind, which the first one of a client has not."""
    kind = receive(sock, 1) if has_kind else b""
    length = receive(sock, 4)
    return kind, kind + length + receive(sock, int.from_bytes(length, "big") - 4)


def end(*socks):
    for sock in socks:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended already


class Proxy:
    """A server's socket in a new directory, which leads to that of the real server."""

    def __init__(self, directory, server):
        self.directory = directory
        self.target = str(server / ".s.PGSQL.5432")
        self.side = None
        self.left = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(directory / ".s.PGSQL.5432"))
        self.listener.listen()
        self._start(self._accept)

    @staticmethod
    def _start(function, *arguments):
        threading.Thread(target=function, args=arguments, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            self._start(self._pass_on, "client", client, server)
            self._start(self._pass_on, "server", server, client)

    def _pass_on(self, side, source, to):
        has_kind = side == "server"
        try:
            while True:
                kind, message = receive_message(source, has_kind)
                if self._is_cut(side, kind):
                    break
                to.sendall(message)
                has_kind = True
        except (EOFError, OSError):
            pass
        end(source, to)

    def _is_cut(self, side, kind):
        if side != self.side or not kind or kind not in COUNTED[side]:
            return False
        self.left -= 1
        if self.left == 0:
            self.side = None
        return self.side is None

    def cut(self, side, number):
        """The next connection to send so many messages breaks, and the last of them is lost."""
        self.left = number
        self.side = side

    def has_cut(self):
        return self.side is None

    def close(self):
        end(self.listener)
        self.listener.close()
