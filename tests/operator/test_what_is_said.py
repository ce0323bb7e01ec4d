"""What mailctl and the programs say of themselves: help for each command, and versions."""

import os
import re
import subprocess

import pytest

from operators import TOP
from servers import POP3D, SMTPD

PAGE = (TOP / "man" / "mailctl.8").read_text()


@pytest.fixture(scope="module")
def synopses():
    """The usage of each command on the manual page: command -> the rest of its line."""
    return dict(read_synopsis(line) for line in re.findall(r"^\.It Ic (.*)", PAGE, re.MULTILINE))


def read_synopsis(line):
    """`add Oo Fl -quota Ar octets Oc Ar name` is `add [--quota octets] name`."""
    command, _, rest = re.match(r"((?:alias )?\w+)( ?)(.*)", line).groups()
    rest = re.sub(r"\bOp (.*?)(?=$| O[op] )", r"[\1]", rest)
    rest = rest.replace("Oo ", "[").replace(" Oc", "]").replace("Fl -", "--")
    rest = re.sub(r"\b(Ar|Cm) ", "", rest)
    return command, rest.replace(" | ", "|")


def run(operator, *words):
    """Without settings and a database; help needs neither."""
    command = [str(operator.script), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def commands(operator):
    """All commands, from the list that help shows."""
    shown = run(operator, "help").stdout
    lines = re.findall(r"^  ((?:alias )?[a-z]+)(?: (?:[A-Z[|\]a-z.-]+ ?)*)? +[a-z]", shown, re.MULTILINE)
    assert len(lines) > 20
    return lines


@pytest.mark.field("O8")
def test_help_for_each_command_is_as_on_the_page(operator, synopses):
    assert set(commands(operator)) == set(synopses)
    for command, synopsis in synopses.items():
        done = run(operator, "help", *command.split())
        assert (done.returncode, done.stderr) == (0, ""), command
        usage, text, *options = done.stdout.partition("  such as:\n")[0].splitlines()
        shown = usage.replace("[--csv] ", "").replace("[--json]", "")
        assert shown.lower().split() == f"usage: mailctl {command} {synopsis}".lower().split()
        assert re.fullmatch(r"  [a-z].{9,}", text)
        flags = re.findall(r"\[(--[a-z-]+(?: [A-Z]+)?)\]", usage)
        assert [re.split("  +", line.strip())[0] for line in options] == flags
        assert run(operator, *command.split(), "--help").stdout == done.stdout


@pytest.mark.field("O8")
def test_help_comes_before_everything_else(operator):
    """Whatever is wrong with settings, arguments and database."""
    told = run(operator, "help", "add").stdout
    for words in (("-c", "no-such-file", "add", "--help"), ("add", "a", "b", "--quota=1", "--help")):
        assert run(operator, *words).stdout == told
    assert run(operator, "alias", "--help").stdout == run(operator, "help", "alias").stdout
    assert run(operator, "help", "alias").stdout.count("usage: ") == 3
    assert run(operator, "--help").stdout == run(operator, "help").stdout


@pytest.mark.parametrize(
    "words, said",
    (
        (("list", "extra"), 'list takes no arguments. "mailctl help list" shows how it is used.'),
        (("alias",), 'alias needs a second word. "mailctl help alias" shows how it is used.'),
        (("add",), 'the arguments of add are: NAME. "mailctl help add" shows how it is used.'),
        (("help", "frob"), 'there is no command "frob". "mailctl help" shows all commands.'),
        (("help", "a"), 'there is no command "a". "mailctl help" shows all commands.'),
        (("alias", "frob"), 'there is no command "alias frob". "mailctl help" shows all commands.'),
        (
            ("send", "--subject"),
            '--subject needs a value. "mailctl help send" shows how it is used.',
        ),
    ),
)
@pytest.mark.field("O8")
def test_usage(operator, words, said):
    done = run(operator, *words)
    assert (done.returncode, done.stdout, done.stderr) == (64, "", f"mailctl: {said}\n")


def test_words_that_look_like_help(alice):
    """The value of an option and a word after -- are no options."""
    alice.ok("send", "--subject", "--help", "alice", octets=b"text\n")
    assert b"Subject: --help\r\n" in alice.stored("alice")[0]
    assert "There is no account" in alice.fails("show", "--", "help")


def test_options_before_the_command_are_smtpd_s(alice):
    """Whatever is in their values."""
    odd = alice.folder / "it's $(touch pwned) \"x\" \\ y.conf"
    odd.write_text(alice.configuration.read_text())
    done = subprocess.run(
        [str(alice.script), "-c", str(odd), "-o", "database=mail.db", "list", "--csv"],
        capture_output=True,
        cwd=alice.folder,
        env={**os.environ, "TMPDIR": str(alice.scratch)},
        text=True,
        timeout=60,
    )
    assert done.stdout.count("\n") == 4 and not (alice.folder / "pwned").exists(), done


@pytest.mark.field("O8")
def test_version(operator, tmp_path):
    """From one place, the Makefile; the newest schema is that of the newest file of SQL."""
    version = re.search(r"^VERSION = (.*)", (TOP / "Makefile").read_text(), re.MULTILINE)[1]
    folder = TOP / "common" / "store" / "sqlite"
    schema = max(int(file.stem.removeprefix("schema-")) for file in folder.glob("schema-*.sql"))
    for program in (SMTPD, POP3D):
        called = tmp_path / "called so"
        called.symlink_to(program)
        done = subprocess.run([called, "--version"], capture_output=True, text=True, timeout=60)
        called.unlink()
        first, build, database = done.stdout.splitlines()
        assert first == f"called so {version} (pillarbox)"
        assert re.fullmatch(r"build: (static|mixed|dynamic), \w+, (no )?seccomp", build)
        assert re.fullmatch(rf"database: SQLite 3\.[\d.]+, schema {schema}", database)
    told = run(operator, "--version").stdout
    assert told == done.stdout.replace("called so", "mailctl")
    assert told == run(operator, "version").stdout
