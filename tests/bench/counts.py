"""What can be counted instead of timed: the frames that a delivery adds to the log of the database,
and its system calls. Both are means of several deliveries."""

import shutil
import statistics
import struct
from pathlib import Path

import boxes

# What one costs depends on how long the log is, and a few of these begin it from its start.
DELIVERIES = 20
HEADER_OCTETS = 32
FRAME_HEADER_OCTETS = 24


def frames(database):
    """The frames of the log that were written since it began from its start: these have the salt of
    its header. SQLite's documentation of the file format, section 4."""
    log = Path(f"{database}-wal").read_bytes()
    if not log:
        return 0
    (page_octets,) = struct.unpack_from(">I", log, 8)
    salt = log[16:24]
    step = FRAME_HEADER_OCTETS + page_octets
    starts = range(HEADER_OCTETS, len(log) - step + 1, step)
    return next(
        (i for i, start in enumerate(starts) if log[start + 8 : start + 16] != salt), len(starts)
    )


def deliver(runner, box, work):
    figures = runner.load(work, box, total=1)
    box.settle()
    assert not figures["errors"], figures["error"]
    return frames(box.database)


def count_frames(runner, box, work):
    """Of deliveries that did not begin the log from its start."""
    counts = [deliver(runner, box, work) for _ in range(1 + DELIVERIES)]
    grown = [after - before for before, after in zip(counts, counts[1:]) if after > before]
    return {"frames": statistics.fmean(grown), "errors": 0, "error": ""}


class Traces:
    """What strace writes: a file for each process."""

    def __init__(self, folder):
        self.folder = folder
        # -I2: a signal ends strace, and so the program.
        options = "-ff -qq -I2 -e signal=none".split()
        self.command = ("strace", *options, "-o", folder / "trace")

    def calls(self):
        """By process; each line is a call."""
        return {file.name: file.read_bytes().count(b"\n") for file in self.folder.iterdir()}


def count_calls(runner, box, traces, work):
    """Of the processes that a delivery has started."""
    counts = []
    deliver(runner, box, work)
    for _ in range(DELIVERIES):
        before = traces.calls()
        deliver(runner, box, work)
        after = traces.calls()
        counts.append(sum(after[name] for name in after.keys() - before.keys()))
    return {"calls": statistics.fmean(counts), "errors": 0, "error": ""}


def run(runner, folder, works, results, say):
    """Each way of starting has a database of its own, with nothing but these deliveries."""
    for kind in (boxes.Listener, boxes.Exec):
        say(f"counting: {kind.name}")
        own = folder / f"counted-{kind.name}"
        (own / "traces").mkdir(parents=True)
        traces = Traces(own / "traces") if shutil.which("strace") else None
        box = kind(own, through=traces.command if traces else ())
        try:
            box.start()
            box.keep()
            for work in works:
                if work.metric == "frames":
                    figures = count_frames(runner, box, work)
                elif traces:
                    figures = count_calls(runner, box, traces, work)
                else:
                    results.missing[work.key, kind.name] = "there is no strace"
                    continue
                results.add(work.key, kind.name, figures)
        finally:
            box.stop()
