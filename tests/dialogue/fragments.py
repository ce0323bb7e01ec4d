"""Fragments: lines that transcripts share. transcript.py tells how they are written and used.

A transcript is read here first. What comes out are its lines, with those of each fragment in the
place where it is used.
"""

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

SHARED = Path(__file__).with_name("fragments.t")
SEPARATOR = " | "  # between parameters, and between arguments
NEXT = "; "  # between fragments of one line
SPECIAL = re.compile(r"(fragment|use): (.+)")
PARAMETER = re.compile(r"\$([a-z]+)(?:=(.*))?")


class FormatError(Exception):
    """A transcript or a fragment that does not follow the rules."""


@dataclass
class Line:
    where: str  # file and number, for messages
    text: str


@dataclass
class Fragment:
    name: str
    parameters: dict  # for each its default, or None
    where: str
    lines: list = field(default_factory=list)

    def fill(self, arguments, where):
        """Returns its lines with arguments in the place of the parameters; it is used at where."""
        values = {**self.parameters, **dict(zip(self.parameters, arguments))}
        if len(arguments) > len(self.parameters) or None in values.values():
            wanted = SEPARATOR.join(f"${name}" for name in self.parameters) or "none"
            raise FormatError(f"{where}: arguments of {self.name}: {wanted}")
        return [Line(f"{where} ({line.where})", self._put_in(line.text, values)) for line in self.lines]

    @staticmethod
    def _put_in(text, values):
        if not values:
            return text
        longest_first = sorted(values, key=len, reverse=True)
        return re.sub(rf"\$({'|'.join(longest_first)})", lambda found: values[found[1]], text)


def split(path):
    """Returns the fragments that the file at path defines, by name, and its other lines."""
    fragments = {}
    others = []
    lines = others
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = Line(f"{path.parent.name}/{path.name}:{number}", text)
        special = SPECIAL.fullmatch(text)
        if special and special[1] == "fragment":
            fragment = _define(line.where, special[2])
            if fragment.name in fragments:
                raise FormatError(f"{line.where}: {fragment.name} is defined twice")
            fragments[fragment.name] = fragment
            lines = fragment.lines
        elif text:
            lines.append(line)
        else:
            lines = others
    return fragments, others


def _define(where, text):
    name, _, rest = text.partition(" ")
    parameters = {}
    for parameter in rest.split(SEPARATOR) if rest else []:
        found = PARAMETER.fullmatch(parameter)
        if not found:
            raise FormatError(f"{where}: {parameter} is not a parameter")
        parameters[found[1]] = found[2]
    return Fragment(name, parameters, where)


class Expansion:
    """Puts fragments in their places, and notes which ones were used."""

    def __init__(self, fragments):
        self.fragments = fragments
        self.used = []  # a name for each use, with those within fragments

    def expand(self, lines, inside=()):
        """Yields lines with fragments in their places; inside names the fragments around them."""
        for line in lines:
            special = SPECIAL.fullmatch(line.text)
            if special and special[1] == "use":
                for use in special[2].split(NEXT):
                    yield from self._use(line.where, use, inside)
            else:
                yield line

    def _use(self, where, text, inside):
        name, _, rest = text.partition(" ")
        if name not in self.fragments:
            raise FormatError(f"{where}: there is no fragment {name}")
        if name in inside:
            raise FormatError(f"{where}: fragment {name} uses itself")
        self.used.append(name)
        arguments = rest.split(SEPARATOR) if rest else []
        yield from self.expand(self.fragments[name].fill(arguments, where), (*inside, name))


def unused(fragments, used):
    """A message for each fragment that is not among used, the names of those in use."""
    return [
        f"{fragment.where}: fragment {name} is never used"
        for name, fragment in fragments.items()
        if name not in used
    ]


@functools.cache
def shared():
    """The fragments that all transcripts share, by name."""
    fragments, others = split(SHARED)
    if strays := [line for line in others if not line.text.startswith("#")]:
        raise FormatError(f"{strays[0].where}: belongs to no fragment")
    return fragments


def read(path):
    """Returns the lines of the transcript at path, and the names of the fragments in it."""
    own, lines = split(path)
    for name, fragment in own.items():
        if name in shared():
            raise FormatError(f"{fragment.where}: {name} is a shared fragment already")
    expansion = Expansion({**shared(), **own})
    lines = list(expansion.expand(lines))
    for message in unused(own, expansion.used):
        raise FormatError(message)
    return lines, expansion.used
