"""The table and the charts of what was measured."""

import subprocess

from runs import HELD, IDLE_WORKS, WORKS

TITLES = {
    "pillarbox": "pillarbox",
    "floor": "floor",
    "postfix": "Postfix",
    "postfix-hold": "Postfix, held",
    "opensmtpd": "OpenSMTPD",
    "exim": "Exim",
    "dovecot": "Dovecot",
    "popa3d": "popa3d",
    "solid-pop3d": "solid-pop3d",
    "slow": "pillarbox",
    "slow-inside": "sync inside the lock",
}

COLOURS = {
    "pillarbox": "#1b6ca8",
    "floor": "#c9ced6",
    "postfix": "#d9822b",
    "postfix-hold": "#f0c48f",
    "opensmtpd": "#6aa84f",
    "exim": "#a64d79",
    "dovecot": "#8e7cc3",
    "popa3d": "#cc4125",
    "solid-pop3d": "#45818e",
}

NOTES = """\
What each server has done when it says 250, and what it does with the mail:

- **pillarbox**: The message is in the database and on the disk.
- **floor**: A program under the same tcpserver that sends fixed replies. It stores nothing.
- **Postfix**: The queue file is on the disk. Postfix delivers to Maildirs meanwhile, and its processor
  time includes that. **Postfix, held** keeps all mail in the queue: it shows what accepting alone costs
  and how much the deliveries slow Postfix down. It does not count as a peer.
- **OpenSMTPD**: The queue file is written, but not synced. OpenSMTPD delivers to Maildirs meanwhile.
- **Exim**: Both spool files are on the disk. Exim delivers to Maildirs meanwhile, with one process for
  each message.
- **Dovecot**: Maildirs. Its login processes serve many connections, as its manual recommends for speed.
- **popa3d**: One mbox file for each account. **solid-pop3d**: Maildirs. Both run under `tcpserver -D`,
  because they do not set TCP_NODELAY themselves and are very slow without it. pillarbox and the floor
  run without -D.

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


def judged(results, works):
    for work in works:
        title = work.title
        for target in work.targets:
            figure, met = target.judge(results)
            if figure is None:
                yield [title, target.text, "", "not measured"]
            else:
                peer = target.peer(results)
                text = number(figure) + (f" ({TITLES[peer]})" if peer else "")
                yield [title, target.text, text, "yes" if met else "**no**"]
            title = ""


def subjects_of(results, works):
    """In the order of TITLES."""
    keys = {work.key for work in works}
    there = {subject for work, subject in results.rounds if work in keys}
    return [name for name in TITLES if name in there]


def measured(results, works):
    return [w for w in works if any(work == w.key for work, _ in results.rounds)]


def reach_of_the_floor(results):
    """What no program that is started for each connection can surpass here, beside Postfix."""
    parts = []
    for work in WORKS:
        value = results.ratio((work.key, "floor"), (work.key, "postfix"), work.metric)
        if value is not None and not work.forget:
            parts.append(f"{number(value)} times ({SHORT[work.key]})")
    if not parts:
        return ""
    return (
        "No server that is started for each connection can be faster than the floor, which reaches "
        + ", ".join(parts)
        + " the rate of Postfix.\n\n"
    )


def figures_table(results, works):
    names = subjects_of(results, works)
    rows = []
    for work in works:
        cells = []
        for name in names:
            value = results.median(work.key, name, work.metric)
            cell = number(value)
            if value is not None and len(results.values(work.key, name, work.metric)) > 1:
                cell += f" ±{spread(results, work, name) * 50:.0f}%"
            elif (work.key, name) in results.rounds and value is None:
                cell = "failed"
            cells.append(cell)
        rows.append([work.title, work.unit, *cells])
    return table(["work", "", *(TITLES[name] for name in names)], rows)


def extra_table(results, works, metric, unit):
    names = subjects_of(results, works)
    rows = [
        [work.title, unit, *(number(results.median(work.key, n, metric)) for n in names)]
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


def chart(path, title, label, names, groups):
    """Bars: groups is a list of a label and a value, or None, for each name."""
    lines = [" ".join(f'"{text}"' for text in ("work", *(TITLES[name] for name in names)))]
    for group, values in groups:
        cells = (f"{value:.6g}" if value is not None else "NaN" for value in values)
        lines.append(f'"{group}" ' + " ".join(cells))
    plots = ", ".join(
        f"$data using {i + 2}{':xtic(1)' if i == 0 else ''} title columnheader({i + 2})"
        f' linecolor rgb "{COLOURS[name]}"'
        for i, name in enumerate(names)
    )
    newline = "\n"
    script = f"""
