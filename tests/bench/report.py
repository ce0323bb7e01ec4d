"""The table and the charts of what was measured."""

import charts
from works import (
    BEST,
    COUNTED_WORKS,
    DATABASE,
    HELD,
    IDLE_WORKS,
    POSTGRESQL_WORKS,
    PROCESSOR,
    ROUND_WORKS,
    SMALLER_IS_BETTER,
    UNITS,
    WORKS,
)

TITLES = {
    "pillarbox": "pillarbox",
    "exec": "pillarbox, exec",
    "systemd": "pillarbox, systemd",
    "systemd-per-connection": "pillarbox, systemd for each connection",
    "floor": "floor",
    "twice": "twice",
    "postfix": "Postfix",
    "postfix-hold": "Postfix, held",
    "opensmtpd": "OpenSMTPD",
    "exim": "Exim",
    "dovecot": "Dovecot",
    "popa3d": "popa3d",
    "solid-pop3d": "solid-pop3d",
    "postgresql": "PostgreSQL",
    "pgbouncer": "PostgreSQL, pgbouncer",
    "two-hosts": "PostgreSQL, pgbouncer, two hosts",
    "standby": "PostgreSQL, pgbouncer, standby",
    "slow": "pillarbox",
    "slow-inside": "sync inside the lock",
}

SHORT = {
    "smtp-1": "1 at a time",
    "smtp-10": "10 at a time",
    "smtp-50": "50 at a time",
    "smtp-many": "100 a connection",
    "smtp-1m": "1 MiB",
    "smtp-1m-used": "1 MiB, all deleted",
    "smtp-25m": "25 MiB",
    "pop3-list": "sign-in, LIST, UIDL",
    "pop3-fetch": "100 fetched",
    "pop3-delete": "100 deleted",
    "pop3-25m": "25 MiB",
    "tls-smtps-ecdsa-10": "SMTP, ECDSA",
    "tls-smtps-rsa-10": "SMTP, RSA",
    "tls-starttls-ecdsa-10": "STARTTLS, ECDSA",
    "tls-pop3s-ecdsa-10": "POP3, ECDSA",
    "tls-pop3s-rsa-10": "POP3, RSA",
    "tls-stls-ecdsa-10": "STLS, ECDSA",
    "idle-smtp": "SMTP, after EHLO",
    "idle-tls": "SMTP, TLS, after EHLO",
    "idle-pop3": "POP3, after sign-in",
}

NOTES = """\
What each server has done when it says 250, and what it does with the mail:

- **pillarbox**: The message is in the database and on the disk. The listener is a process for each
  program that accepts connections and forks a process for each. **exec** runs under tcpserver, which
  executes the program for each connection. **systemd** runs with the units of conf/systemd as they are
  installed. All have their sandbox.
- **floor**: A program under the same tcpserver that sends fixed replies. It stores nothing. **twice**
  writes each message to a file, syncs it, does the same with a second file, and keeps neither.
- **Postfix**: The queue file is on the disk. Postfix delivers to Maildirs meanwhile, and its processor
  time includes that. **Postfix, held** keeps all mail in the queue: it shows what accepting alone costs
  and how much the deliveries slow Postfix down. It does not count as a peer.
- **OpenSMTPD**: The queue file is written, but not synced. OpenSMTPD delivers to Maildirs meanwhile.
- **Exim**: Both spool files are on the disk. Exim delivers to Maildirs meanwhile, with one process for
  each message.
- **Dovecot**: Maildirs. Its login processes serve many connections, as its manual recommends for speed.
- **popa3d**: One mbox file for each account. **solid-pop3d**: Maildirs. Both run under `tcpserver -D`,
  because they do not set TCP_NODELAY themselves and are very slow without it. pillarbox and the floor
  run without -D. solid-pop3d is left out where it would need minutes: large messages and maildrops.

pillarbox on **PostgreSQL** is the listener of a build with that engine. The 250 means that the message
is on the server's disk: fsync and synchronous_commit are on, and there is no standby. Without
**pgbouncer** each session makes its own connections. **Two hosts** are two listeners for each program,
which accept connections from the same socket; each host has a spool and a pgbouncer. With the
**standby** the message is on the disks of two servers. Everything runs on one machine, so the rates do
not show what a cluster takes. The processor times do: where both machines have as many processors, the
time of a host divided by that of PostgreSQL is the number of hosts that keep a primary busy.

Every round begins from the same state: pillarbox's database is copied back, the peers' queues and
mailboxes are emptied or filled again, everything is on the disk, and each server has had a session.

With TLS, **pillarbox** leaves it to tlsd, which forks a process for each session, and keeps the
private keys in another process. **exec** leaves it to stunnel, which tcpserver executes for each
connection. **Postfix** and **Dovecot** do TLS in processes that serve many sessions and have the keys.
All servers have a certificate with an RSA key, and all but **exec** one with an ECDSA key as well. The
client chooses; it uses TLS 1.3.

All servers hash passwords in the same way, as cheaply as SHA-crypt allows. One client program speaks
SMTP without pipelining and waits for each reply. Latency is the time from connect() to the 250.
"""


