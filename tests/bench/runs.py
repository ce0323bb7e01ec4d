"""What is measured: the table of works with their targets, and how one is run."""

import shlex
import statistics
import subprocess
import time
from dataclasses import dataclass, field, replace

import handshakes
from subjects import (
    BENCH,
    DOMAIN,
    EMPTIED,
    FULL,
    HOST,
    HUGE,
    IDLE,
    MANY,
    PASSWORD,
    RECIPIENTS,
    SMALL,
    PeakWatch,
)

KILO = 1024
MEGA = 1024 * KILO


@dataclass(frozen=True)
class Target:
    """What a work is judged by: a figure of it against a bound."""

    text: str
    # figures → the figure to judge, or None when what it needs is not there
    figure: object
    bound: float
    at_most: bool = False
    # figures → the name of the peer that it is about, where that is not in the text
    peer: object = lambda _results: None

    def judge(self, results):
        """Returns the figure and whether the target is met, or two times None."""
        figure = self.figure(results)
        if figure is None:
            return None, None
        return figure, figure <= self.bound if self.at_most else figure >= self.bound


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    protocol: str
    # For the load program. seconds and total are both limits.
    options: dict
    metric: str  # of what the load program prints
    unit: str
    targets: tuple = ()
    accounts: tuple = ()
    maildrop: tuple = ()  # messages and octets of each account, before
    refill: bool = False  # before each run, and not only the first
    forget: bool = False  # throws away what has come in, as it is a lot
    peak: bool = False  # watch resident memory
    only: tuple = ()  # names of subjects; all if empty
    without: tuple = ()  # names of subjects that would only show the same again
    smaller_is_better: bool = False
    tls: bool = False  # only the handshakes count


def ratio(key, metric, ours, theirs):
    """Ours by theirs, round by round; the median, as noise hits all of a round alike."""

    def figure(results):
        return results.ratio((key, ours), (key, theirs), metric)

    return figure


def against_best(text, key, metric, bound, smaller=False):
    """Beside the peer that is best at it."""

    def peer(results):
        return results.best_peer(key, metric, smaller)

    def figure(results):
        best = peer(results)
        return results.ratio((key, "pillarbox"), (key, best), metric) if best else None

    return Target(text, figure, bound, at_most=smaller, peer=peer)


def own(key, metric):
    return lambda results: results.median(key, "pillarbox", metric)


MESSAGES = "messages_per_second"
SESSIONS = "sessions_per_second"
MEGABYTES = "megabytes_per_second"

