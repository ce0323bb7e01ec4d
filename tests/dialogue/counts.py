"""How much the transcripts say: a table to compare one state of them with another."""

from transcript import Expect, Send, Session, commands


def counts(transcripts, paths):
    """Pairs of what is counted and how many there are; paths: the files that it all stands in."""
    sessions = [part for one in transcripts for part in one.parts if isinstance(part, Session)]
    steps = [step for session in sessions for step in session.steps]
    return [
        ("transcripts", len(transcripts)),
        ("plays", sum(len(one.modes) for one in transcripts)),
        ("sessions", len(sessions)),
        ("set-up and checks", sum(1 for one in transcripts for _ in commands(one))),
        ("client lines", sum(isinstance(step, Send) for step in steps)),
        ("reply lines compared", sum(isinstance(step, Expect) for step in steps)),
        ("log lines compared", sum(len(session.stderr) for session in sessions)),
        ("fragments", len({name for one in transcripts for name in one.used})),
        ("uses of fragments", sum(len(one.used) for one in transcripts)),
        ("lines of files", sum(path.read_text(encoding="utf-8").count("\n") for path in paths)),
    ]
