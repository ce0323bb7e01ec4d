"""The pages in Markdown agree with the sources that they describe."""

import re

import pytest

from operators import TOP
from pages import LINK, PAGES, dead_links

TOUR = TOP / "common" / "README.md"
SOURCES = sorted(path for part in ("common", "smtpd", "pop3d") for path in (TOP / part).rglob("*.c"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_links_lead_to_files(page):
    assert list(dead_links(page.read_text(encoding="utf-8"), page.parent)) == []


def test_pages_are_linked_from_the_first_one():
    """A reader finds each of them, in some steps."""
    found, new = set(), {TOP / "README.md"}
    while new:
        found |= new
        linked = {
            (page.parent / link).resolve()
            for page in new
            for link in LINK.findall(page.read_text(encoding="utf-8"))
        }
        new = {path for path in linked if path.suffix == ".md"} - found
    assert found == set(PAGES)


def test_the_tour_names_every_file():
    names = set(re.findall(r"`(\w+)`", TOUR.read_text(encoding="utf-8")))
    assert [str(path.relative_to(TOP)) for path in SOURCES if path.stem not in names] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_files_that_are_named_exist(page):
    """Those with a folder in front of them; N, [ch] and the like stand for several."""
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:common|smtpd|pop3d|conf|man|tests)/[\w./\[\]-]*)`", text))
    patterns = {name: name.replace("schema-N", "schema-[0-9]").rstrip("/") for name in named}
    assert [name for name, pattern in patterns.items() if not list(TOP.glob(pattern))] == []
