"""What is measured: the table of works, and the targets that they are judged by."""

from dataclasses import dataclass

from subjects import EMPTIED, FULL, HUGE, IDLE, MANY, SMALL

KILO = 1024
MEGA = 1024 * KILO
HELD = 200

MESSAGES = "messages_per_second"
SESSIONS = "sessions_per_second"
MEGABYTES = "megabytes_per_second"
PROCESSOR = "processor_ms"
DATABASE = "database_ms"  # the processor time of a database server

UNITS = {
    MESSAGES: "messages/s",
    SESSIONS: "sessions/s",
    MEGABYTES: "MB/s",
    PROCESSOR: "ms",
    DATABASE: "ms",
    "p50_ms": "ms",
    "p99_ms": "ms",
    "times_alone": "times",
    "times_other": "times",
    "pss_kb": "kB",
    "frames": "frames",
    "calls": "calls",
}
SMALLER_IS_BETTER = {
    PROCESSOR,
    DATABASE,
    "p50_ms",
    "p99_ms",
    "times_alone",
    "pss_kb",
    "frames",
    "calls",
}

BEST = "the best peer"

# How TLS begins.
TLS_SERVICES = {
    "smtps": "implicit",
    "starttls": "starttls",
    "pop3s": "implicit",
    "stls": "starttls",
}
SMTP_SERVICES = ("smtp", "smtps", "starttls")


@dataclass(frozen=True)
class Target:
    """A bound for a figure of a work: a ratio to another subject within a round, or, with nobody
    to compare with, the figure itself."""

    text: str
    bound: float
    than: str = None  # a subject, or BEST
    metric: str = None  # that of the work
    subject: str = "pillarbox"


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    service: str  # as in Subject.ports
    options: dict  # for the load program; seconds and total are both limits
    metric: str = MESSAGES  # of what the load program prints
    targets: tuple = ()
    accounts: tuple = ()
    maildrop: tuple = ()  # messages and octets of each account, before
    beside: dict = None  # another load that runs meanwhile
    other: dict = None  # options of another load, which has run before; "times_other" compares
    deletes: bool = False  # what is in the maildrops
    used: bool = False  # as much has been delivered before, and deleted
    only: tuple = ()  # names of subjects; all if empty
    also: tuple = ()  # names of special subjects
    without: tuple = ()  # names of subjects that would need minutes
    quick: bool = True  # also in a quick run

    @property
    def protocol(self):
        return "smtp" if self.service in SMTP_SERVICES else "pop3"

    @property
    def tls(self):
        return self.service in TLS_SERVICES

    def takes(self, subject):
        """Whether the subject takes part."""
        if self.only or subject.special:
            return subject.name in (*self.only, *self.also)
        return self.service in subject.ports and subject.name not in self.without


def rate_of_small(key, title, concurrency, *targets, **more):
    options = {"size": KILO, "concurrency": concurrency, **more.pop("options", {})}
    return Work(key, title, "smtp", options, targets=targets, **more)


SMTP_WORKS = (
    rate_of_small(
        "smtp-1",
        "SMTP, 1 KiB, 1 message a connection, 1 at a time",
        1,
        Target("1.2 times Postfix", 1.2, "postfix"),
        Target("exec: 0.75 of the floor", 0.75, "floor", subject="exec"),
    ),
    rate_of_small(
        "smtp-10",
        "the same, 10 at a time",
        10,
        Target("1.8 times Postfix", 1.8, "postfix"),
        Target("0.62 of the floor", 0.62, "floor"),
        Target("0.65 of Postfix's processor time a message", 0.65, "postfix", PROCESSOR),
        Target("exec: 0.52 of the floor", 0.52, "floor", subject="exec"),
        also=("postfix-hold",),
    ),
    rate_of_small(
        "smtp-50",
        "the same, 50 at a time",
        50,
        Target("2.4 times Postfix", 2.4, "postfix"),
        Target("0.4 of Postfix's p99", 0.4, "postfix", "p99_ms"),
    ),
    rate_of_small(
        "smtp-8",
        "SMTP, 1 KiB, 1 message a connection, 8 at a time",
        8,
        Target("systemd: 0.85 of the listener alone", 0.85, "pillarbox", subject="systemd"),
        only=("pillarbox", "systemd", "systemd-per-connection"),
    ),
    rate_of_small(
        "smtp-many",
        "SMTP, 1 KiB, 100 messages a connection, 10 at a time",
        10,
        Target("6 times Postfix", 6, "postfix"),
        options={"per_connection": 100},
    ),
    Work(
        "smtp-1m",
        "SMTP, 1 MiB, 4 at a time",
        "smtp",
        {"size": MEGA, "concurrency": 4, "total": 200},
        targets=(Target("1.5 times the best peer", 1.5, BEST),),
    ),
    Work(
        "smtp-1m-used",
        "the same after all was deleted",
        "smtp",
        {"size": MEGA, "concurrency": 4, "total": 200},
        targets=(Target("1.4 times the best peer", 1.4, BEST),),
        used=True,
    ),
    Work(
        "smtp-25m",
        "SMTP, 25 MiB, 2 at a time",
        "smtp",
        {"size": 25 * MEGA, "concurrency": 2, "total": 20},
        targets=(
            Target("1.5 times Postfix", 1.5, "postfix"),
            Target("0.7 of a program that writes and syncs each octet twice", 0.7, "twice"),
        ),
        also=("twice",),
    ),
    Work(
        "smtp-beside",
        "SMTP, 1 KiB, 10 at a time, while four of 25 MiB come in: p99, times alone",
        "smtp",
        {"size": KILO, "concurrency": 10},
        "times_alone",
        (Target("1.5", 1.5),),
        beside={"size": 25 * MEGA, "concurrency": 4},
        only=("pillarbox", "postfix"),
    ),
    # Many messages a connection: this is about the lock, and not about starting programs.
    rate_of_small(
        "slow-sync",
        "SMTP, 1 KiB, 1,000 messages a connection, 50 at a time, every sync 5 ms longer",
        50,
        Target("8 times the sync inside the lock", 8, "slow-inside", subject="slow"),
        options={"per_connection": 1000},
        only=("slow", "slow-inside"),
    ),
)