def number(value):
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def row(cells):
    return "| " + " | ".join(cells) + " |\n"


def table(head, rows):
    return row(head) + row(["---"] * len(head)) + "".join(row(cells) for cells in rows)


def spread(results, work, name):
    """How far the rounds lie apart, as parts of their median."""
    values = results.values(work.key, name, work.metric)
    median = results.median(work.key, name, work.metric)
    return (max(values) - min(values)) / median if values and median else 0


def compared_with(results, work, target, metric):
    """The subject that a target compares with, or None where it compares with nothing or nobody."""
    if target.than == BEST:
        return results.best_peer(work.key, metric, metric in SMALLER_IS_BETTER)
    return target.than


def judge(results, work, target):
    """What was measured, and whether it meets the target."""
    metric = target.metric or work.metric
    other = compared_with(results, work, target, metric)
    if target.than is None:
        figure = results.median(work.key, target.subject, metric)
    else:
        figure = results.ratio(work.key, target.subject, other, metric)
    if figure is None:
        return f"not measured: {why_not(results, work, target, metric, other)}", ""
    met = figure <= target.bound if metric in SMALLER_IS_BETTER else figure >= target.bound
    best = f" ({TITLES[other]})" if target.than == BEST else ""
    return number(figure) + best, "yes" if met else "**no**"


def why_not(results, work, target, metric, other):
    for name in (target.subject, other):
        if name and results.median(work.key, name, metric) is None:
            return results.why_not(work.key, name)
    return "there is no peer" if target.than == BEST else "no round went well for both"


def judged(results, works):
    for work in works:
        title = work.title
        for target in work.targets:
            yield [title, target.text, *judge(results, work, target)]
            title = ""


def subjects_of(results, works):
    """In the order of TITLES."""
    keys = {work.key for work in works}
    there = {subject for work, subject in results.rounds if work in keys}
    return [name for name in TITLES if name in there]


def measured(results, works):
    return [w for w in works if any(work == w.key for work, _ in results.rounds)]


def reach_of_the_floor(results):
    """What no program that is executed for each connection can surpass here, beside Postfix."""
    parts = []
    for key in ("smtp-1", "smtp-10", "smtp-50", "smtp-many"):
        value = results.ratio(key, "floor", "postfix", "messages_per_second")
        if value is not None:
            parts.append(f"{number(value)} times ({SHORT[key]})")
    if not parts:
        return ""
    return (
        "No server that is executed for each connection can be faster than the floor, which reaches "
        + ", ".join(parts)
        + " the rate of Postfix.\n\n"
    )


def cell(results, work, name):
    value = results.median(work.key, name, work.metric)
    if value is None:
        return "failed" if (work.key, name) in results.rounds else ""
    if len(results.values(work.key, name, work.metric)) == 1:
        return number(value)
    return f"{number(value)} ±{spread(results, work, name) * 50:.0f}%"


def figures_table(results, works):
    names = subjects_of(results, works)
    rows = [
        [work.title, UNITS[work.metric], *(cell(results, work, name) for name in names)]
        for work in works
    ]
    return table(["work", "", *(TITLES[name] for name in names)], rows)


def extra_table(results, works, metric):
    names = subjects_of(results, works)
    rows = [
        [work.title, UNITS[metric], *(number(results.median(work.key, n, metric)) for n in names)]
        for work in works
    ]
    return table(["work", "", *(TITLES[name] for name in names)], rows)


def growth_table(grown):
    rows = [
        [title, number(delivery), number(times), number(session), number(session_times)]
        for title, delivery, times, session, session_times in grown.rows()
    ]
    head = ["", "delivery, ms", "times the first", "sign-in to the end of LIST, ms"]
    return table([*head, "times the first"], rows)


def times_the_best(results, work, name, metric):
    """How many times as good as the best peer; more than 1 is better."""
    smaller = metric in SMALLER_IS_BETTER
    best = results.best_peer(work.key, metric, smaller)
    pair = (best, name) if smaller else (name, best)
    return results.ratio(work.key, *pair, metric) if best else None


