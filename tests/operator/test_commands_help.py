"""mailctl help COMMAND, followed word for word by somebody who has just installed it."""

import os
import re
import shutil
import signal
import subprocess

import pytest

from operators import TOP, WAIT_SECONDS, Operator, password_of

HELP = (TOP / "conf" / "mailctl.d" / "help.sh").read_text()
EXAMPLES = re.findall(r"^([a-z ]+)\|(.*\bmailctl .*?)'?$", HELP, re.MULTILINE)
COMMANDS = re.findall(
    r"^(?:command_table=')?([a-z ]+)\|", (TOP / "conf" / "mailctl").read_text().split("command_table=")[1], re.MULTILINE
)
ENDLESS = ("log --follow",)


@pytest.fixture(scope="module", name="prepared")
def prepare(script, made, tmp_path_factory):
    """What the examples speak of: accounts, messages, an alias, and files."""
    operator = Operator(script, tmp_path_factory.mktemp("prepared"))
    shutil.copy(made.database, operator.database)
    for _ in range(3):
        operator.deliver(b"Subject: invoice\r\nList-Id: <announce.example>\r\n\r\n" + b"x" * 2000, "alice", "bob")
    operator.ok("alias", "add", "sales", "alice", "bob")
    operator.ok("backup", "copy.db")
    (operator.folder / "old.mbox").write_text("From x@y.example Mon Nov 23 19:40:11 2026\nSubject: old\n\nx\n")
    (operator.folder / "message.eml").write_text("Subject: one\n\nx\n")
    return operator


@pytest.fixture(name="follower")
def follow(prepared, tmp_path):
    """A copy of it, with mailctl on the path."""
    shutil.copytree(prepared.folder, tmp_path / "home")
    home = tmp_path / "home"
    front = tmp_path / "bin"
    front.mkdir()
    (front / "mailctl").write_text(f'#!/bin/sh\nexec {prepared.script} -c {home}/pillarbox.conf "$@"\n')
    (front / "mailctl").chmod(0o755)

    def run(line):
        process = subprocess.Popen(
            ["sh", "-c", line],
            cwd=home,
            env={**os.environ, "PATH": f"{front}:{os.environ['PATH']}", "TMPDIR": str(home / "scratch")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        if line.endswith(ENDLESS):
            shown = process.stdout.readline()
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=WAIT_SECONDS)
            return 0 if shown else 1, ""
        errors = process.communicate(password_of("alice").encode() + b"\n", timeout=WAIT_SECONDS)[1]
        return process.returncode, errors.decode()

    return run


@pytest.mark.parametrize("command, line", EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_examples(follower, command, line):
    """Each does what it says, and complains of nothing."""
    if command == "setup":  # for which mailctl must be installed
        assert follower(line)[1].startswith("mailctl: These are the sources.")
    elif command == "migrate":  # for which there must be a server
        assert follower(line)[1].startswith("mailctl: ")
    else:
        assert follower(line) == (0, "")


def test_every_command_has_help(operator):
    """What help shows of a command: its usage, its options, and the examples that were tried above."""
    assert {command for command, _ in EXAMPLES} == set(COMMANDS)
    for command in COMMANDS:
        shown = operator.ok("help", *command.split())
        assert shown.startswith(f"usage: mailctl {command}"), shown
        examples = re.findall(r"^    (.*)$", shown.partition("\n  such as:\n")[2], re.MULTILINE)
        assert examples == [line for name, line in EXAMPLES if name == command], command


def test_help_uses_the_name_that_was_called(operator):
    called = operator.folder / "pmail"
    shutil.copy(operator.script, called)
    operator.script = called
    assert operator.ok("help").startswith("usage: pmail [-c FILE]")
    assert operator.ok("help", "add").startswith("usage: pmail add")
