"""Tests of the player itself, on made-up servers: it notices what it must notice."""

import re
import sys

import pytest

import cases
import fragments
import player
import reply_rows
import transcript
from counts import counts

# Greets, then tells the size of each piece that it reads.
PIECES = """
import os
os.write(1, b"220 hello\\r\\n")
while octets := os.read(0, 65536):
    os.write(1, b"%d\\r\\n" % len(octets))
"""


@pytest.fixture(name="play_with")
def make_play_with(tmp_path, monkeypatch):
    """Plays a transcript with a Python program in the place of smtpd; returns the failure."""

    def play_with(program, text, mode="whole"):
        server = tmp_path / "server"
        server.write_text(f"#!{sys.executable}\n{program}")
        server.chmod(0o700)
        path = tmp_path / "made-up.t"
        path.write_text(text)
        monkeypatch.setitem(player.PROGRAMS, "smtpd", str(server))
        return player.play(path, mode, "0").failure

    return play_with


GREETED = "run: smtpd\nS: 220 hello\n"


def test_right_dialogue_passes(play_with):
    assert play_with(PIECES, GREETED + "R: abc\nS: 3\n") is None


def test_pieces_stay_apart(play_with):
    assert play_with(PIECES, GREETED + "R: abcd\nS: 1\nS: 1\nS: 1\nS: 1\n", "bytes") is None
    assert play_with(PIECES, GREETED + "R: \\{600*x}\nS*: {any}\n", "random") is None


def test_other_line_fails(play_with):
    assert "expected '4'" in play_with(PIECES, GREETED + "R: abc\nS: 4\n")


def test_missing_line_fails(play_with):
    assert "nothing came" in play_with(PIECES, GREETED + "S: 3\n")


def test_further_line_fails(play_with):
    assert "more than expected" in play_with(PIECES, GREETED + "R: abc\n")


def test_line_without_end_fails(play_with):
    program = "print('220 hello\\r\\n221', end='')"
    assert "without its end" in play_with(program, GREETED)


def test_bare_lf_is_no_line_end(play_with):
    assert "220 hello\\n" in play_with("print('220 hello')", GREETED)


def test_standard_error_must_be_empty_or_match(play_with):
    program = "import sys; sys.stderr.write('oops 1\\n'); sys.stdout.write('220 hello\\r\\n')"
    assert "standard error: expected 0 lines, found 1" in play_with(program, GREETED)
    assert play_with(program, GREETED + "stderr: oops {d}\n") is None
    assert "expected 'oops 2'" in play_with(program, GREETED + "stderr: oops 2\n")


def test_exit_status_must_match(play_with):
    program = "import sys; sys.stdout.write('220 hello\\r\\n'); sys.exit(3)"
    assert "exit status 3, expected 0" in play_with(program, GREETED)
    assert play_with(program, GREETED + "exit: 3\n") is None


def test_writes_are_counted(play_with):
    assert play_with(PIECES, GREETED + "R: abc\nS: 3\nwrites: 2\n") is None
    assert "2 writes, expected 1" in play_with(PIECES, GREETED + "R: abc\nS: 3\nwrites: 1\n")


def test_silence_is_noticed(play_with):
    text = "modes: step\n" + GREETED + "R: abc\nwait: 0.2\nS: 3\nclose\n"
    assert "not the silence" in play_with(PIECES, text, "step")


def test_rows_are_compared(play_with):
    table = "sql: CREATE TABLE t (a, b); INSERT INTO t VALUES (1, NULL), (2, 'x')\n"
    text = table + "rows: SELECT * FROM t\n"
    assert play_with(PIECES, text + "| 1 | NULL\n| {d} | x\n") is None
    assert "found '2 | x'" in play_with(PIECES, text + "| 1 | NULL\n| 2 | y\n")
    assert "expected 1 lines" in play_with(PIECES, text + "| 1 | NULL\n")