def row_of_chart(results, work, name, metric):
    ratio = times_the_best(results, work, name, metric)
    return charts.Row(charts.KINDS[name], TITLES[name], ratio, number(results.median(work.key, name, metric)))


def group_of_chart(results, work, metric):
    """The servers from the best one down, then the limits."""
    there = [name for name in charts.KINDS if (work.key, name) in results.rounds]
    rows = [row_of_chart(results, work, name, metric) for name in there]
    rows.sort(key=lambda row: (row.kind == "limit", -(row.ratio or 0)))
    return charts.Group(SHORT[work.key], UNITS[metric], tuple(rows))


def draw_one(results, path, title, note, keys, metric=None):
    works = measured(results, [work for work in WORKS if work.key in keys])
    groups = [group_of_chart(results, work, metric or work.metric) for work in works]
    if drawn := charts.chart(title, note, groups):
        path.write_text(drawn)


def draw(folder, results):
    small = ("smtp-1", "smtp-10", "smtp-50")
    faster = "Right of the line: faster than the best peer. Left: slower."
    rate = f"{faster} The ratio is the server's rate to the best peer's."
    time = f"{faster} The ratio is the best peer's time to the server's."
    less = "Right of the line: less than the best peer. Left: more."
    room = f"{less} The ratio is the best peer's memory to the server's."
    for name, title, note, keys, metric in (
        ("smtp", "SMTP: messages of 1 KiB", rate, (*small, "smtp-many"), None),
        ("smtp-latency", "SMTP: from connect() to the 250, for 99 of 100 messages", time, small, "p99_ms"),
        ("smtp-large", "SMTP: large messages", rate, ("smtp-1m", "smtp-1m-used", "smtp-25m"), None),
        ("pop3", "POP3", rate, ("pop3-list", "pop3-fetch", "pop3-delete", "pop3-25m"), None),
        ("tls", "Sessions with TLS, 10 at a time", rate, [it for it in SHORT if it.startswith("tls-")], None),
        ("memory", f"Memory of an idle session, {HELD} held (Pss)", room, ("idle-smtp", "idle-tls", "idle-pop3"), None),
    ):
        draw_one(results, folder / f"{name}.svg", title, note, keys, metric)


def introduction(machine, arguments):
    return (
        f"Measured on {machine}. Each work was measured in {arguments.rounds} rounds of at most"
        f" {arguments.seconds} s. The tables show medians; ± is half of the distance between the"
        " highest and the lowest round. On another machine only ratios within one run mean anything."
        " Ratios are medians of the ratios within a round. Where a target names no way of starting,"
        " it is about the listener. `make bench-peers bench` measures again.\n\n"
    )


def figures(results):
    """A table for each kind of work."""
    by_kind = {}
    for work in ROUND_WORKS:
        kind = (work.only, work.tls) if work.only else (work.protocol, work.tls)
        by_kind.setdefault(kind, []).append(work)
    kinds = [*by_kind.values(), COUNTED_WORKS, IDLE_WORKS]
    there = [measured(results, works) for works in kinds]
    return "".join(figures_table(results, works) + "\n" for works in there if works)


def processor_and_latency(results):
    alike = [work for work in ROUND_WORKS if work.protocol == "smtp" and not work.only]
    of_messages = measured(results, [work for work in alike if not work.tls])
    of_sessions = measured(results, [work for work in alike if work.tls])
    on_databases = measured(results, POSTGRESQL_WORKS)
    parts = (
        (
            "Processor time of all processes of the server, until everything is delivered",
            of_messages,
            "processor_ms",
        ),
        ("Latency of the 99th of 100 messages", of_messages, "p99_ms"),
        ("Processor time of all processes of the server, with TLS", of_sessions, "processor_ms"),
        ("Processor time of a host, with its pgbouncer, for a message or a session", on_databases, PROCESSOR),
        ("Processor time of PostgreSQL beside that", on_databases, DATABASE),
    )
    return "".join(
        f"{title}:\n\n{extra_table(results, works, metric)}\n"
        for title, works, metric in parts
        if works
    )


def write(folder, results, grown, machine, arguments):
    text = introduction(machine, arguments)
    text += table(["work", "target", "measured", "met"], judged(results, WORKS)) + "\n"
    text += reach_of_the_floor(results) + figures(results) + processor_and_latency(results)
    if grown:
        text += "How the cost of a session grows:\n\n" + growth_table(grown) + "\n"
    text += NOTES
    (folder / "table.md").write_text(text)
    draw(folder, results)
