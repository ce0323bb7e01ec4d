"""The table and the charts of made-up results."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

import bench
import boxes
import charts
import report
import subjects
import works
from results import Results

ARGUMENTS = SimpleNamespace(rounds=2, seconds=1)
CHARTS = ("smtp", "smtp-latency", "smtp-large", "pop3", "tls", "memory")
SMTP = {"floor": 40, "twice": 40, "postfix": 10, "postfix-hold": 12, "opensmtpd": 5, "exim": 0.1}
POP3 = {"floor": 40, "dovecot": 5, "popa3d": 10, "solid-pop3d": 2}
OURS = {"pillarbox": 20, "exec": 10, "systemd": 18, "slow": 80, "slow-inside": 10}
OURS.update({"postgresql": 5, "pgbouncer": 18, "two-hosts": 19, "standby": 12})


def made_up(ours=1):
    """Everything was measured, twice; ours: how many times as good as usual we are."""
    found = Results(peers=("postfix", "opensmtpd", "exim", "dovecot", "popa3d", "solid-pop3d"))
    for work in works.WORKS:
        for name, value in {**OURS, **(SMTP if work.protocol == "smtp" else POP3)}.items():
            rate = value * (ours if name in OURS else 1)
            time = 1000 / rate
            figures = {
                **dict.fromkeys(works.UNITS, time),
                **dict.fromkeys(works.UNITS.keys() - works.SMALLER_IS_BETTER, rate),
                "errors": 0,
            }
            for noise in (0.9, 1.1):
                found.add(work.key, name, {it: number * noise for it, number in figures.items()})
    return found


def judged(found):
    """work and target → what was measured, and whether that is enough."""
    rows = {}
    for title, target, measured, met in report.judged(found, works.WORKS):
        work = title or work
        rows[work, target] = measured, met
    return rows


WORK = {work.key: work for work in works.WORKS}


def titled(key):
    return WORK[key].title


def test_every_work_that_a_target_needs_is_there():
    found = made_up()
    rows = judged(found)
    assert len(rows) == sum(len(work.targets) for work in works.WORKS)
    assert not [row for row in rows.values() if row[0].startswith("not measured")]


def test_targets_are_judged():
    rows = judged(made_up())
    assert rows[titled("smtp-1"), "1.2 times Postfix"] == ("2.00", "yes")
    assert rows[titled("smtp-10"), "0.62 of the floor"] == ("0.50", "**no**")
    assert rows[titled("smtp-50"), "0.4 of Postfix's p99"] == ("0.50", "**no**")
    assert rows[titled("smtp-8"), "systemd: 0.85 of the listener alone"] == ("0.90", "yes")
    assert rows[titled("smtp-1m"), "1.5 times the best peer"] == ("2.00 (Postfix)", "yes")
    assert rows[titled("idle-pop3"), "330 kB"] == ("50.0", "yes")


def test_a_ratio_is_one_of_figures_of_the_same_round():
    found = Results()
    for ours, theirs in ((10, 10), (1000, 100), (90, 30)):
        found.add("smtp-1", "pillarbox", {works.MESSAGES: ours})
        found.add("smtp-1", "postfix", {works.MESSAGES: theirs})
    assert found.ratio("smtp-1", "pillarbox", "postfix", works.MESSAGES) == 3


def test_the_table_says_why_a_figure_is_missing():
    found = made_up()
    for key in [key for key in found.rounds if key[1] in ("systemd", "postfix", "exec")]:
        del found.rounds[key]
    found.missing = {"systemd": "no rooms here", ("calls", "exec"): "no strace here"}
    found.add("smtp-1", "postfix", {"errors": 1, "error": "it was silent"})
    rows = judged(found)
    assert rows[titled("smtp-8"), "systemd: 0.85 of the listener alone"] == (
        "not measured: no rooms here",
        "",
    )
    assert rows[titled("calls"), "exec: 130"] == ("not measured: no strace here", "")
    assert rows[titled("smtp-1"), "1.2 times Postfix"] == ("not measured: it was silent", "")
    assert rows[titled("smtp-50"), "2.4 times Postfix"] == (
        "not measured: postfix was left out",
        "",
    )
    assert list(found.failures().values()) == ["it was silent"]


class Broken(boxes.Systemd):
    def start(self):
        raise RuntimeError("no namespaces")


def test_the_table_says_what_did_not_start(tmp_path):
    run = bench.Bench(tmp_path, SimpleNamespace(subjects="", works="", quick=False))
    subject = Broken(tmp_path)
    run.start_one(subject)
    subject.stop()
    assert not run.wants(subject)
    rows = judged(run.results)
    assert rows[titled("smtp-8"), "systemd: 0.85 of the listener alone"] == (
        "not measured: it does not start: no namespaces",
        "",
    )


def rects(drawn, kind):
    """Left end and width of the bars of a kind."""
    found = re.findall(rf'<rect class="{kind}" x="([\d.]+)" y="\S+" width="([\d.]+)"', drawn)
    return [tuple(map(float, it)) for it in found]


def test_wins_and_losses_are_on_either_side_of_the_line():
    """Twice as good is as far from the line as half as good."""
    pairs = (("ours", 2, "20"), ("peer", 1, "10"), ("ours", 0.5, "5"), ("limit", None, ""))
    rows = tuple(charts.Row(kind, "a & b", ratio, figure) for kind, ratio, figure in pairs)
    drawn = charts.chart("title", "note", [charts.Group("work", "messages/s", rows)])
    line = float(re.search(r'class="line" d="M([\d.]+)', drawn)[1])
    ((left, width),) = rects(drawn, "better")
    ((other_left, other_width),) = rects(drawn, "worse")
    assert left == pytest.approx(line, abs=0.1) and width == pytest.approx(other_width, abs=0.2)
    assert other_left + other_width == pytest.approx(line, abs=0.2)
    assert drawn.count("<circle") == 1 and drawn.count(">failed<") == 1
    assert "a &amp; b" in drawn and ">2.00 ×<" in drawn and ">20<" in drawn


def test_of_times_and_sizes_the_smaller_is_better():
    found = made_up()
    assert report.times_the_best(found, WORK["smtp-1"], "pillarbox", works.MESSAGES) == 2
    assert report.times_the_best(found, WORK["smtp-1"], "pillarbox", "p99_ms") == 2
    assert report.times_the_best(found, WORK["smtp-1"], "exim", "p99_ms") == pytest.approx(0.01)


@pytest.mark.parametrize("found", [made_up(), Results()], ids=["all", "nothing"])
def test_what_is_written(found, tmp_path):
    report.write(tmp_path, found, None, "a machine", ARGUMENTS)
    table = (tmp_path / "table.md").read_text()
    assert table.startswith("Measured on a machine.")
    for work in works.WORKS:
        assert work.title in table or not work.targets
    there = {file.stem for file in tmp_path.glob("*.svg")}
    assert there == (set(CHARTS) if found.rounds else set())
    for name in there:
        text = (tmp_path / f"{name}.svg").read_text()
        assert ">pillarbox<" in text and not re.search("nan|inf", text)


def test_a_run_of_one_work(tmp_path):
    program = subjects.TOP / "tests" / "bench" / "bench.py"
    words = "--works=pop3-list --subjects=pillarbox,floor --rounds=2 --seconds=1".split()
    done = subprocess.run(
        [sys.executable, program, *words, f"--results={tmp_path}"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\| sessions/s \| [\d.,]+ ±\d+% \| [\d.,]+ ±\d+% \|", done.stdout)
    assert "| 2.5 times popa3d | not measured: " in (tmp_path / "table.md").read_text()


def test_every_chart_is_on_the_page():
    page = (subjects.TOP / "tests" / "bench" / "README.md").read_text()
    assert set(re.findall(r"\(results/(.*)\.svg\)", page)) == set(CHARTS)
