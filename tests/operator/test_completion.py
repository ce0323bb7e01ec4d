"""What bash offers when somebody presses tab."""

import re
import subprocess

import pytest

from operators import TOP

COMPLETION = TOP / "conf" / "mailctl.bash-completion"
SERVICES = TOP / "conf" / "mailctl.d" / "setup-services.sh"

# Sets the variables as bash does for words, and prints what the function offers.
ASK = """
set -u
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_mailctl
printf '%s\\n' "${COMPREPLY[@]-}"
"""


def offered(operator, *words):
    """The last word is the one to be completed."""
    done = subprocess.run(
        ["bash", "-c", ASK, "bash", COMPLETION, operator.script, *words],
        capture_output=True,
        cwd=operator.folder,
        timeout=60,
    )
    assert done.returncode == 0 and done.stderr == b"", done
    return done.stdout.decode().split()


def test_commands_are_those_of_mailctl(operator):
    """Commands and options, in the completion, the help and the manual page."""
    table = re.search(r"command_table='(.*?)'\n", operator.script.read_text(), re.DOTALL)[1]
    manual = (TOP / "man" / "mailctl.8").read_text()
    commands = set()
    for line in table.splitlines():
        command, options, *_ = line.split("|")
        words = command.split()
        commands.add(words[0])
        flags = {f"--{option.rstrip('=')}" for option in options.split()}
        assert set(offered(operator, *words, "-")) == flags, command
        for flag in flags - {"--csv", "--json"}:
            synopsis = re.search(rf"^\.It Ic {command}\b.*", manual, re.MULTILINE)[0]
            assert f"Fl -{flag.removeprefix('--')}" in synopsis, synopsis
        assert re.search(rf"^\.It Ic {command}\b", manual, re.MULTILINE), command
    supers = re.search(r"super_table='(.*?)'\n", SERVICES.read_text(), re.DOTALL)[1]
    names = [line.partition("|")[0] for line in supers.splitlines()]
    assert offered(operator, "setup", "--super", "") == names
    assert set(offered(operator, "")) == commands | {"-c", "-d", "-o"}
    assert set(offered(operator, "alias", "")) == {"add", "remove", "list"}
    assert set(re.findall(r"^\.It Ic (\S+)", manual, re.MULTILINE)) == commands


def test_names(alice):
    """From the database that this command line names. A name that bash would carry out is none."""
    alice.ok("alias", "add", "sales", "alice")
    alice.ok("alias", "add", "$(touch${IFS}pwned)", "alice")
    named = ("-c", "pillarbox.conf")
    assert offered(alice, *named, "show", "") == ["alice", "bob", "postmaster"]
    assert offered(alice, *named, "passwd", "al") == ["alice"]
    assert offered(alice, *named, "send", "--subject", "x", "s") == ["sales"]
    assert offered(alice, *named, "alias", "remove", "") == ["sales"]
    assert offered(alice, "-o", "database", "=", "mail.db", "explain", "s") == ["sales"]
    assert offered(alice, "-d", "no-such.db", "show", "") == []
    assert not (alice.folder / "pwned").exists()


def test_names_with_a_domain(alice):
    """bash splits them at the @, and takes what follows it; another shell may leave them whole."""
    alice.ok("add", "--locked", "ann@example.com")
    assert b"Several accounts are called ann" in alice.run("add", "--locked", "ann@example.org").stderr
    alice.ok("alias", "add", "info@example.org", "alice")
    named = ("-c", "pillarbox.conf")
    both = ["ann@example.com", "ann@example.org"]
    assert offered(alice, *named, "show", "an") == both
    assert offered(alice, *named, "show", "ann@ex") == both
    assert offered(alice, *named, "show", "ann", "@", "ex") == ["example.com", "example.org"]
    assert offered(alice, *named, "show", "ann", "@") == ["example.com", "example.org"]
    assert offered(alice, *named, "show", "ann", "@", "") == ["example.com", "example.org"]
    assert offered(alice, *named, "quota", "ann", "@", "example.org", "no") == ["none"]
    assert offered(alice, *named, "alias", "remove", "info", "@", "example.org", "ann", "@", "e") == [
        "example.com",
        "example.org",
    ]
    assert offered(alice, *named, "show", "x", "@", "") == []


@pytest.mark.parametrize(
    "words, expected",
    (
        (("quota", "alice", ""), ["none", "default"]),
        (("import", "alice", "pil"), ["pillarbox.conf"]),
        (("-c", "pil"), ["pillarbox.conf"]),
        (("setup", "--super", "x"), ["xinetd"]),
        (("setup", "--certificate", "pil"), ["pillarbox.conf"]),
        (("-o", ""), []),
        (("help", "ali"), ["alias"]),
        (("help", "alias", "re"), ["remove"]),
        (("help", "add", ""), []),
        (("ex",), ["explain", "export", "expire"]),
    ),
)
def test_words(operator, words, expected):
    assert offered(operator, *words) == expected


def test_bash_takes_it(operator):
    """As a shell of somebody's has it: complete knows the command."""
    done = subprocess.run(
        ["bash", "--norc", "-c", f". {COMPLETION}; complete -p mailctl"], capture_output=True
    )
    assert done.stdout == b"complete -F _mailctl mailctl\n"
