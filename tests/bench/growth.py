"""How the cost of a session grows with the maildrop, the database and the number of accounts."""

import statistics
from dataclasses import dataclass

from boxes import Listener
from subjects import DOMAIN, PASSWORD, message

GIB = 1 << 30
FULL_ROOM = 16 * GIB
# The maildrops of most people.
USUAL = 10
SMALL_OCTETS = 1024
# What a large database is made of.
FILLER_OCTETS = 65536
# So many octets in one transaction: the log must be copied at its end.
BATCH_OCTETS = 1 << 28


@dataclass(frozen=True)
class Case:
    title: str
    box: str  # the database
    account: str


@dataclass(frozen=True)
class Box:
    accounts: int = 10
    filler: int = 0  # octets


def cases(full):
    """The databases, and what is measured with which; 10 GiB take their time, and room."""
    boxes = {"usual": Box(), "accounts": Box(accounts=10000), "1g": Box(filler=GIB)}
    table = [
        Case("10 accounts, 10 messages in the maildrop", "usual", "person0"),
        Case("a maildrop of 1 message", "usual", "has1"),
        Case("a maildrop of 1,000 messages", "usual", "has1000"),
        Case("a maildrop of 50,000 messages", "usual", "has50000"),
        Case("10,000 accounts", "accounts", "person5000"),
        Case("a database of 1 GiB", "1g", "person0"),
    ]
    if full:
        boxes["10g"] = Box(filler=10 * GIB)
        table.append(Case("a database of 10 GiB", "10g", "person0"))
    return boxes, table


MAILDROPS = {"has1": 1, "has1000": 1000, "has50000": 50000}


def add_filler(box, octets):
    """Mail that nobody looks at."""
    content = message(FILLER_OCTETS)
    box.add_accounts(["filler"])
    while octets > 0:
        batch = min(octets, BATCH_OCTETS)
        database = box.change()
        (account,) = database.execute("SELECT id FROM account WHERE name = 'filler'").fetchone()
        box.add_messages(database, account, batch // FILLER_OCTETS, content)
        box.finish_change(database)
        octets -= batch


class GrownBox(Listener):
    """One that can go back to what it was like before it was measured."""

    def remember(self):
        database = self.change()
        (self.newest,) = database.execute("SELECT max(id) FROM message").fetchone()
        self.finish_change(database)

    def trim(self):
        database = self.change()
        database.execute("DELETE FROM delivery WHERE message > ?", (self.newest,))
        self.finish_change(database)


def make_box(folder, name, plan):
    box = GrownBox(folder, name=f"growth-{name}")
    box.start()
    people = [f"person{i}" for i in range(plan.accounts)]
    box.add_accounts(people)
    box.fill_all(people, USUAL, SMALL_OCTETS)
    if name == "usual":
        box.add_accounts(MAILDROPS)
        for account, count in MAILDROPS.items():
            box.fill(account, count, SMALL_OCTETS)
    add_filler(box, plan.filler)
    box.remember()
    return box


class Growth:
    """Runs all cases, round by round."""

    def __init__(self, folder, full):
        self.folder = folder
        self.boxes, self.cases = cases(full)
        self.figures = {case: {"delivery": [], "session": []} for case in self.cases}

    def measure(self, runner, case, box, seconds):
        recipient = self.folder / "growth-recipient"
        recipient.write_text(f"{case.account}@{DOMAIN}\n")
        account = self.folder / "growth-account"
        account.write_text(f"{case.account} {PASSWORD}\n")
        box.listen_again()
        # The session first: what is delivered then makes the maildrop longer.
        for kind, service, options, targets in (
            ("session", "pop3", {"mode": "open"}, f"accounts={account}"),
            ("delivery", "smtp", {}, f"recipients={recipient}"),
        ):
            options = {**options, "concurrency": 1, "seconds": seconds}
            figures = runner.run_load(runner.load_command(box, service, targets, options))
            assert not figures["errors"], f"{case.title}: {figures['error']}"
            self.figures[case][kind].append(figures["p50_ms"])
        box.settle()
        box.trim()

    def run(self, runner, rounds, seconds, say):
        made = {}
        try:
            for name, plan in self.boxes.items():
                say(f"growth: making the database {name}")
                made[name] = make_box(self.folder, name, plan)
            for number in range(rounds):
                say(f"growth: round {number + 1} of {rounds}")
                turn = number % len(self.cases)
                for case in self.cases[turn:] + self.cases[:turn]:
                    self.measure(runner, case, made[case.box], seconds)
        finally:
            for box in made.values():
                box.stop()

    def rows(self):
        """title, then for deliveries and sessions: milliseconds, and how often the first row's."""
        first = self.figures[self.cases[0]]
        for case in self.cases:
            row = [case.title]
            for kind, values in self.figures[case].items():
                ratios = [a / b for a, b in zip(values, first[kind])]
                row += [statistics.median(values), statistics.median(ratios)]
            yield row