POP3_WORKS = (
    Work(
        "pop3-list",
        "POP3 sign-in, STAT, LIST, UIDL, QUIT, 10 messages, 10 at a time",
        "pop3",
        {"mode": "list", "concurrency": 10},
        SESSIONS,
        (Target("2.5 times popa3d", 2.5, "popa3d"),),
        SMALL,
        (10, 4 * KILO),
    ),
    Work(
        "pop3-fetch",
        "POP3, 100 messages of 4 KiB, all fetched, 10 at a time",
        "pop3",
        {"mode": "fetch", "concurrency": 10},
        MESSAGES,
        (Target("1.6 times popa3d", 1.6, "popa3d"),),
        FULL,
        (100, 4 * KILO),
    ),
    Work(
        "pop3-delete",
        "the same with every message deleted, 4 at a time",
        "pop3",
        {"mode": "delete", "concurrency": 4, "total": len(EMPTIED)},
        MESSAGES,
        (Target("1.4 times popa3d", 1.4, "popa3d"),),
        EMPTIED,
        (100, 4 * KILO),
        deletes=True,
    ),
    Work(
        "pop3-25m",
        "POP3, 25 MiB, 4 at a time",
        "pop3",
        {"mode": "fetch", "concurrency": 4},
        MEGABYTES,
        (),
        HUGE,
        (1, 25 * MEGA),
        without=("solid-pop3d",),
    ),
    Work(
        "pop3-open",
        "POP3, connect to the end of LIST, 50,000 messages",
        "pop3",
        {"mode": "open", "concurrency": 1},
        "p50_ms",
        (Target("0.4 of popa3d's time", 0.4, "popa3d"),),
        MANY,
        (50000, 300),
        without=("solid-pop3d",),
    ),
    Work(
        "pop3-look",
        "the same for a person, with senders and subjects",
        "dialect",
        {"mode": "open", "concurrency": 1},
        "p50_ms",
        (),
        MANY,
        (50000, 300),
    ),
)

TLS_KEYS = {"ecdsa": "ECDSA P-256", "rsa": "RSA-2048"}


def hello(service, start, key, concurrency, *targets):
    return Work(
        f"tls-{service}-{key}-{concurrency}",
        f"SMTP, {start}, {TLS_KEYS[key]}, EHLO, QUIT, {concurrency} at a time",
        service,
        {"mode": "hello", "key": key, "concurrency": concurrency},
        SESSIONS,
        (Target("as many as Postfix", 1, "postfix"), *targets),
        without=("exec",) if key == "ecdsa" else (),
    )


def tls_sign_in(service, start, key):
    return Work(
        f"tls-{service}-{key}-10",
        f"POP3, {start}, {TLS_KEYS[key]}, sign-in, QUIT, 10 at a time",
        service,
        {"mode": "sign-in", "key": key, "concurrency": 10},
        SESSIONS,
        (Target("0.7 times Dovecot", 0.7, "dovecot"),),
        SMALL,
        (10, 4 * KILO),
        without=("exec",) if key == "ecdsa" else (),
    )


