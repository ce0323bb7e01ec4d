"""The table of settings in pillarbox.conf(5), against what smtpd -t prints."""

import re
import subprocess

from operators import TOP
from servers import SMTPD

PAGE = (TOP / "man" / "pillarbox.conf.5").read_text()
ROW = re.compile(r"^\.It Cm (\w+) Ta (.*) Ta ", re.MULTILINE)
HEAD = re.compile(r"^\.It Cm (\w+) P[oq] ", re.MULTILINE)


def in_force(*options):
    done = subprocess.run(
        [SMTPD, "-t", "-c", "/dev/null", *options], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done
    return dict(line.split(" = ", 1) for line in done.stdout.splitlines())


def test_every_setting_is_in_the_table_and_described():
    names = [name for name, _ in ROW.findall(PAGE)]
    assert sorted(names) == sorted(in_force())
    assert names == HEAD.findall(PAGE)


def test_the_defaults_are_those_of_the_programs():
    defaults = {name: words.split() for name, words in ROW.findall(PAGE)}
    options = []
    for name, words in defaults.items():
        if words == ["empty"]:
            options += ["-o", f"{name}="]
        elif words[0] in ("Li", "Cm"):
            options += ["-o", f"{name}={words[1]}"]
    # The defaults of hostname and domains depend on the machine.
    assert len(options) == 2 * (len(defaults) - 2)
    assert in_force(*options) == in_force()
