"""The first session as a picture of its three terminals.

    /usr/bin/python3 tests/newcomer/picture.py FILE

has the session at real terminals and draws what is on their screens. What differs from one run to the
next, such as dates and ports, is always the same in the picture.
"""

import re
import socket
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("newcomer", "clients", "operator")]

from operators import TOP, Terminal  # noqa: E402
from served import Place, Served  # noqa: E402
from session import POP3, SMTP, talk, wait_for_line  # noqa: E402

IDS = ("ueouor2jnepvk", "ueoxm1q4ds90c")  # of the sessions; the first one is in README.md, too
OCTETS = 265  # of the message, where the machine is called vm
DATE = "Sun, 29 Nov 2026 12:00:00 +0000"

# --- the screens ----------------------------------------------------------------------------------


def always_the_same(text, values):
    """What a run would have shown on another day, on a machine called vm. values: what this run had, and
    what stands for it."""
    for its, ours in values.items():
        text = re.sub(rf"(?<!\w){re.escape(its)}(?!\w)", ours, text)
    for pattern, ours in (
        (r"\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", DATE),
        (r"^\d\d:\d\d:\d\d ", "12:00:00 "),
        (r"^Trying [\d.]+\.\.\.\n", ""),
        (r"\boctets=\d+", f"octets={OCTETS}"),
        (r"\b\d+ octets", f"{OCTETS} octets"),
        (r"^1 \d+ ", f"1 {OCTETS} "),
    ):
        text = re.sub(pattern, ours, text, flags=re.MULTILINE)
    return text.expandtabs()


def without_what_is_elsewhere(told):
    """What make serve shows, without its building, and without what to type, as that is beside it."""
    told = told[told.index("  Creating the directory") :]
    told = re.sub(r"^  Sessions run as .*\n", "", told, flags=re.MULTILINE)
    told, instructions, rest = told.partition("In another terminal")
    assert instructions
    return "  ...\n" + told + rest[rest.index("Ctrl-C") :]


def telnet(served, port, lines):
    """What telnet shows of a session. Its end is in the log before the next one begins."""
    logged = len(served.terminal.shown)
    terminal = Terminal(["telnet", "127.0.0.1", str(port)], TOP)
    talk(terminal, lines)
    terminal.end()
    wait_for_line(served.terminal, ".* event=disconnect", logged)
    return terminal.shown.decode()


def run():
    """Has the session. Returns what is on the screen of make serve, and of telnet to each port."""
    place = Place()
    served = Served(place.path / "var").wait()
    smtp = telnet(served, served.smtp_port, SMTP)
    pop3 = telnet(served, served.pop3_port, POP3)
    assert served.interrupt() == 0
    place.remove()
    sessions = dict.fromkeys(re.findall(r" session=(\w+) ", served.shown))
    values = {
        str(place.path): "/home/you/pillarbox",
        socket.gethostname(): "vm",
        str(served.smtp_port): "2525",
        str(served.pop3_port): "1110",
        **dict(zip(sessions, IDS, strict=True)),
    }
    screens = [always_the_same(screen.replace("\r", ""), values) for screen in (served.shown, smtp, pop3)]
    return [without_what_is_elsewhere(screens[0]), *screens[1:]]


# --- the picture ----------------------------------------------------------------------------------

COLUMN = 7.6  # of a character, at most
LINE = 17
BAR = 28  # the title of a window
MARGIN = 14
GAP = 12  # between windows

# The windows are dark on every page, so they bring their own colours.
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">
<title>A first session with pillarbox</title>
<style>
text {{ font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9 }}
.title {{ font: 12.5px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #9da7b3; text-anchor: middle }}
.typed {{ fill: #7ee787; font-weight: bold }}
.window {{ fill: #161b22; stroke: #57606a }}
.bar {{ fill: #2d333b }}
</style>
"""


@dataclass
class Window:
    """typed is what the person types in it, line by line."""

    title: str
    screen: str
    typed: tuple
    left: float
    top: float
    width: float
    rows: int

    @property
    def height(self):
        return BAR + MARGIN + self.rows * LINE

    def classified(self):
        """Each line of the screen, and whether it was typed."""
        expected = list(self.typed)
        for line in self.screen.splitlines():
            is_typed = bool(expected) and line == expected[0]
            if is_typed:
                expected.pop(0)
            yield line, is_typed
        assert not expected, expected

    def drawn(self):
        yield (
            f'<rect class="window" x="{self.left + 0.5}" y="{self.top + 0.5}"'
            f' width="{self.width - 1:g}" height="{self.height - 1}" rx="8"/>\n'
            f'<path class="bar" d="M{self.left + 1:g} {self.top + BAR}v{8 - BAR + 1}q0-8 8-8'
            f'h{self.width - 18:g}q8 0 8 8v{BAR - 9}z"/>\n'
        )
        for i, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
            yield f'<circle cx="{self.left + 18 + 18 * i}" cy="{self.top + 15}" r="5.5" fill="{colour}"/>\n'
        middle = self.left + self.width / 2
        yield f'<text class="title" x="{middle:g}" y="{self.top + 19}">{escape(self.title)}</text>\n'
        for row, (line, is_typed) in enumerate(self.classified()):
            if line:
                kind = ' class="typed"' if is_typed else ""
                place = f'x="{self.left + MARGIN}" y="{self.top + BAR + LINE * (row + 1)}"'
                yield f'<text{kind} {place} xml:space="preserve">{escape(line, quote=False)}</text>\n'


def draw(screens):
    serve, smtp, pop3 = [
        f"$ {command}\n{screen}"
        for command, screen in zip(("make serve", "telnet 127.0.0.1 2525", "telnet 127.0.0.1 1110"), screens)
    ]
    width = max(map(len, smtp.splitlines())) * COLUMN + 2 * MARGIN
    rows = max(smtp.count("\n"), pop3.count("\n"))
    windows = [Window("one terminal", serve, ("$ make serve", "^C"), 0, 0, 2 * width + GAP, serve.count("\n"))]
    top = windows[0].height + GAP
    for title, screen, lines, left in (
        ("another: send a message", smtp, SMTP, 0),
        ("and read it", pop3, POP3, width + GAP),
    ):
        typed = (screen.partition("\n")[0], *(line for line, _ in lines if line))
        windows.append(Window(title, screen, typed, left, top, width, rows))
    head = HEAD.format(width=windows[0].width, height=top + windows[1].height)
    return head + "".join(part for window in windows for part in window.drawn()) + "</svg>\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(run()))
