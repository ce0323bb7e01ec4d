"""The examples of a manual page, as somebody would type them off it."""

import re
from dataclasses import dataclass

from operators import TOP

ESCAPES = {r"\(dq": '"', r"\e": "\\", r"\&": "", r"\-": "-"}


@dataclass(frozen=True)
class Example:
    section: str
    number: int  # of the line where it begins
    text: str

    @property
    def language(self):
        if re.match(r"[$#] ", self.text):
            return "shell"
        if self.text.startswith("import "):
            return "Python"
        return "SQL"

    def __str__(self):
        return f"{self.section.replace(' ', '-')}:{self.number}"


def plain(line):
    for escape, octets in ESCAPES.items():
        line = line.replace(escape, octets)
    assert not re.search(r"\\[(&\[*]", line), line
    return line


def examples(page):
    """All literal displays of a page: .Bd to .Ed, and .Dl with a prompt."""
    found = []
    section = subsection = ""
    block = None
    for number, line in enumerate((TOP / "man" / page).read_text().splitlines(), 1):
        if line.startswith(".Sh "):
            section, subsection = line[4:], ""
        elif line.startswith(".Ss "):
            subsection = line[4:]
        elif line.startswith(".Bd -literal"):
            block = []
            began = number
        elif line == ".Ed":
            found.append(Example(subsection or section, began, "\n".join(block)))
            block = None
        elif block is not None:
            block.append(plain(line))
        elif line.startswith(".Dl $"):
            found.append(Example(subsection or section, number, plain(line[4:])))
    return found