def test_files_are_compared(play_with):
    text = "file: f\n| one\n| two\nlines: f\n"
    assert play_with(PIECES, text + "| one\n| {id}\n") is None
    assert "found 'two'" in play_with(PIECES, text + "| one\n| 2\n")
    assert "expected 1 lines" in play_with(PIECES, text + "| one\n")
    assert play_with(PIECES, "lines: missing\n") is None


def test_programs_can_be_executed(play_with):
    server = "import subprocess; subprocess.run('./p'); print('220 hello', end='\\r\\n')"
    text = "program: p\n| #!/bin/sh\n| echo made >f\n" + GREETED + "lines: f\n| made\n"
    assert play_with(server, text) is None


def test_the_command_line_stands_in_arguments(play_with):
    server = "import sys; print(*sys.argv[-2:], end='\\r\\n')"
    text = "run: smtpd {dir} '{again} --tls'\nS: /{any} /{any}server -d /{any}mail.db {any} --tls\n"
    assert play_with(server, text) is None


UCSPI = """
import os
os.write(1, b"220 hello\\r\\n")
os.read(0, 65536)
os.write(1, b"220 go\\r\\n")
os.write(int(os.environ["SSLCTLFD"]), b"%s")
octets = os.read(int(os.environ["SSLREADFD"]), 65536)
os.write(int(os.environ["SSLWRITEFD"]), b"220 " + octets)
"""


def test_a_super_server_speaks_ucspi_tls(play_with):
    text = "modes: step\nthrough: ucspi-tls\non: inet\n" + GREETED
    text += "C: STARTTLS\nS: 220 go\nC: TLS\nS: 220 TLS\n"
    assert play_with(UCSPI % "y", text, "step") is None
    assert play_with(UCSPI % "n", text, "step") is not None


def test_refusals_are_compared(play_with):
    table = "sql: CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)\n"
    refused = table + "refused: INSERT INTO t VALUES (1)\n"
    assert play_with(PIECES, refused + "| UNIQUE{*}\n") is None
    assert "expected 'other'" in play_with(PIECES, refused + "| other\n")
    assert "has accepted it" in play_with(PIECES, table + "refused: INSERT INTO t VALUES (2)\n")


def test_earlier_schemas_can_be_made(play_with):
    assert play_with(PIECES, "schema: 1\nrows: PRAGMA user_version\n| 1\n") is None


@pytest.mark.parametrize(
    ("pattern", "line", "matches"),
    [
        ("250 {d} octets", b"250 12 octets", True),
        ("250 {d} octets", b"250 x octets", False),
        ("250 {!AUTH}{*}", b"250 SIZE", True),
        ("250 {!AUTH}{*}", b"250 AUTH PLAIN", False),
        ("{{{3*ab}}}{x00}{s}", b"{ababab}\0 ", True),
        ("{date}", b"Mon, 1 Jan 2024 00:00:00 +0000", True),
        ("{date}", b"Mon, 1 Jan 2024 00:00:00 GMT", False),
        ("{ctime}", b"Mon Jan  1 00:00:00 2024", True),
        ("{=uid} {!=uid}{id}", b"u1 u12", True),
        ("{=uid} {!=uid}{id}", b"u1 u1", False),
        ("a.c", b"abc", False),
    ],
)
def test_patterns(pattern, line, matches):
    matched = transcript.Pattern(pattern).match(line, {"uid": b"u1"})
    assert (matched is not None) == matches


def test_masks_hide_only_what_may_vary():
    masked = transcript.Pattern("{*} {any} {id}").match(b"same other id7", {})
    assert masked == b"same {any} {id}"


def test_escapes():
    assert transcript.unescape(r"a\r\n\0\x7f\\\{2*x\r}b") == b"a\r\n\0\x7f\\x\rx\rb"


STEPS = "modes: step\n" + GREETED
SENT = "fragment: sent $octets | $size=3\nR: $octets\nS: $size\n\n"


