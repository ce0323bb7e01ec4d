"""How a work is run against a subject."""

import shlex
import subprocess
import time
from dataclasses import replace

from subjects import BENCH, DOMAIN, PASSWORD, RECIPIENTS
from works import SMTP_SERVICES, TLS_SERVICES

# For sessions to have begun, and for processes that have just started to come to rest.
REST_SECONDS = 0.3
UNSETTLED = "it was still busy a minute later"


def read_figures(line):
    figures = dict(word.split("=", 1) for word in shlex.split(line))
    error = figures.pop("error")
    numbers = {key: float(value) for key, value in figures.items() if key != "protocol"}
    for name in ("p50", "p95", "p99", "max"):
        if f"{name}_us" in numbers:
            numbers[f"{name}_ms"] = numbers.pop(f"{name}_us") / 1000
    return {**numbers, "error": error}


class Runner:
    """Runs the load program against a subject."""

    def __init__(self, folder):
        self.recipients = folder / "recipients"
        self.recipients.write_text("".join(f"{name}@{DOMAIN}\n" for name in RECIPIENTS))
        self.folder = folder

    def targets(self, work):
        if work.protocol == "smtp":
            return f"recipients={self.recipients}"
        path = self.folder / f"accounts-{work.key}"
        path.write_text("".join(f"{name} {PASSWORD}\n" for name in work.accounts))
        return f"accounts={path}"

    def command(self, work, subject, **limits):
        options = {**limits, **work.options}
        return self.load_command(subject, work.service, self.targets(work), options)

    @staticmethod
    def load_command(subject, service, targets, options):
        protocol = "smtp" if service in SMTP_SERVICES else "pop3"
        options = {"tls": TLS_SERVICES.get(service, "none"), **options}
        words = [f"{key}={value}" for key, value in options.items()]
        port = f"port={subject.ports[service]}"
        return [*subject.front, BENCH / "load", protocol, port, targets, *words]

    def run_load(self, command):
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
        )
        if run.returncode > 1:
            raise RuntimeError(f"{command}: {run.stderr}")
        return read_figures(run.stdout)

    def load(self, work, subject, **limits):
        return self.run_load(self.command(work, subject, **limits))

    def prepare(self, work, subject):
        """Makes the state in which every round begins."""
        subject.reset()
        if work.accounts:
            subject.fill_all(work.accounts, *work.maildrop)
        if work.used:
            subject.use_up(work.options["total"], work.options["size"])
        subject.keep()

    def restore(self, work, subject):
        """Back to that state, with nothing left to be written to the disk, and a server that is
        awake and has seen the maildrops."""
        if work.deletes and not subject.copies:
            self.prepare(work, subject)
        else:
            subject.restore()
        subprocess.run(["sync", "-f", self.folder], check=True)
        self.look(work, subject)
        subject.settle()

    def look(self, work, subject):
        if work.accounts:
            options = {"mode": "list", "concurrency": 1, "total": len(work.accounts)}
        else:
            options = {"hold": 1, "concurrency": 1}
        figures = self.load(replace(work, options=options), subject)
        if figures["errors"]:
            raise RuntimeError(figures["error"])

    def measure(self, work, subject, seconds):
        if work.beside:
            return self.measure_beside(work, subject, seconds)
        if work.other:
            return self.measure_other(work, subject, seconds)
        return self.load(work, subject, seconds=seconds)

    def measure_other(self, work, subject, seconds):
        """First the other load, from the same state."""
        other = replace(work, options={**work.options, **work.other})
        other = self.load(other, subject, seconds=seconds)
        subject.settle()
        self.restore(work, subject)
        figures = self.load(work, subject, seconds=seconds)
        if other["sessions"]:
            figures["times_other"] = (
                figures["sessions_per_second"] / other["sessions_per_second"]
            )
        if other["errors"] and not figures["errors"]:
            figures.update(errors=other["errors"], error=other["error"])
        return figures

    def measure_beside(self, work, subject, seconds):
        """Alone, and then beside the other load, which is there from before to after that."""
        alone = self.load(work, subject, seconds=seconds)
        subject.settle()
        other = replace(work, options=work.beside)
        command = self.command(other, subject, seconds=seconds + 1)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as load:
            time.sleep(REST_SECONDS)
            figures = self.load(work, subject, seconds=seconds)
            others = read_figures(load.communicate(timeout=300)[0].decode())
        figures["alone_ms"] = alone["p99_ms"]
        if figures["p99_ms"] and alone["p99_ms"]:
            figures["times_alone"] = figures["p99_ms"] / alone["p99_ms"]
        for more in (alone, others):
            if more["errors"] and not figures["errors"]:
                figures.update(errors=more["errors"], error=more["error"])
        return figures

    def run(self, work, subject, seconds):
        self.restore(work, subject)
        before = subject.processor_times()
        figures = self.measure(work, subject, seconds)
        # What was put off until after the reply belongs to the message as well.
        if not subject.settle() and not figures["errors"]:
            figures.update(errors=1, error=UNSETTLED)
        after = subject.processor_times()
        done = figures["messages" if work.protocol == "smtp" and not work.tls else "sessions"]
        if done and not work.other:
            figures.update({it: (after[it] - before[it]) / done * 1000 for it in after})
        return figures

    def hold(self, work, subject):
        """The memory of held sessions: how much more all processes have than before."""
        self.prepare(work, subject)
        subject.restore()
        before = subject.pss()
        load = subprocess.Popen(
            self.command(work, subject), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            figures = read_figures(load.stdout.readline())
            time.sleep(REST_SECONDS)
            figures["pss_kb"] = (subject.pss() - before) / max(figures["held"], 1)
        finally:
            load.communicate(timeout=60)
        subject.settle()
        return figures