# Full handshakes. Each server has a key of either type. stunnel, which does TLS for exec, has one.
TLS_WORKS = (
    *(
        work
        for service, start in (("smtps", "implicit TLS"), ("starttls", "STARTTLS"))
        for key in TLS_KEYS
        for work in (
            hello(service, start, key, 1),
            hello(
                service,
                start,
                key,
                10,
                Target("1.5 times Postfix's processor time a session", 1.5, "postfix", PROCESSOR),
            ),
        )
    ),
    *(
        tls_sign_in(service, start, key)
        for service, start in (("pop3s", "implicit TLS"), ("stls", "STLS"))
        for key in TLS_KEYS
    ),
    Work(
        "tls-25m-in",
        "SMTP, STARTTLS, 25 MiB, 2 at a time: sessions/s, times those without TLS",
        "starttls",
        {"size": 25 * MEGA, "concurrency": 2, "total": 20},
        "times_other",
        (Target("0.8", 0.8),),
        other={"tls": "none"},
        only=("pillarbox",),
    ),
    Work(
        "tls-25m-out",
        "POP3, STLS, 25 MiB, 4 at a time: sessions/s, times those without TLS",
        "stls",
        {"mode": "fetch", "concurrency": 4},
        "times_other",
        (Target("0.8", 0.8),),
        HUGE,
        (1, 25 * MEGA),
        other={"tls": "none"},
        only=("pillarbox",),
    ),
    *(
        Work(
            f"tls-resumed-{key}",
            f"SMTP, implicit TLS, {title}, EHLO, QUIT, 10 at a time: resumed sessions/s,"
            " times full ones",
            "smtps",
            {"mode": "hello", "key": key, "concurrency": 10, "resume": 1},
            "times_other",
            (Target("1.2", 1.2),),
            other={"resume": 0},
            only=("pillarbox",),
        )
        for key, title in TLS_KEYS.items()
    ),
)

# SQLite, and PostgreSQL as databases.py uses it.
ENGINES = ("pillarbox", "postgresql", "pgbouncer", "two-hosts", "standby")


def on_postgresql(key, title, service, options, bound, **more):
    """Through pgbouncer it is as good as the bound says."""
    target = Target(f"through pgbouncer: {bound} times SQLite", bound, "pillarbox", subject="pgbouncer")
    targets = (target,) if bound else ()
    title = f"PostgreSQL: {title}"
    return Work(f"postgresql-{key}", title, service, options, targets=targets, only=ENGINES, **more)


def small_on_postgresql(messages, concurrency, bound=None):
    return on_postgresql(
        f"{messages}-{concurrency}",
        f"SMTP, 1 KiB, {messages} message{'s' if messages > 1 else ''} a connection, {concurrency} at a time",
        "smtp",
        {"size": KILO, "per_connection": messages, "concurrency": concurrency},
        bound,
        quick=bound is not None,
    )


POSTGRESQL_WORKS = (
    small_on_postgresql(1, 1),
    small_on_postgresql(1, 10, 1),
    small_on_postgresql(1, 50),
    small_on_postgresql(100, 1),
    small_on_postgresql(100, 10, 0.75),
    small_on_postgresql(100, 50),
    on_postgresql(
        "list",
        "POP3 sign-in, STAT, LIST, UIDL, QUIT, 10 messages, 10 at a time",
        "pop3",
        {"mode": "list", "concurrency": 10},
        0.6,
        metric=SESSIONS,
        accounts=SMALL,
        maildrop=(10, 4 * KILO),
    ),
    on_postgresql(
        "fetch",
        "POP3, 100 messages of 4 KiB, all fetched, 10 at a time",
        "pop3",
        {"mode": "fetch", "concurrency": 10},
        0.6,
        accounts=FULL,
        maildrop=(100, 4 * KILO),
        quick=False,
    ),
)

# These are counted once, and depend on nothing that happens meanwhile.
COUNTED_WORKS = (
    Work(
        "frames",
        "frames of the log for a message of 1 KiB",
        "smtp",
        {"size": KILO},
        "frames",
        (Target("6", 6),),
    ),
    Work(
        "calls",
        "system calls of a delivery of 1 KiB",
        "smtp",
        {"size": KILO},
        "calls",
        (Target("exec: 130", 130, subject="exec"), Target("the listener's child: 100", 100)),
    ),
)

# Held sessions.
IDLE_WORKS = (
    Work(
        "idle-smtp",
        f"memory of an idle session after EHLO, {HELD} held (Pss)",
        "smtp",
        {"concurrency": HELD, "hold": 1},
        "pss_kb",
        (Target("150 kB", 150),),
    ),
    Work(
        "idle-tls",
        f"memory of an idle TLS session after EHLO, {HELD} held (Pss)",
        "smtps",
        {"concurrency": HELD, "hold": 1},
        "pss_kb",
        (Target("700 kB", 700),),
    ),
    Work(
        "idle-pop3",
        f"memory of an idle session after sign-in, {HELD} held (Pss)",
        "pop3",
        {"concurrency": HELD, "hold": 1},
        "pss_kb",
        (Target("330 kB", 330),),
        IDLE,
        (10, 4 * KILO),
    ),
)

ROUND_WORKS = (*SMTP_WORKS, *POP3_WORKS, *TLS_WORKS, *POSTGRESQL_WORKS)
WORKS = (*ROUND_WORKS, *COUNTED_WORKS, *IDLE_WORKS)