SMTP_1 = Work(
    "smtp-1",
    "SMTP, 1 KiB, 1 message a connection, 1 at a time",
    "smtp",
    {"size": KILO, "concurrency": 1},
    MESSAGES,
    "messages/s",
    (
        Target("1.4 times Postfix", ratio("smtp-1", MESSAGES, "pillarbox", "postfix"), 1.4),
        Target("0.75 of the floor", ratio("smtp-1", MESSAGES, "pillarbox", "floor"), 0.75),
    ),
)
SMTP_10 = Work(
    "smtp-10",
    "the same, 10 at a time",
    "smtp",
    {"size": KILO, "concurrency": 10},
    MESSAGES,
    "messages/s",
    (
        Target("1.5 times Postfix", ratio("smtp-10", MESSAGES, "pillarbox", "postfix"), 1.5),
        Target("0.60 of the floor", ratio("smtp-10", MESSAGES, "pillarbox", "floor"), 0.60),
        Target(
            "half of Postfix's processor time a message",
            ratio("smtp-10", "processor_ms", "pillarbox", "postfix"),
            0.5,
            at_most=True,
        ),
    ),
)
SMTP_50 = Work(
    "smtp-50",
    "the same, 50 at a time",
    "smtp",
    {"size": KILO, "concurrency": 50},
    MESSAGES,
    "messages/s",
    (
        Target(
            "no worse than at 10",
            lambda results: results.ratio(
                ("smtp-50", "pillarbox"), ("smtp-10", "pillarbox"), MESSAGES
            ),
            1.0,
        ),
        Target("p99 under 150 ms", own("smtp-50", "p99_ms"), 150, at_most=True),
    ),
)
SMTP_MANY = Work(
    "smtp-many",
    "SMTP, 1 KiB, 100 messages a connection, 10 at a time",
    "smtp",
    {"size": KILO, "concurrency": 10, "per_connection": 100},
    MESSAGES,
    "messages/s",
    (Target("3 times Postfix", ratio("smtp-many", MESSAGES, "pillarbox", "postfix"), 3),),
)
SMTP_MIB = Work(
    "smtp-1m",
    "SMTP, 1 MiB, 4 at a time",
    "smtp",
    {"size": MEGA, "concurrency": 4, "total": 200},
    MESSAGES,
    "messages/s",
    (against_best("1.2 times the best peer", "smtp-1m", MESSAGES, 1.2),),
    forget=True,
)
SMTP_25 = Work(
    "smtp-25m",
    "SMTP, 25 MiB, 2 at a time",
    "smtp",
    {"size": 25 * MEGA, "concurrency": 2, "total": 20},
    MESSAGES,
    "messages/s",
    (
        against_best("1.2 times the best peer", "smtp-25m", MESSAGES, 1.2),
        Target("at most 8 MiB resident", own("smtp-25m", "peak_mib"), 8, at_most=True),
    ),
    forget=True,
    peak=True,
)
# Many messages a connection: this is about the lock, and not about starting programs.
SLOW_SYNC = Work(
    "slow-sync",
    "SMTP, 1 KiB, 1,000 messages a connection, 50 at a time, every sync 5 ms longer",
    "smtp",
    {"size": KILO, "concurrency": 50, "per_connection": 1000},
    MESSAGES,
    "messages/s",
    (
        Target(
            "8 times the sync inside the lock",
            ratio("slow-sync", MESSAGES, "slow", "slow-inside"),
            8,
        ),
    ),
    only=("slow", "slow-inside"),
)
POP3_LIST = Work(
    "pop3-list",
    "POP3 sign-in, STAT, LIST, UIDL, QUIT, 10 messages, 10 at a time",
    "pop3",
    {"mode": "list", "concurrency": 10},
    SESSIONS,
    "sessions/s",
    (against_best("1.5 times the best peer", "pop3-list", SESSIONS, 1.5),),
    SMALL,
    (10, 4 * KILO),
)
POP3_FETCH = Work(
    "pop3-fetch",
    "POP3, 100 messages of 4 KiB, all fetched, 10 at a time",
    "pop3",
    {"mode": "fetch", "concurrency": 10},
    MESSAGES,
    "messages/s",
    (against_best("1.5 times the best peer", "pop3-fetch", MESSAGES, 1.5),),
    FULL,
    (100, 4 * KILO),
)
POP3_DELETE = Work(
    "pop3-delete",
    "the same with every message deleted, 4 at a time",
    "pop3",
    {"mode": "delete", "concurrency": 4, "total": len(EMPTIED)},
    MESSAGES,
    "messages/s",
    (against_best("1.2 times the best peer", "pop3-delete", MESSAGES, 1.2),),
    EMPTIED,
    (100, 4 * KILO),
    refill=True,
)
POP3_25 = Work(
    "pop3-25m",
    "POP3, 25 MiB, 4 at a time",
    "pop3",
    {"mode": "fetch", "concurrency": 4},
    MEGABYTES,
    "MB/s",
    (
        against_best("the best peer", "pop3-25m", MEGABYTES, 1.0),
        Target("at most 8 MiB resident", own("pop3-25m", "peak_mib"), 8, at_most=True),
    ),
    HUGE,
    (1, 25 * MEGA),
    peak=True,
)
POP3_OPEN = Work(
    "pop3-open",
    "POP3, connect to the end of LIST, 50,000 messages",
    "pop3",
    {"mode": "open", "concurrency": 1},
    "p50_ms",
    "ms",
    (
        against_best("half of the best peer's time", "pop3-open", "p50_ms", 0.5, smaller=True),
    ),
    MANY,
    (50000, 300),
    smaller_is_better=True,
)
HANDSHAKES = "handshakes_per_second"
TLS_WORKS = tuple(
    Work(
        f"tls-{protocol}-{clients}",
        f"TLS handshakes, {title}, {clients} at a time",
        protocol,
        {"concurrency": clients},
        HANDSHAKES,
        "handshakes/s",
        without=("postfix-hold",),
        tls=True,
    )
    for protocol, title in (("smtp", "SMTP as on port 465"), ("pop3", "POP3 as on port 995"))
    for clients in (1, 10)
)

WORKS = (
    SMTP_1,
    SMTP_10,
    SMTP_50,
    SMTP_MANY,
    SMTP_MIB,
    SMTP_25,
    SLOW_SYNC,
    POP3_LIST,
    POP3_FETCH,
    POP3_DELETE,
    POP3_25,
    POP3_OPEN,
    *TLS_WORKS,
)

# Held sessions: protocol, accounts, target in kB.
HELD = 200
IDLE_WORKS = (
    Work(
        "idle-smtp",
        f"memory of an idle session after EHLO, {HELD} held (Pss)",
        "smtp",
        {"concurrency": HELD, "hold": 1},
        "pss_kb",
        "kB",
        (Target("200 kB", own("idle-smtp", "pss_kb"), 200, at_most=True),),
        without=("postfix-hold",),
        smaller_is_better=True,
    ),
    Work(
        "idle-pop3",
        f"memory of an idle session after sign-in, {HELD} held (Pss)",
        "pop3",
        {"concurrency": HELD, "hold": 1},
        "pss_kb",
        "kB",
        (Target("350 kB", own("idle-pop3", "pss_kb"), 350, at_most=True),),
        IDLE,
        (10, 4 * KILO),
        smaller_is_better=True,
    ),
)


