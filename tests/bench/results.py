"""What came of the works, round by round."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Results:
    """(work, subject) → a dictionary of figures for each round; what went wrong is there too."""

    rounds: dict = field(default_factory=dict)
    peers: tuple = ()  # names of those that compete for being the best
    # subject, or (work, subject) → why it was not measured
    missing: dict = field(default_factory=dict)

    def add(self, work, subject, figures):
        self.rounds.setdefault((work, subject), []).append(figures)

    def values(self, work, subject, metric):
        """Of the rounds that went well."""
        rounds = self.rounds.get((work, subject), [])
        return [r[metric] for r in rounds if not r.get("errors") and metric in r]

    def median(self, work, subject, metric):
        values = self.values(work, subject, metric)
        return statistics.median(values) if values else None

    def ratio(self, work, ours, theirs, metric):
        """The median of the ratios within a round, as noise hits all of a round alike."""
        pairs = zip(self.rounds.get((work, ours), []), self.rounds.get((work, theirs), []))
        ratios = [
            a[metric] / b[metric]
            for a, b in pairs
            if not a.get("errors") and not b.get("errors") and metric in a and b.get(metric)
        ]
        return statistics.median(ratios) if ratios else None

    def best_peer(self, work, metric, smaller=False):
        medians = {name: self.median(work, name, metric) for name in self.peers}
        there = [name for name, median in medians.items() if median is not None]
        return (min if smaller else max)(there, key=medians.get) if there else None

    def failed(self, work, subject):
        """What went wrong first, or None."""
        rounds = self.rounds.get((work, subject), [])
        return next((figures["error"] for figures in rounds if figures.get("errors")), None)

    def why_not(self, work, subject):
        """Why a subject has no figure for a work."""
        told = self.missing.get((work, subject)) or self.missing.get(subject)
        return told or self.failed(work, subject) or f"{subject} was left out"

    def failures(self):
        return {key: why for key in self.rounds if (why := self.failed(*key))}
