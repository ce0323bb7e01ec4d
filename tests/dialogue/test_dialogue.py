"""Plays every transcript in each of its modes.

    /usr/bin/python3 -m pytest -q tests/dialogue
    /usr/bin/python3 -m pytest -q tests/dialogue -k 'S02 and bytes'

transcript.py tells how transcripts are written, player.py how they are played. Several processes play
them at the same time, in the order of the tests; each test waits for its own play.
"""

import os
import random
import re
from concurrent.futures import ProcessPoolExecutor

import pytest

import cases
import fragments
import player
import reply_rows
import transcript
from engine import ENGINE

SEED = os.environ.get("DIALOGUE_SEED") or str(random.randrange(1 << 32))


def test_every_case_has_a_transcript():
    tested = {cases.case_of(name) for name in cases.MODES} - {None}
    missing = [case for case in cases.IDS if case not in tested]
    unknown = sorted(tested.difference(cases.IDS))
    assert (missing, unknown) == ([], [])


def test_every_shared_fragment_is_used():
    used = {name for one in cases.TRANSCRIPTS.values() for name in one.used}
    assert fragments.unused(fragments.shared(), used) == []


def test_only_the_folder_sqlite_is_about_sqlite():
    """The others can be played on any engine's database."""
    for name, one in cases.TRANSCRIPTS.items():
        for command in transcript.commands(one):
            special = command.name in transcript.SQLITE_ONLY or re.search(
                r"PRAGMA|sqlite_|mail\.db", "\n".join([command.argument, *command.lines])
            )
            assert not special or name.startswith("sqlite/"), (name, command)


def test_every_case_is_played_in_pieces():
    """In all modes, or by steps where time or another process matters."""
    for name, modes in cases.MODES.items():
        if cases.case_of(name):
            assert modes in (transcript.PLAY_MODES, ("step",)), name


@pytest.fixture(scope="session", name="plays")
def start_plays(request):
    """All plays of this run, as futures by name and mode."""
    wanted = [
        (item.callspec.params["name"], item.callspec.params["mode"])
        for item in request.session.items
        if getattr(item, "originalname", None) == "test_transcript"
    ]
    with ProcessPoolExecutor(3 * len(os.sched_getaffinity(0))) as pool:
        yield {
            (name, mode): pool.submit(player.play, cases.FOLDER / f"{name}.t", mode, SEED)
            for name, mode in wanted
        }
        pool.shutdown(cancel_futures=True)


# Transcripts whose SQL is SQLite's are no tests of another engine.
PLAYS = [play for play in cases.PLAYS if ENGINE.can_play(cases.FOLDER / f"{play[0]}.t")]


@pytest.mark.parametrize(("name", "mode"), PLAYS, ids=map("/".join, PLAYS))
def test_transcript(name, mode, plays):
    result = plays[name, mode].result()
    if result.failure:
        seed = f"\nDIALOGUE_SEED={SEED}" if mode == "random" else ""
        pytest.fail(f"{name}.t, {mode}: {result.failure}{seed}", pytrace=False)
    first = next(future for (other, _), future in plays.items() if other == name).result()
    if not first.failure:
        assert result.masked == first.masked, "the replies are not the same in every mode"


@pytest.fixture(scope="session", name="records")
def collect_records(plays):
    """All sessions of all plays; of a failed play, up to the failure."""
    if len(plays) < len(cases.PLAYS):
        pytest.skip("only some of the transcripts have been played")
    return [record for future in plays.values() for record in future.result().records]


@pytest.mark.parametrize("daemon", reply_rows.DAEMONS)
def test_replies_are_well_formed(daemon, records):
    table = reply_rows.rows(daemon)
    faults = set()
    for record in records:
        if record.daemon == daemon:
            faults.update(reply_rows.faults(record, table))
    if faults:
        pytest.fail("\n".join(sorted(faults)), pytrace=False)


@pytest.mark.parametrize("daemon", reply_rows.DAEMONS)
def test_every_reply_is_provoked(daemon, records):
    mine = [record for record in records if record.daemon == daemon]
    missing = reply_rows.unprovoked(daemon, reply_rows.rows(daemon), mine)
    if missing:
        rows = "\n".join(missing)
        pytest.fail(f"{daemon}/replies.c has rows that nothing provokes:\n{rows}", pytrace=False)


@pytest.mark.parametrize("daemon", reply_rows.DAEMONS)
def test_every_keyword_is_provoked(daemon, records):
    mine = [record for record in records if record.daemon == daemon]
    assert reply_rows.unprovoked_keywords(daemon, reply_rows.rows(daemon), mine) == []
