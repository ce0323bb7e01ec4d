"""Charts: how many times as good as the best peer each server is.

A bar to the right of the line is better than the best peer, one to the left is worse. The axis is
logarithmic: twice as good and half as good are equally far from the line.
"""

import math
from dataclasses import dataclass
from html import escape

# What a subject is to the reader. Those that are not here are in no chart.
KINDS = {
    "pillarbox": "ours",
    "exec": "also",
    "systemd": "also",
    "postfix": "peer",
    "opensmtpd": "peer",
    "exim": "peer",
    "dovecot": "peer",
    "popa3d": "peer",
    "solid-pop3d": "peer",
    "floor": "limit",
    "twice": "limit",
}

WIDTH = 860
MARGIN = 20
HEAD = 92  # title, note, and the numbers of the axis
GROUP = 30  # above the rows of a group
ROW = 19
BAR = 12
NAMES = 178  # where names end and bars may begin
BARS = 650  # where bars end
RATIOS = 735  # where ratios end
FIGURES = WIDTH - MARGIN  # where figures end
DOT = 4  # of the best peer, which has no bar

# A chart brings its own background, as it may stand on a dark page.
STYLE = """\
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #1f2328 }
.title { font-size: 17px; font-weight: 600 }
.note, .tick, .unit, .limit-name, .failed { fill: #59636e }
.tick, .unit { font-size: 12px }
.group, .ours-name { font-weight: 600 }
.end { text-anchor: end }
.middle { text-anchor: middle }
.card { fill: #ffffff; stroke: #d1d9e0 }
.grid { stroke: #d1d9e0; stroke-dasharray: 2 3 }
.line { stroke: #1f2328; stroke-width: 1.5 }
.better { fill: #0969da }
.worse { fill: #bc4c00 }
.also { opacity: 0.5 }
.peer { fill: #8c959f }
.limit { fill: none; stroke: #8c959f; stroke-dasharray: 3 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.note, .tick, .unit, .limit-name, .failed { fill: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d }
.grid { stroke: #3d444d }
.line { stroke: #e6edf3 }
.better { fill: #4493f8 }
.worse { fill: #f0883e }
.peer { fill: #656c76 }
.limit { stroke: #656c76 }
}
"""


@dataclass(frozen=True)
class Row:
    """A server's row. ratio is None where the server failed."""

    kind: str
    name: str
    ratio: float
    figure: str


@dataclass(frozen=True)
class Group:
    title: str
    unit: str
    rows: tuple


def short(value):
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def text(kind, x, y, words):
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(words)}</text>\n'


def vertical(kind, x, top, bottom):
    return f'<path class="{kind}" d="M{x:g} {top:g}V{bottom:g}"/>\n'


class Axis:
    """Where a ratio is. 1 is on it, and one power of two at least on either side."""

    def __init__(self, ratios):
        self.low = min(*ratios, 0.5) / 1.15
        self.high = max(*ratios, 2) * 1.15

    def place(self, ratio):
        part = math.log(ratio / self.low) / math.log(self.high / self.low)
        return NAMES + (BARS - NAMES) * part

    def ticks(self):
        """Ratios to mark: powers of ten, or of two where these are few."""
        for base in (10, 2):
            lowest, highest = (math.log(end, base) for end in (self.low, self.high))
            marks = [base**power for power in range(math.ceil(lowest), math.floor(highest) + 1)]
            if len(marks) >= 3:
                break
        return marks


def tick(ratio):
    if ratio == 1:
        return "best peer"
    return f"{ratio:g} ×" if ratio > 1 else f"1/{1 / ratio:g}"


def bar(row, axis, y):
    """With its middle at y."""
    place, line = axis.place(row.ratio), axis.place(1)
    outcome = "better" if row.ratio >= 1 else "worse"
    kind = {"ours": outcome, "also": f"also {outcome}"}.get(row.kind, row.kind)
    if row.ratio == 1:
        return f'<circle class="{kind}" cx="{line:g}" cy="{y:g}" r="{DOT}"/>\n'
    left, width = min(place, line), abs(place - line)
    return f'<rect class="{kind}" x="{left:.1f}" y="{y - BAR / 2:g}" width="{width:.1f}" height="{BAR}"/>\n'


def drawn_row(row, axis, top):
    base = top + ROW - 5
    yield text(f"end {row.kind}-name", NAMES - 12, base, row.name)
    if row.ratio is None:
        yield text("end failed", FIGURES, base, "failed")
        return
    yield bar(row, axis, top + ROW / 2)
    yield text(f"end {row.kind}-name", RATIOS, base, f"{short(row.ratio)} ×")
    yield text(f"end {row.kind}-name", FIGURES, base, row.figure)


def drawn_group(group, axis, top):
    yield text("group", MARGIN, top + GROUP - 8, group.title)
    yield text("end unit", FIGURES, top + GROUP - 8, group.unit)
    for i, row in enumerate(group.rows):
        yield from drawn_row(row, axis, top + GROUP + i * ROW)


def drawn_axis(axis, bottom):
    for ratio in axis.ticks():
        place = axis.place(ratio)
        yield text("middle tick", place, HEAD - 10, tick(ratio))
        if ratio != 1:
            yield vertical("grid", place, HEAD - 4, bottom)


def height_of(group):
    return GROUP + len(group.rows) * ROW


def chart(title, note, groups):
    """Draws the groups; "" if no row has a ratio."""
    ratios = [row.ratio for group in groups for row in group.rows if row.ratio]
    if not ratios:
        return ""
    axis = Axis(ratios)
    height = HEAD + sum(map(height_of, groups)) + MARGIN
    bottom = height - MARGIN + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">\n',
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>\n",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>\n',
        text("title", MARGIN, 34, title),
        text("note", MARGIN, 56, note),
        *drawn_axis(axis, bottom),
    ]
    top = HEAD
    for group in groups:
        parts += drawn_group(group, axis, top)
        top += height_of(group)
    parts += [vertical("line", axis.place(1), HEAD - 4, bottom), "</svg>\n"]
    return "".join(parts)
