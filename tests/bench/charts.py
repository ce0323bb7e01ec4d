"""Charts, drawn by gnuplot."""

import math
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
BARS = 0.8

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
set key outside right top Left reverse
plot {plots}
"""


def short(value):
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}".lstrip("0")


def scale(values, base):
    """The axis; bars begin at base, or, where that is None, at the lower end."""
    values = [*values, *([base] if base else [])]
    low, high = min(values), max(values)
    if base is None and high < DWARFS * low:
        return 0, f"set yrange [0:{high * 1.1:g}]"
    bottom = 10 ** (math.log10(low) - 0.15)
    top = 10 ** (math.log10(high) + 0.15)
    return base or bottom, f"set logscale y\nset yrange [{bottom:g}:{top:g}]"


def block(name, rows):
    return f"${name} << END\n" + "".join(f"{row}\n" for row in rows) + "END\n"


def bars(path, title, label, names, groups, base=None):
    """names: subject → what the key calls it. groups: a label, and subject → value or None, each.
    base: the value that bars rise and fall from."""
    known = [value for _label, values in groups for value in values.values() if value]
    if not known:
        return
    start, axis = scale(known, base)
    width = BARS / len(names)
    data, plots = "", []
    for i, (subject, name) in enumerate(names.items()):
        rows = []
        for group, (_label, values) in enumerate(groups):
            if value := values.get(subject):
                left = group - BARS / 2 + i * width
                low, high = sorted((start, value))
                rows.append(
                    f"{left + width / 2:g} {value:g} {left:g} {left + 0.92 * width:g} {low:g}"
                    f" {high:g} {short(value)}"
                )
        block_name = f"bars{i}"
        data += block(block_name, rows or ["NaN NaN NaN NaN NaN NaN -"])
        plots.append(
            f'${block_name} using 1:2:3:4:5:6 with boxxyerror linecolor rgb "{COLOURS[subject]}"'
            f' title "{name}"'
        )
        plots.append(
            f'${block_name} using 1:6:7 with labels offset 0,0.5 font ",9" notitle'
        )
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