def test_fragments_stand_where_they_are_used(play_with):
    text = SENT + STEPS + "use: sent abc\nuse: sent abcd | 4; sent abc\nclose\n"
    assert play_with(PIECES, text, "step") is None
    failure = play_with(PIECES, SENT + STEPS + "use: sent abcd\nclose\n", "step")
    assert re.search(r"made-up\.t:8 \(.*/made-up\.t:3\): expected '3', received '4'", failure)


def test_fragments_use_fragments(play_with):
    twice = "fragment: twice $octets\nuse: sent $octets; sent $octets\n\n"
    text = SENT + twice + STEPS + "use: twice abc\nclose\n"
    assert play_with(PIECES, text, "step") is None


def test_a_reply_stands_beside_its_command(play_with):
    text = STEPS + "C: abc  S: 5\nL: abc  S: 4\nR: \\n  S: 1\nclose\n"
    assert play_with(PIECES, text, "step") is None
    assert "expected '6'" in play_with(PIECES, text.replace("5", "6"), "step")


def test_each_command_gets_the_reply(play_with):
    text = STEPS + "each: 3\n| a\n| b\nclose\n"
    assert play_with(PIECES, text, "step") is None
    assert "expected '3'" in play_with(PIECES, text.replace("| b", "| bb"), "step")


def test_a_row_stands_beside_its_query(play_with):
    assert play_with(PIECES, "rows: SELECT 1, 2  | 1 | 2\n") is None
    assert "found '1'" in play_with(PIECES, "rows: SELECT 1  | 2\n")


def test_a_transcript_is_played_again_with_lf(play_with, tmp_path):
    (tmp_path / "first.t").write_text(GREETED + "C: abc\nS: 4\n")
    assert play_with(PIECES, "again: first\n") is None
    (tmp_path / "first.t").write_text(GREETED + "C: abc\nS: 5\n")
    assert "first.t:4: expected '5'" in play_with(PIECES, "again: first\n")


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("\nuse: missing\n", 2, "there is no fragment missing"),
        ("fragment: a\nS: 1\n\nrun: smtpd\n", 1, "fragment a is never used"),
        ("fragment: a\nuse: a\n\nuse: a\n", 2, "fragment a uses itself"),
        ("fragment: a\nuse: b\n\nfragment: b\nuse: a\n\nuse: a\n", 5, "fragment a uses itself"),
        ("fragment: a $x\nS: $x\n\nuse: a\n", 4, "arguments of a: $x"),
        ("fragment: a\nS: 1\n\nuse: a 1\n", 4, "arguments of a: none"),
        ("fragment: a x\nS: 1\n\nuse: a\n", 1, "x is not a parameter"),
        ("fragment: a\n\nfragment: a\n\nuse: a\n", 3, "a is defined twice"),
        ("fragment: quit\n\nuse: quit\n", 1, "quit is a shared fragment already"),
        ("run: smtpd\nagain: mistake\n", 2, "played again"),
    ],
)
def test_mistakes_with_fragments_are_told(tmp_path, text, where, what):
    path = tmp_path / "mistake.t"
    path.write_text(text)
    with pytest.raises(fragments.FormatError, match=rf"mistake\.t:{where}\b.*{re.escape(what)}"):
        transcript.load(path)


def test_shared_fragments_belong_to_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "fragments.t"
    monkeypatch.setattr(fragments, "SHARED", path)
    path.write_text("# A comment\n\nfragment: a\nS: 1\n\nS: 2\n")
    with pytest.raises(fragments.FormatError, match=r"fragments\.t:6: belongs to no fragment"):
        fragments.shared.__wrapped__()
    path.write_text("# A comment\n\nfragment: a\nS: 1\n")
    (message,) = fragments.unused(fragments.shared.__wrapped__(), [])
    assert message.endswith("fragments.t:3: fragment a is never used")


@pytest.mark.parametrize(
    "text",
    ["S: 220\n", "run: smtpd\nwait: 1\n", "hold: writer\n", "run: smtpd\nS: {what}\n", "hello\n"],
)
def test_mistakes_in_a_transcript_are_told(tmp_path, text):
    path = tmp_path / "mistake.t"
    path.write_text(text)
    with pytest.raises(transcript.FormatError):
        transcript.load(path)


