"""What is measured: a server that is started for the bench, its processes and what they use."""

import crypt
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "clients"))

import tlsservers  # noqa: E402
from servers import HOST, end_group, process_group  # noqa: E402

BENCH = Path(os.environ.get("BENCH", TOP / "build" / "bench")).resolve()
DOMAIN = "bench.example"
PASSWORD = "bench.Zq8"
# All servers have the same one. It is as cheap as crypt(3) makes it.
PASSWORD_HASH = crypt.crypt(PASSWORD, "$5$rounds=1000$benchbenchbench")

# -b: how many may wait to be accepted, -c: how many are served at once.
TCPSERVER = "tcpserver -1 -H -R -l 0 -b 200 -c 250".split()


def accounts(prefix, count):
    return [f"{prefix}{i}" for i in range(count)]


RECIPIENTS = accounts("recipient", 10)
SMALL = accounts("small", 20)
FULL = accounts("full", 20)
EMPTIED = accounts("emptied", 16)
HUGE = accounts("huge", 4)
IDLE = accounts("idle", 200)
MANY = ["many"]
ACCOUNTS = [*RECIPIENTS, *SMALL, *FULL, *EMPTIED, *HUGE, *IDLE, *MANY]


def message(octets, line_end=b"\r\n"):
    """A message that has so many octets with CRLF line ends."""
    head = b"From: Bench <bench@elsewhere.example>\r\nSubject: a message of the bench\r\n\r\n"
    line = b"The quick brown fox jumps over the lazy dog, and does so once in each line\r\n"
    rest = octets - len(head)
    body = line * (rest // len(line) - 1)
    body += b"x" * (rest - len(body) - 2) + b"\r\n"
    return (head + body).replace(b"\r\n", line_end)


class Cgroup:
    """The control group that a server's processes are in, or None where there can be none."""

    def __init__(self, path):
        self.path = path

    @classmethod
    def make(cls, name):
        mounts = Path("/proc/self/mountinfo").read_text()
        match = re.search(r"^(?:\S+ ){4}(\S+) .* - cgroup2 ", mounts, re.MULTILINE)
        if match is None:
            return None
        path = Path(match[1]) / f"pillarbox-bench-{os.getpid()}-{name}"
        try:
            path.mkdir()
        except OSError:
            return None
        return cls(path)

    def enter(self):
        """Between fork and exec."""
        (self.path / "cgroup.procs").write_text("0")

    def processes(self):
        return [int(pid) for pid in (self.path / "cgroup.procs").read_text().split()]

    def processor_seconds(self):
        return int(re.search(r"usage_usec (\d+)", (self.path / "cpu.stat").read_text())[1]) / 1e6

    def remove(self):
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                self.path.rmdir()
                return
            except OSError:
                time.sleep(0.05)  # the last process is still on its way out


def stat_seconds(pid):
    """What a process has used, with those of its children that it has waited for."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, text.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def memory(pid, file, field):
    """kB, of a process that may have ended."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    match = re.search(rf"^{field}:\s*(\d+) kB", text, re.MULTILINE)
    return int(match[1]) if match else 0


class PeakWatch:
    """The largest resident size that one of the processes has had, in kB."""

    def __init__(self, subject):
        self.subject = subject
        self.peak = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.stopped.wait(0.01):
            for pid in self.subject.session_processes():
                self.peak = max(self.peak, memory(pid, "status", "VmHWM"))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


class Subject:
    """A server; after start() it has smtp_port and pop3_port, if it speaks these protocols."""

    name = None
    protocols = ("smtp", "pop3")
    tls_ports = {}  # protocol → where it is spoken inside TLS from the first octet on

    def __init__(self, folder):
        self.folder = folder / self.name
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.leaders = []
        self.cgroup = Cgroup.make(self.name)

    def start(self):
        raise NotImplementedError

    def launch(self, command, **options):
        """Starts a process, with those that it starts in a group of their own."""
        enter = self.cgroup.enter if self.cgroup else None
        with open(self.folder / "log", "ab") as log:
            self.leaders.append(
                subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=enter,
                    **{"stdout": log, **options},
                )
            )
        return self.leaders[-1]

    def launch_tcpserver(self, *command, options=(), **more):
        process = self.launch(
            [*TCPSERVER, *options, HOST, "0", *map(str, command)], stdout=subprocess.PIPE, **more
        )
        return int(process.stdout.readline())

    def processes(self):
        if self.cgroup:
            return self.cgroup.processes()
        pids = [leader.pid for leader in self.leaders]
        return [*pids, *(pid for leader in pids for pid in process_group(leader))]

    def session_processes(self):
        """Those that serve somebody now, or could."""
        leaders = {leader.pid for leader in self.leaders}
        return [pid for pid in self.processes() if pid not in leaders]

    def processor_seconds(self):
        if self.cgroup:
            return self.cgroup.processor_seconds()
        return sum(map(stat_seconds, self.processes()))

    def pss(self):
        """kB, of all processes."""
        return sum(memory(pid, "smaps_rollup", "Pss") for pid in self.processes())

    def pop3_port_for(self, _maildrop):
        return self.pop3_port

    def fill(self, account, count, octets):
        """Gives a maildrop exactly these messages."""
        raise NotImplementedError

    def fill_all(self, names, count, octets):
        for account in names:
            self.fill(account, count, octets)

    def forget(self):
        """Throws away what the recipients have got."""

    def is_idle(self):
        """Whether everything that was accepted has been delivered."""
        return not self.session_processes()

    def settle(self, seconds=60):
        """Waits until nothing is left to do; returns whether that came about."""
        deadline = time.monotonic() + seconds
        while not self.is_idle():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def stop(self):
        for leader in self.leaders:
            end_group(leader.pid)
            leader.terminate()
            leader.wait(timeout=10)
        if self.cgroup:
            self.cgroup.remove()
        shutil.rmtree(self.folder)


