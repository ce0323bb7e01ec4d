"""The first steps of the README, as they stand there. The first session is in tests/clients."""

import os
import re
import shutil
import subprocess

import pytest

from operators import TOP
from served import Place, Served

README = (TOP / "README.md").read_text(encoding="utf-8")
FIRST = README.partition("\n## Get it, and run it\n")[2].partition("\n## ")[0]
STEPS = re.findall(r"^       (\S.*)$", FIRST, re.MULTILINE)
PRINTED = FIRST.partition("\nIt prints ")[2].partition("\nIf a port")[0]
SHOWN = re.findall(r"^    (.+)$", PRINTED, re.MULTILINE)

# What the steps would change on the machine is only tried. To build takes too long for a test: make
# says what it would run.
STUBS = """
apt-get() {
	case $1 in
	update) command apt-get --print-uris "$@" ;;
	*) command apt-get --simulate "$@" ;;
	esac >/dev/null
}
make() { command make -n "$@" >"$HOME/made"; }
"""


def test_the_steps(tmp_path):
    """From nothing, in a shell that stops at the first error."""
    if not all(shutil.which(name) for name in ("apt-get", "git", "bash")):
        pytest.skip("apt-get, git and bash are not all installed")
    if subprocess.run(["git", "rev-parse"], cwd=TOP, capture_output=True).returncode != 0:
        pytest.skip("the sources are not a git repository")
    assert STEPS[0] == "apt-get update" and STEPS[-1] == "make serve" and len(STEPS) == 4
    commands = "\n".join(STEPS).replace("git clone URL ", f"git clone -q file://{TOP} ")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    (tmp_path / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
    done = subprocess.run(
        ["bash", "-euc", STUBS + commands],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done
    made = (tmp_path / "made").read_text()
    assert "sh conf/install-packages gcc libc6-dev libsqlite3-dev libcrypt-dev" in made
    assert "smtpd/main.c" in made and "exec sh conf/serve" in made
    assert "tlsd" not in made


def test_what_serve_prints():
    place = Place()
    one = Served(place.path / "var").wait()
    assert one.interrupt() == 0
    expected = [
        line.replace("/home/you/pillarbox/var", str(one.data))
        .replace("directory var", f"directory {one.data}")
        .replace("2525", str(one.smtp_port))
        .replace("1110", str(one.pop3_port))
        for line in SHOWN
    ]
    assert expected[0] == "..." and "LINK" in expected[1] and len(expected) == 8
    shown = iter(one.shown.splitlines())
    for line in expected[2:]:
        assert line in shown, (line, one.shown)
    place.remove()


# In a network of its own: it listens on all addresses.
NETWORK = 'ip link set lo up && exec "$@"'
ASK = 'exec 3<>/dev/tcp/127.0.0.1/$0 && echo QUIT >&3 && cat <&3'


def test_everything_elsewhere():
    (command,) = re.findall(r"^    make serve (.*)$", FIRST, re.MULTILINE)
    variables = dict(word.split("=") for word in command.split())
    assert variables.pop("DATA") == "/srv/mail" and variables["LISTEN"] == "0.0.0.0"
    front = ("unshare", "--net", "sh", "-c", NETWORK, "sh")
    if subprocess.run([*front, "true"], capture_output=True).returncode != 0:
        pytest.skip("no network of our own can be made here")
    place = Place()
    one = Served(place.path / "srv" / "mail", front=front, **variables).wait()
    told = [
        subprocess.run(
            ["nsenter", "--net", f"--target={one.pid}", "bash", "-c", ASK, variables[port]],
            capture_output=True,
            timeout=60,
        ).stdout
        for port in ("SMTP_PORT", "POP3_PORT")
    ]
    assert told[0].startswith(b"220 ") and told[1].startswith(b"+OK "), (told, one.shown)
    assert one.interrupt() == 0
    place.remove()
