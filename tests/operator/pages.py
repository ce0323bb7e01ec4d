"""The pages in Markdown, and their links."""

import re

from operators import TOP

PAGES = [TOP / "README.md"]
for _part in ("common", "smtpd", "pop3d", "conf", "man", "tests"):
    PAGES += sorted((TOP / _part).rglob("*.md"))

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def dead_links(text, folder, below=lambda path: path):
    """The links of a page in folder that lead to no file. below() says where an absolute path is."""
    for link in LINK.findall(text):
        target = below(folder / link.partition("#")[0])
        if "://" not in link and not target.exists():
            yield link