class Floor(Subject):
    """Answers from fixed strings. What it says of maildrops is the same for all of them."""

    name = "floor"

    def start(self):
        self.smtp_port = self.launch_tcpserver(BENCH / "floor", "smtp")
        self.pop3_ports = {}

    def fill_all(self, names, count, octets):
        if (count, octets) not in self.pop3_ports:
            self.pop3_ports[count, octets] = self.launch_tcpserver(
                BENCH / "floor", "pop3", count, octets
            )

    def pop3_port_for(self, maildrop):
        return self.pop3_ports[maildrop]


class Pillarbox(Subject):
    name = "pillarbox"
    # As in production, where LIST is the plain one, and with a hash as cheap as that of the others.
    settings = (
        f"hostname={DOMAIN}",
        "interactive=none",
        "password_hash=$5$",
        "password_cost=1000",
        "max_message_size=64M",
    )

    def __init__(
        self, folder, certificate=None, smtpd=None, pop3d=None, environment=None, name=None
    ):
        self.name = name or self.name
        super().__init__(folder)
        self.certificate = certificate
        self.smtpd = smtpd or Path(os.environ.get("SMTPD", TOP / "smtpd" / "smtpd")).resolve()
        self.pop3d = pop3d or Path(os.environ.get("POP3D", TOP / "pop3d" / "pop3d")).resolve()
        self.environment = {**os.environ, **(environment or {})}
        self.database = self.folder / "mail.db"

    def command(self, program):
        options = [word for setting in self.settings for word in ("-o", setting)]
        return [program, "-d", self.database, *options]

    def start(self):
        subprocess.run(
            self.command(self.smtpd),
            input=b"HELO localhost\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nQUIT\r\n",
            capture_output=True,
            check=True,
            timeout=30,
        )
        assert self.database.exists()
        self.add_accounts(ACCOUNTS)
        self.smtp_port = self.launch_tcpserver(*self.command(self.smtpd), env=self.environment)
        self.pop3_port = self.launch_tcpserver(*self.command(self.pop3d), env=self.environment)
        if self.certificate:
            self.tls_ports = {
                "smtp": self.launch_wrapped(self.smtpd, "smtps.conf"),
                "pop3": self.launch_wrapped(self.pop3d, "pop3s.conf"),
            }

    def launch_wrapped(self, program, sample):
        """Behind stunnel, which is started for each connection."""
        return self.launch_tcpserver(
            *tlsservers.sample(self, sample, self.certificate, program, "--tls=implicit")
        )

    def change(self):
        """A connection for changes while no program is running: fast, and safe enough here."""
        database = sqlite3.connect(self.database, isolation_level=None)
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN IMMEDIATE")
        return database

    def finish_change(self, database):
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        database.close()

    def add_accounts(self, names):
        database = self.change()
        database.executemany(
            "INSERT INTO account (name, password, created) VALUES (?, ?, unixepoch())",
            ((name, PASSWORD_HASH) for name in names),
        )
        self.finish_change(database)

    def fill_all(self, names, count, octets):
        database = self.change()
        for name in names:
            (account,) = database.execute(
                "SELECT id FROM account WHERE name = ?", (name,)
            ).fetchone()
            database.execute("DELETE FROM delivery WHERE account = ?", (account,))
            self.add_messages(database, account, count, message(octets))
        self.finish_change(database)

    def fill(self, account, count, octets):
        self.fill_all([account], count, octets)

    def add_messages(self, database, account, count, octets):
        """As a delivery does it."""
        chunk = 65536
        # Ids are never given again.
        (first,) = database.execute(
            "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'message'"
        ).fetchone()
        ids = range(first, first + count)
        database.executemany(
            "INSERT INTO message (id, transaction_id, arrived, reverse_path, peer, helo, subject,"
            " octets) VALUES (?, 'bench.' || ?1, unixepoch(), 'bench@elsewhere.example',"
            " '127.0.0.1', 'bench', 'a message of the bench', ?)",
            ((i, len(octets)) for i in ids),
        )
        database.executemany(
            "INSERT INTO content (id, data) VALUES (?, ?)",
            (
                ((i << 16) + part, octets[at : at + chunk])
                for i in ids
                for part, at in enumerate(range(0, len(octets), chunk))
            ),
        )
        database.executemany(
            "INSERT INTO delivery (account, message, octets) VALUES (?, ?, ?)",
            ((account, i, len(octets)) for i in ids),
        )

    def forget(self):
        database = self.change()
        database.executemany(
            "DELETE FROM delivery WHERE account = (SELECT id FROM account WHERE name = ?)",
            ((name,) for name in RECIPIENTS),
        )
        self.finish_change(database)
