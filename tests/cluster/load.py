"""Mail for a cluster: deliveries through the balancer, each with a key, and a maildrop that is emptied.

Afterwards the database is compared with what the servers said.
"""

import contextlib
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from cluster import PASSWORD, wait_until

SENDERS = 4
PAUSE = 0.03  # seconds between two messages of a sender: the machine is for the cluster
KEEPER, READER = "keeper", "reader"  # who get every message; reader deletes all of it
STEADY = 20  # acknowledgements before and after what is tried
BACK_SECONDS = 90.0

ORPHANS = """
SELECT (SELECT count(*) FROM message WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE message = message.id)),
       (SELECT count(*) FROM delivery WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = delivery.message)),
       (SELECT count(*) FROM content WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = content.message))
"""
STORED = """
SELECT m.subject, m.id, count(*) FILTER (WHERE a.name = 'keeper'), count(*) FILTER (WHERE a.name = 'reader')
FROM message m LEFT JOIN delivery d ON d.message = m.id LEFT JOIN account a ON a.id = d.account
WHERE m.subject LIKE %s GROUP BY m.id
"""


class Refused(Exception):
    """The first reply that is not what the command is for."""


class Client:
    """A connection to the balancer or a mail server, a line at a time. Its end is an OSError."""

    def __init__(self, where, program):
        self.socket = where.connect(program)
        self.file = self.socket.makefile("rwb")

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        with contextlib.suppress(OSError):
            self.file.close()
        self.socket.close()

    def line(self):
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionResetError
        return line.decode(errors="replace").rstrip("\r\n")

    def reply(self, good):
        line = self.line()
        while line[3:4] == "-" and line[:3].isdigit():
            line = self.line()
        if not line.startswith(good):
            raise Refused(line)
        return line

    def say(self, line):
        self.file.write(line.encode() + b"\r\n")
        self.file.flush()

    def ask(self, line, good):
        self.say(line)
        return self.reply(good)

    def list(self, command):
        """The lines of a POP3 listing, as words."""
        self.ask(command, "+OK")
        return [line.split() for line in iter(self.line, ".")]


def sign_in(where, name, password=PASSWORD):
    """A client in its maildrop. where: the balancer, or a mail server."""
    client = Client(where, "pop3")
    client.reply("+OK")
    client.ask(f"USER {name}", "+OK")
    client.ask(f"PASS {password}", "+OK")
    return client


def submit(client, subject, names):
    client.ask("MAIL FROM:<sender@client.example>", "250")
    for name in names:
        client.ask(f"RCPT TO:<{name}@example.org>", "250")
    client.ask("DATA", "354")
    client.ask(f"Subject: {subject}\r\n\r\n{'x' * 70}\r\n.", "250")


@dataclass
class Told:
    """What the servers said while something was tried."""

    acknowledged: dict = field(default_factory=dict)  # by key, when
    refused: Counter = field(default_factory=Counter)  # by reply
    broken: int = 0  # connections
    tried: set = field(default_factory=set)  # message numbers that the reader wanted to delete
    deleted: set = field(default_factory=set)  # those that QUIT said are deleted


class Load:
    """Goes on from "with" to its end, and to STEADY acknowledgements more. tell: the fixture figure.

    With reads=False nobody empties the maildrop.
    """

    numbers = itertools.count(1)

    def __init__(self, cluster, tell, reads=True):
        self.cluster = cluster
        self.tell = tell
        self.name = f"load{next(self.numbers)}"
        self.told = Told()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._send_all, args=(n,)) for n in range(SENDERS)]
        if reads:
            self.threads.append(threading.Thread(target=self._read_all))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        try:
            self.wait_for_more()
        except BaseException:
            self._stop()
            raise
        self.begin = time.monotonic()
        return self

    def __exit__(self, kind, *_error):
        try:
            if kind is None:
                self.wait_for_more()
        finally:
            self._stop()
        if kind is None:
            self._tell()
            assert self.problems() == []

    def wait_for_more(self):
        """Until mail is accepted again, as often as STEADY says."""
        target = len(self.told.acknowledged) + STEADY
        wait_until(
            lambda: len(self.told.acknowledged) >= target,
            BACK_SECONDS,
            f"service again ({dict(self.told.refused)}, {self.told.broken} broken)",
        )

    def _stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    # --- what the clients do ---

    def _send_all(self, sender):
        for number in itertools.count(1):
            if self.stopping.wait(PAUSE):
                return
            key = f"{self.name}-{sender}-{number}"
            self._try(self._send, key)

    def _read_all(self):
        while not self.stopping.wait(PAUSE * 10):
            self._try(self._read)

    def _try(self, what, *arguments):
        try:
            what(*arguments)
        except Refused as refused:
            self.told.refused[str(refused)] += 1
        except OSError:
            self.told.broken += 1

    def _send(self, key):
        with Client(self.cluster.balancer, "smtp") as client:
            client.reply("220")
            client.ask("EHLO client.example", "250")
            submit(client, key, (KEEPER, READER))
            self.told.acknowledged[key] = time.monotonic()

    def _read(self):
        with sign_in(self.cluster.balancer, READER) as client:
            numbers = {int(word.rpartition(".")[2]) for _, word in client.list("UIDL")}
            for number in range(1, len(numbers) + 1):
                client.ask(f"DELE {number}", "+OK")
            self.told.tried |= numbers
            client.ask("QUIT", "+OK")
            self.told.deleted |= numbers

    # --- what became of it ---

    def problems(self):
        """What the database and the replies contradict each other in."""
        told = self.told
        rows = self.cluster.sql(STORED, (f"{self.name}-%",))
        keys = Counter(row[0] for row in rows)
        found = [f"{key} is acknowledged, and lost" for key in told.acknowledged if key not in keys]
        found += [f"{key} is stored {times} times" for key, times in keys.items() if times > 1]
        for key, number, kept, to_read in rows:
            if kept != 1:
                found.append(f"{key} has {kept} deliveries to {KEEPER}")
            if not to_read and number not in told.tried:
                found.append(f"{key} was not delivered to {READER}")
            if to_read and number in told.deleted:
                found.append(f"{key} is deleted, and back")
        found += [f"permanent: {text}" for text in told.refused if text.startswith("5")]
        orphans = self.cluster.sql(ORPHANS)
        if orphans != [(0, 0, 0)]:
            found.append(f"messages, deliveries, contents without the other: {orphans}")
        return found

    def silence(self, begin=None):
        """The longest time without an acknowledgement; by default since the load was steady."""
        begin = begin or self.begin
        times = sorted(at for at in list(self.told.acknowledged.values()) if at > begin)
        return max(after - before for before, after in zip([begin, *times], times))

    def refusals(self, *begins):
        """How many replies began like that."""
        return sum(n for text, n in self.told.refused.items() if text.startswith(begins))

    def _tell(self):
        told = self.told
        self.tell("seconds without service", f"{self.silence():.1f}")
        self.tell("acknowledged, and there", len(told.acknowledged))
        self.tell("replies 4xx, connections lost", f"{self.refusals('4')}, {told.broken}")
        self.tell("deleted by POP3, and gone", len(told.deleted))