@dataclass
class Results:
    """(work, subject) → a dictionary of figures for each round; what went wrong is there too."""

    rounds: dict = field(default_factory=dict)
    peers: tuple = ()  # names of those that compete for being the best

    def add(self, work, subject, figures):
        self.rounds.setdefault((work, subject), []).append(figures)

    def values(self, work, subject, metric):
        """Of the rounds that went well."""
        rounds = self.rounds.get((work, subject), [])
        return [r[metric] for r in rounds if not r.get("errors") and metric in r]

    def median(self, work, subject, metric):
        values = self.values(work, subject, metric)
        return statistics.median(values) if values else None

    def ratios(self, ours, theirs, metric):
        pairs = zip(self.rounds.get(ours, []), self.rounds.get(theirs, []))
        return [
            a[metric] / b[metric]
            for a, b in pairs
            if not a.get("errors") and not b.get("errors") and b.get(metric)
        ]

    def ratio(self, ours, theirs, metric):
        ratios = self.ratios(ours, theirs, metric)
        return statistics.median(ratios) if ratios else None

    def best_peer(self, work, metric, smaller=False):
        medians = {
            name: self.median(work, name, metric)
            for name in self.peers
            if self.median(work, name, metric) is not None
        }
        if not medians:
            return None
        return (min if smaller else max)(medians, key=medians.get)

    def has_failed(self, work, subject):
        return any(figures.get("errors") for figures in self.rounds.get((work, subject), []))

    def failures(self):
        return {
            key: [r for r in rounds if r.get("errors")]
            for key, rounds in self.rounds.items()
            if any(r.get("errors") for r in rounds)
        }


def read_figures(line):
    figures = dict(word.split("=", 1) for word in shlex.split(line))
    error = figures.pop("error")
    numbers = {key: float(value) for key, value in figures.items() if key != "protocol"}
    for name in ("p50", "p95", "p99", "max"):
        if f"{name}_us" in numbers:
            numbers[f"{name}_ms"] = numbers.pop(f"{name}_us") / 1000
    return {**numbers, "error": error}


# What the processor time is divided by.
WHAT_COUNTS = {"smtp": "messages", "pop3": "sessions", "tls": "handshakes"}


class Runner:
    """Runs the load program against a subject."""

    def __init__(self, folder):
        self.recipients = folder / "recipients"
        self.recipients.write_text("".join(f"{name}@{DOMAIN}\n" for name in RECIPIENTS))
        self.folder = folder

    def targets(self, work):
        if work.protocol == "smtp":
            return [f"recipients={self.recipients}"]
        path = self.folder / f"accounts-{work.key}"
        path.write_text("".join(f"{name} {PASSWORD}\n" for name in work.accounts))
        return [f"accounts={path}"]

    def command(self, work, subject, **limits):
        if work.protocol == "smtp":
            port = subject.smtp_port
        else:
            port = subject.pop3_port_for(work.maildrop)
        options = {**limits, **work.options}
        return self.load_command(work.protocol, port, self.targets(work), options)

    @staticmethod
    def load_command(protocol, port, targets, options):
        words = [f"{key}={value}" for key, value in {"port": port, **options}.items()]
        return [BENCH / "load", protocol, *targets, *words]

    def run_load(self, command):
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
        )
        if run.returncode > 1:
            raise RuntimeError(f"{command}: {run.stderr}")
        return read_figures(run.stdout)

    def load(self, work, subject, **limits):
        return self.run_load(self.command(work, subject, **limits))

    def prepare(self, work, subject):
        """Fills the maildrops, and lets the server see them once."""
        if not work.accounts:
            return
        subject.fill_all(work.accounts, *work.maildrop)
        if "hold" in work.options:
            return
        look = replace(work, options={"mode": "list", "concurrency": 1})
        self.load(look, subject, total=len(work.accounts))
        subject.settle()

    def run(self, work, subject, seconds):
        if work.refill:
            self.prepare(work, subject)
        before = subject.processor_seconds()
        if work.tls:
            clients = work.options["concurrency"]
            address = f"{HOST}:{subject.tls_ports[work.protocol]}"
            figures = handshakes.count(address, clients, seconds)
        elif work.peak:
            with PeakWatch(subject) as watch:
                figures = self.load(work, subject, seconds=seconds)
            figures["peak_mib"] = watch.peak / 1024
        else:
            figures = self.load(work, subject, seconds=seconds)
        # What was put off until after the reply belongs to the message as well.
        figures["settled"] = subject.settle()
        used = subject.processor_seconds() - before
        done = figures[WHAT_COUNTS["tls" if work.tls else work.protocol]]
        if done:
            figures["processor_ms"] = used / done * 1000
        if work.forget:
            subject.forget()
        return figures

    def hold(self, work, subject):
        """The memory of held sessions: how much more all processes have than before."""
        before = subject.pss()
        load = subprocess.Popen(
            self.command(work, subject), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            figures = read_figures(load.stdout.readline())
            time.sleep(0.3)  # processes that have just started come to rest
            figures["pss_kb"] = (subject.pss() - before) / max(figures["held"], 1)
        finally:
            load.communicate(timeout=60)
        subject.settle()
        return figures
