"""What is measured: a server that is started for the bench, its processes and what they use."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / name) for name in ("clients", "supers")]

from servers import HOST, end_group, process_group  # noqa: E402

BENCH = Path(os.environ.get("BENCH", TOP / "build" / "bench")).resolve()
DOMAIN = "bench.example"
PASSWORD = "bench.Zq8"
# Of that password. All servers have the same one. It is as cheap as crypt(3) makes it.
PASSWORD_HASH = "$5$rounds=1000$benchbenchbench$7p.a5w3smQdlD50B8nBAwrto3PvR5XjN1BRY.uboB03"

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
        return [
            int(pid) for file in self.path.rglob("cgroup.procs") for pid in file.read_text().split()
        ]

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


class Subject:
    """A server. After start(), ports says where it listens for each service that it offers: smtp,
    pop3, smtps, pop3s, starttls, stls, and dialect (POP3 for a person)."""

    name = None
    special = False  # takes part only in works that name it
    copies = False  # restore() brings back maildrops too
    services = ()
    front = ()  # the words that a client program needs in front of it to reach the server

    def __init__(self, folder):
        self.folder = folder / self.name
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.leaders = []
        self.cgroup = self.make_cgroup()
        self.ports = dict.fromkeys(self.services)

    def make_cgroup(self):
        return Cgroup.make(self.name)

    def start(self):
        raise NotImplementedError

    def launch(self, command, **options):
        """Starts a process, with those that it starts in a group of their own."""
        enter = self.cgroup.enter if self.cgroup else None
        with open(self.folder / "log", "ab") as log:
            self.leaders.append(
                subprocess.Popen(
                    command,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=enter,
                    **{"stdin": subprocess.DEVNULL, "stdout": log, **options},
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

    def processor_times(self):
        """metric → the seconds that it is computed from."""
        return {"processor_ms": self.processor_seconds()}

    def pss(self):
        """kB, of all processes."""
        return sum(memory(pid, "smaps_rollup", "Pss") for pid in self.processes())

    def fill(self, account, count, octets):
        """Gives a maildrop exactly these messages."""
        raise NotImplementedError

    def fill_all(self, names, count, octets):
        for account in names:
            self.fill(account, count, octets)

    def forget(self):
        """Throws away what the recipients have received."""

    def use_up(self, count, octets):
        """Leaves what remains where so many messages have been delivered and deleted. Of files
        nothing does."""

    def reset(self):
        """Back to the state after start(), as far as that matters to the next work."""
        self.forget()

    def keep(self):
        """Every round of a work begins with what there is now."""

    def restore(self):
        """Back to what was there at keep()."""
        self.forget()

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

    def end_leaders(self):
        for leader in self.leaders:
            end_group(leader.pid)
            leader.terminate()
            leader.wait(timeout=10)
        self.leaders = []

    def stop(self):
        self.end_leaders()
        if self.cgroup:
            self.cgroup.remove()
        shutil.rmtree(self.folder)


class Floor(Subject):
    """Answers from fixed strings. What it says of maildrops is the same for all of them."""

    name = "floor"
    services = ("smtp", "pop3")

    def start(self):
        self.ports["smtp"] = self.launch_tcpserver(BENCH / "floor", "smtp")
        self.pop3_ports = {}

    def fill_all(self, names, count, octets):
        maildrop = (count, octets)
        if maildrop not in self.pop3_ports:
            self.pop3_ports[maildrop] = self.launch_tcpserver(BENCH / "floor", "pop3", *maildrop)
        self.ports["pop3"] = self.pop3_ports[maildrop]


class Twice(Subject):
    """Writes each message to a file and syncs it, and does so again, before it says 250."""

    name = "twice"
    special = True
    services = ("smtp",)

    def start(self):
        self.ports["smtp"] = self.launch_tcpserver(BENCH / "floor", "twice", self.folder)