$data << END
{newline.join(lines)}
END
set terminal svg size 860,420 font "sans-serif,13" background rgb "white"
set output "{path}"
set title "{title}"
set ylabel "{label}"
set style data histograms
set style histogram clustered gap 1
set style fill solid border rgb "white"
set boxwidth 0.95
set yrange [0:*]
set grid ytics linecolor rgb "#dddddd"
set border 3
set tics nomirror
set key outside right top Left reverse
plot {plots}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True, timeout=60)


SHORT = {
    "smtp-1": "1 at a time",
    "smtp-10": "10 at a time",
    "smtp-50": "50 at a time",
    "smtp-many": "100 a connection",
    "smtp-1m": "1 MiB",
    "smtp-25m": "25 MiB",
    "pop3-list": "sign-in, LIST, UIDL",
    "pop3-fetch": "100 fetched",
    "pop3-delete": "100 deleted",
    "pop3-25m": "25 MiB",
    "pop3-open": "LIST of 50,000",
    "idle-smtp": "SMTP, after EHLO",
    "idle-pop3": "POP3, after sign-in",
}


def bars(results, path, title, label, keys, metric, relative=False):
    works = [w for w in (*WORKS, *IDLE_WORKS) if w.key in keys]
    works = measured(results, works)
    if not works:
        return
    names = [
        name
        for name in subjects_of(results, works)
        if name in COLOURS
        and any(results.values(work.key, name, metric or work.metric) for work in works)
    ]
    groups = []
    for work in works:
        wanted = metric or work.metric
        values = [results.median(work.key, name, wanted) for name in names]
        if relative:
            ours = results.median(work.key, "pillarbox", wanted)
            values = [v / ours if v is not None and ours else None for v in values]
        groups.append((SHORT[work.key], values))
    chart(path, title, label, names, groups)


def draw(folder, results):
    bars(
        results,
        folder / "smtp.svg",
        "Messages of 1 KiB taken in",
        "messages a second",
        ("smtp-1", "smtp-10", "smtp-50", "smtp-many"),
        None,
    )
    bars(
        results,
        folder / "smtp-latency.svg",
        "From connect() to the 250: 99 of 100 are faster",
        "milliseconds",
        ("smtp-1", "smtp-10", "smtp-50"),
        "p99_ms",
    )
    bars(
        results,
        folder / "smtp-large.svg",
        "Large messages taken in",
        "times pillarbox",
        ("smtp-1m", "smtp-25m"),
        None,
        relative=True,
    )
    bars(
        results,
        folder / "pop3.svg",
        "POP3",
        "throughput, times pillarbox",
        ("pop3-list", "pop3-fetch", "pop3-delete", "pop3-25m"),
        None,
        relative=True,
    )
    bars(
        results,
        folder / "memory.svg",
        f"Memory of an idle session, {HELD} held",
        "kB (Pss)",
        ("idle-smtp", "idle-pop3"),
        None,
    )


def write(folder, results, grown, machine, arguments):
    works = measured(results, (*WORKS, *IDLE_WORKS))
    text = (
        f"Measured on {machine}. Each work was measured in {arguments.rounds} rounds of at most"
        f" {arguments.seconds} s. The tables show medians; ± is half of the distance between the"
        " highest and the lowest round. On another machine only ratios within one run mean anything."
        " Ratios are medians of the ratios within a round. `make bench-peers bench` measures again.\n\n"
    )
    text += table(["work", "target", "measured", "met"], judged(results, works)) + "\n"
    text += reach_of_the_floor(results)
    for protocol in ("smtp", "pop3"):
        ours = [w for w in works if w.protocol == protocol and not w.only]
        if ours:
            text += figures_table(results, ours) + "\n"
    only = [w for w in works if w.only]
    if only:
        text += figures_table(results, only) + "\n"
    smtp = [w for w in works if w.protocol == "smtp" and not w.only and w not in IDLE_WORKS]
    if smtp:
        text += "Processor time of all processes of the server, until everything is delivered:\n\n"
        text += extra_table(results, smtp, "processor_ms", "ms a message") + "\n"
        text += "Latency of the 99th of 100 messages:\n\n"
        text += extra_table(results, smtp, "p99_ms", "ms") + "\n"
    if grown:
        text += "How the cost of a session grows:\n\n" + growth_table(grown) + "\n"
    text += NOTES
    (folder / "table.md").write_text(text)
    draw(folder, results)
