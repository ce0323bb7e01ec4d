"""The first steps of the README, as they stand there, and its first session."""

import os
import re
import shutil
import socket
import subprocess

import pytest

from operators import TOP
from picture import telnet
from served import Place, Served
from session import SMTP

README = (TOP / "README.md").read_text(encoding="utf-8")
FIRST = README.partition("\n## Get it, and run it\n")[2].partition("\n## ")[0]
STEPS = re.findall(r"^       (\S.*)$", FIRST, re.MULTILINE)

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


# --- the first session ----------------------------------------------------------------------------


def commands_of_the_first_session():
    """Pairs of a command and the lines that it prints."""
    found = []
    session = README.partition("\n## A first session\n")[2].partition("\n## ")[0]
    for line in re.findall(r"^    (.*)$", session, re.MULTILINE):
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found[-1][0].endswith("\\"):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        else:
            found[-1][1].append(line)
    return found


def told(lines):
    """Without what differs from one machine, and one message, to the next."""
    lines = [re.sub(r"^(\d+) \d+ (\S+@)", r"\1 OCTETS \2", line) for line in lines]
    return [re.sub(rf"\b{re.escape(socket.gethostname())}\b", "vm", line) for line in lines]


@pytest.mark.skipif(not all(map(shutil.which, ("sqlite3", "curl", "telnet"))), reason="no sqlite3, curl or telnet")
def test_the_commands_after_the_first_message():
    place = Place()
    served = Served(place.path / "var", make=()).wait()
    telnet(served, served.smtp_port, SMTP)
    places = {
        "127.0.0.1:2525": f"127.0.0.1:{served.smtp_port}",
        "127.0.0.1:1110": f"127.0.0.1:{served.pop3_port}",
        "var/pillarbox.db": f"{served.data}/pillarbox.db",
        "var/pillarbox.conf": f"{served.data}/pillarbox.conf",
        "pop3d/pop3d": f"{TOP}/pop3d/pop3d",
    }
    for command, expected in commands_of_the_first_session():
        for name, ours in places.items():
            command = command.replace(name, ours)
        done = subprocess.run(
            ["sh", "-euc", command], cwd=place.path, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, done
        if expected:
            assert told(done.stdout.splitlines()) == told(expected), command
    assert "Subject: lunch" in done.stdout
    assert served.interrupt() == 0
    place.remove()
