"""The picture of the first session in the README."""

import shutil

import pytest

from operators import TOP
from picture import draw, run


@pytest.mark.skipif(not shutil.which("telnet"), reason="telnet is not installed")
def test_it_shows_what_a_run_shows_today():
    committed = (TOP / "tests" / "newcomer" / "session.svg").read_text()
    assert draw(run()) == committed, "make picture renews it"
