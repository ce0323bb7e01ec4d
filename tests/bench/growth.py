"""How the cost of a session grows with the maildrop, the database and the number of accounts."""

import statistics
from dataclasses import dataclass

from subjects import DOMAIN, PASSWORD, Pillarbox, message

GIB = 1 << 30
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
    """Titles and what they need; a database of 10 GiB takes its time, and room."""
    boxes = {"usual": Box(), "accounts": Box(accounts=10000), "1g": Box(filler=GIB)}
    table = [
        Case("10 accounts, 10 messages in the maildrop", "usual", "person0"),
        Case("a maildrop of 1 message", "usual", "one"),
        Case("a maildrop of 1,000 messages", "usual", "thousand"),
        Case("a maildrop of 50,000 messages", "usual", "many"),
        Case("10,000 accounts", "accounts", "person5000"),
        Case("a database of 1 GiB", "1g", "person0"),
    ]
    if full:
        boxes["10g"] = Box(filler=10 * GIB)
        table.append(Case("a database of 10 GiB", "10g", "person0"))
    return boxes, table


MAILDROPS = {"one": 1, "thousand": 1000, "many": 50000}


def make_box(folder, name, plan):
    box = Pillarbox(folder, name=f"growth-{name}")
    box.start()
    box.add_accounts([f"person{i}" for i in range(plan.accounts)] + ["filler"])
    box.fill_all([f"person{i}" for i in range(plan.accounts)], USUAL, SMALL_OCTETS)
    if name == "usual":
        box.add_accounts([a for a in MAILDROPS if a != "many"])
        for account, count in MAILDROPS.items():
            box.fill(account, count, SMALL_OCTETS)
    left = plan.filler // FILLER_OCTETS
    content = message(FILLER_OCTETS)
    while left > 0:
        count = min(left, BATCH_OCTETS // FILLER_OCTETS)
        database = box.change()
        (account,) = database.execute("SELECT id FROM account WHERE name = 'filler'").fetchone()
        box.add_messages(database, account, count, content)
        box.finish_change(database)
        left -= count
    return box


class Growth:
    """Runs all cases, round by round."""

    def __init__(self, folder, full):
        self.folder = folder
        self.boxes, self.cases = cases(full)
        self.figures = {case: {"delivery": [], "session": []} for case in self.cases}

    def measure(self, runner, case, box, seconds):
        recipient = self.folder / "growth-recipient"
        recipient.write_text(f"{case.account}@{DOMAIN} {PASSWORD}\n")
        account = self.folder / "growth-account"
        account.write_text(f"{case.account} {PASSWORD}\n")
        for kind, protocol, options, targets in (
            ("delivery", "smtp", {}, f"recipients={recipient}"),
            ("session", "pop3", {"mode": "open"}, f"accounts={account}"),
        ):
            port = box.smtp_port if protocol == "smtp" else box.pop3_port
            options = {**options, "concurrency": 1, "seconds": seconds}
            figures = runner.run_load(runner.load_command(protocol, port, [targets], options))
            assert not figures["errors"], f"{case.title}: {figures['error']}"
            self.figures[case][kind].append(figures["p50_ms"])
        box.settle()

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