def test_cases_are_known_by_their_names():
    assert cases.case_of("smtp/S02-end-of-data") == "S2"
    assert cases.case_of("auth/P10-password-with-spaces") == "P10"
    assert cases.case_of("dialect/names") is None


def test_table_of_cases():
    outcomes = {name: ["passed", "passed"] for name in cases.MODES}
    outcomes["smtp/S01-bare-lf"] = ["passed", "failed"]
    lines = list(cases.table(outcomes))
    assert [line.split()[0] for line in lines] == cases.IDS
    assert lines[0].split(maxsplit=1)[1].split() == ["S01-bare-lf", "FAILED", "(1", "of", "2)"]
    assert lines[2].endswith("  passed (2)")
    assert cases.result([]) == "MISSING"


def test_counts(tmp_path):
    path = tmp_path / "made-up.t"
    path.write_text("account: a\nmodes: step\nrun: smtpd\nS: 220\nC: QUIT\nS: 221\nstderr: x\n")
    found = dict(counts([transcript.load(path)], [path]))
    assert (found["plays"], found["sessions"], found["set-up and checks"]) == (1, 1, 1)
    assert (found["client lines"], found["reply lines compared"]) == (1, 2)
    assert (found["log lines compared"], found["lines of files"]) == (1, 7)


def unprovoked(daemon, *lines):
    """The names of the rows that a session with these (command, line) pairs leaves unprovoked."""
    record = player.Record(daemon, list(lines))
    missing = reply_rows.unprovoked(daemon, reply_rows.rows(daemon), [record])
    return {text.split(":")[0] for text in missing}


def test_a_row_without_words_needs_its_command():
    assert "REPLY_STAT" in unprovoked("pop3d", (b"LIST 1\r\n", b"+OK 1 20"))
    assert "REPLY_STAT" in unprovoked("pop3d", (None, b"+OK 1 20"))
    assert "REPLY_STAT" not in unprovoked("pop3d", (b"STAT\r\n", b"+OK 1 20"))
    assert "REPLY_HELO" in unprovoked("smtpd", (b"EHLO a.b\r\n", b"250 mail.example"))
    assert "REPLY_EHLO" in unprovoked("smtpd", (b"HELO a.b\r\n", b"250 mail.example"))


def unprovoked_keywords(daemon, command, *lines):
    record = player.Record(daemon, [(command, line) for line in lines])
    return reply_rows.unprovoked_keywords(daemon, reply_rows.rows(daemon), [record])


def test_a_keyword_counts_in_the_reply_that_lists_it():
    ehlo = (b"250-mail.example", b"250-SIZE 1000", b"250-AUTH PLAIN", b"250 HELP")
    capa = (b"+OK Capability list follows", b"TOP", b"SASL PLAIN", b".")
    assert not {"SIZE", "AUTH", "HELP"}.intersection(
        unprovoked_keywords("smtpd", b"EHLO a.b\r\n", *ehlo)
    )
    assert "STARTTLS" in unprovoked_keywords("smtpd", b"EHLO a.b\r\n", *ehlo)
    assert "SIZE" in unprovoked_keywords("smtpd", b"NOOP\r\n", *ehlo)
    assert not {"TOP", "SASL"}.intersection(unprovoked_keywords("pop3d", b"CAPA\r\n", *capa))
    assert "STLS" in unprovoked_keywords("pop3d", b"CAPA\r\n", *capa)


def test_the_row_with_the_most_words_counts():
    line = b"+OK Signed in, 1 message, 20 octets"
    assert "REPLY_SIGNED_IN" not in unprovoked("pop3d", (b"PASS x\r\n", line))
    assert "REPLY_RETR" in unprovoked("pop3d", (b"PASS x\r\n", line))


def test_a_message_is_no_reply():
    lines = [(b"RETR 1\r\n", line) for line in (b"+OK 26 octets", b"+OK Still here", b".")]
    assert "REPLY_OK" in unprovoked("pop3d", *lines)
