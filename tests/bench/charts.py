"""Charts, drawn by gnuplot."""

import subprocess

COLOURS = {
    "pillarbox": "#1b6ca8",
    "exec": "#6fa8d6",
    "systemd": "#0b3c5d",
    "floor": "#c9ced6",
    "twice": "#8b929c",
    "postfix": "#d9822b",
    "opensmtpd": "#6aa84f",
    "exim": "#a64d79",
    "dovecot": "#8e7cc3",
    "popa3d": "#cc4125",
    "solid-pop3d": "#45818e",
}

# Where the largest value is so many times the smallest, the axis is logarithmic.
DWARFS = 8
# Of the room for a group of bars.
BARS = 0.85
# What a bar without a height has instead, above and below.
THICKNESS = 1.02

SCRIPT = """\
set terminal svg size 860,420 font "sans-serif,13" background rgb "white"
set output "{path}"
set title "{title}"
set ylabel "{label}"
{scale}
set style fill solid noborder
set xrange [-0.5:{groups}-0.5]
set xtics ({xtics})
set grid ytics linecolor rgb "#dddddd"
set border 3
set tics nomirror
set key below Left reverse
plot {plots}
"""


def short(value):
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def scale(values, base):
    """The axis; bars begin at base, or, where that is None, at the lower end."""
    values = [*values, *([base] if base else [])]
    low, high = min(values), max(values)
    if base is None and high < DWARFS * low:
        return 0, f"set yrange [0:{high * 1.1:g}]"
    # Beyond the bars there is room for their numbers.
    room = (high / low) ** 0.1 * 1.15
    bottom, top = low / room, high * room
    return base or bottom, f"set logscale y\nset yrange [{bottom:g}:{top:g}]"


def block(name, rows):
    return f"${name} << END\n" + "".join(f"{row}\n" for row in rows) + "END\n"


def place(groups, names):
    """Yields subject, left end and value of each bar. A group has the room of the largest one, and
    its bars are in the middle of that."""
    there = [[name for name in names if values.get(name)] for _label, values in groups]
    width = BARS / max(map(len, there))
    for group, (mine, (_label, values)) in enumerate(zip(there, groups)):
        start = group - width * len(mine) / 2
        for i, name in enumerate(mine):
            yield name, start + i * width, width, values[name]


def rows_of(placed, start, base):
    """For each subject the rows of its bars and of the numbers at their ends."""
    bars, numbers = {}, {}
    for name, left, width, value in placed:
        low, high = sorted((start, value))
        if base:  # one that is like the best peer shows as a line
            low, high = low / THICKNESS, high * THICKNESS
        middle, right = left + width / 2, left + width * 0.92
        bars.setdefault(name, []).append(
            f"{middle:g} {value:g} {left:g} {right:g} {low:g} {high:g}"
        )
        below = base and value < base
        end, rise = (low, -0.6) if below else (high, 0.6)
        numbers.setdefault(rise, []).append(f"{middle:g} {end:g} {short(value)}")
    return bars, numbers


def bars(path, title, label, names, groups, base=None):
    """names: subject → what the key calls it. groups: a label, and subject → value or None, each.
    base: the value that bars rise and fall from."""
    known = [value for _label, values in groups for value in values.values() if value]
    if not known:
        return
    start, axis = scale(known, base)
    boxes, numbers = rows_of(place(groups, names), start, base)
    data, plots = "", []
    for i, (subject, rows) in enumerate(boxes.items()):
        data += block(f"bars{i}", rows)
        plots.append(
            f'$bars{i} using 1:2:3:4:5:6 with boxxyerror linecolor rgb "{COLOURS[subject]}"'
            f' title "{names[subject]}"'
        )
    for i, (rise, rows) in enumerate(numbers.items()):
        data += block(f"numbers{i}", rows)
        plots.append(f'$numbers{i} using 1:2:3 with labels offset 0,{rise} font ",9" notitle')
    if base:
        plots.append(f'{base} with lines linecolor rgb "black" notitle')
    xtics = ", ".join(f'"{label}" {i}' for i, (label, _values) in enumerate(groups))
    script = data + SCRIPT.format(
        path=path,
        title=title,
        label=label,
        scale=axis,
        groups=len(groups),
        xtics=xtics,
        plots=", ".join(plots),
    )
    subprocess.run(["gnuplot"], input=script, text=True, check=True, timeout=60)
