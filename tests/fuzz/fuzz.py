"""Runs the fuzzers: the libFuzzer targets of this directory, and AFL++ on smtpd and pop3d.

    fuzz.py run [--seconds N] [--jobs N] [NAME...]   fuzzes; all there are, if none is named
    fuzz.py replay [NAME...]                         takes each input of the corpora once
    fuzz.py keep [NAME...]                           minimises what runs have found into the corpora

A corpus is one text file, corpus/NAME.txt: an input a line, escaped as in C. What a run finds
stays in build/fuzz/found/NAME, crashes in build/fuzz/crashes.

FUZZ is the directory of the targets, and of fresh.so and the programs smtpd.run and pop3d.run that
AFL++ is to run; replay takes the programs SMTPD and POP3D instead.
"""

import argparse
import concurrent.futures
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import seeds
import totals

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
FUZZ = TOP / os.environ.get("FUZZ", "build/fuzz")
CORPUS = HERE / "corpus"
FOUND = FUZZ / "found"
CRASHES = FUZZ / "crashes"
DAEMONS = ("smtpd", "pop3d")
NOT_TARGETS = ("fuzz", "fresh")

MAX_OCTETS = 2048  # of an input; a pair of octets can stand for 32,640 (fuzz.h)
INPUT_SECONDS = 20  # that one input may take on a busy machine
LEAST_A_MINUTE = {"libFuzzer": 500, "AFL++": 100}  # inputs; less is no test
OPTIONS = (
    *("hostname=mail.example", "log=error", "password_hash=$5$", "password_cost=1000"),
    *("min_free_space=0", "lock_timeout=1"),
)
# Of the programs: a sandbox has no room for the search for leaks, which the targets do.
SANITIZERS = {
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_leaks=0",
    "UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1",
}

ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|([rnt\\]))")
SIMPLE = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"\\": b"\\"}


@dataclass
class Result:
    name: str
    executions: int = 0
    edges: int = 0
    inputs: int = 0  # in the corpus
    cpu: float = 0.0
    crashes: tuple = ()
    problem: str = ""

    def line(self):
        facts = [f"{self.executions:>9} executions", f"{self.inputs:>4} inputs"]
        if self.edges:
            facts += [f"{self.edges:>5} edges", f"{self.cpu:.0f} s of CPU"]
            facts += [f"{len(self.crashes)} crashes"]
        text = f"{self.name:<16} {', '.join(facts)}"
        return "\n".join([text + (f": {self.problem}" if self.problem else "")] + [*self.crashes])

    def failed(self):
        return bool(self.problem or self.crashes)


# --- corpora ---


def escape(octets):
    text = ""
    for octet in octets:
        char = chr(octet)
        short = {"\r": "\\r", "\n": "\\n", "\t": "\\t", "\\": "\\\\"}.get(char)
        text += short or (char if 0x20 <= octet <= 0x7E else f"\\x{octet:02x}")
    return text


def unescape(line):
    return ESCAPE.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else SIMPLE[found[2]], line
    )


def corpus(name):
    """The inputs that are kept for a fuzzer."""
    path = CORPUS / f"{name}.txt"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [unescape(line) for line in lines]


def unpack(inputs, directory):
    """Writes inputs as files; returns the directory."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for number, octets in enumerate(inputs):
        (directory / f"{number:04}").write_bytes(octets)
    return directory


def files(directory):
    return sorted(path for path in directory.glob("*") if path.is_file())


# --- libFuzzer ---


def targets():
    return sorted(path.stem for path in HERE.glob("*.c") if path.stem not in NOT_TARGETS)


def run_process(command, log, **more):
    """Runs a command to its end; returns its exit status and seconds of CPU time."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **more
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


def libfuzzer_options(name):
    dictionary = HERE / f"{name}.dict"
    return [
        *(f"-max_len={MAX_OCTETS}", f"-timeout={INPUT_SECONDS}", "-rss_limit_mb=1024"),
        f"-artifact_prefix={CRASHES}/{name}-",
        *([f"-dict={dictionary}"] if dictionary.exists() else []),
    ]


def run_libfuzzer(name, seconds):
    found = FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    kept = unpack(corpus(name), FUZZ / "corpus" / name)
    log = FUZZ / f"{name}.log"
    before = set(CRASHES.glob(f"{name}-*"))
    options = [f"-max_total_time={seconds}", "-print_final_stats=1", *libfuzzer_options(name)]
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-") as directory:
        status, cpu = run_process([FUZZ / name, *options, found, kept], log, cwd=directory)
    text = log.read_text(encoding="utf-8", errors="replace")
    executions = re.findall(r"number_of_executed_units: (\d+)", text)
    last = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)/", text)
    result = Result(name, cpu=cpu)
    result.executions = int(executions[-1]) if executions else 0
    if last:
        result.edges, result.inputs = map(int, last[-1])
    result.crashes = tuple(map(str, sorted(set(CRASHES.glob(f"{name}-*")) - before)))
    if status != 0:
        result.problem = f"ended with {status}, see {log}"
    return result


def replay_libfuzzer(name):
    """Takes each input once, of the corpus."""
    kept = unpack(corpus(name), FUZZ / "corpus" / name)
    log = FUZZ / f"{name}.log"
    inputs = files(kept)
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-") as directory:
        command = [FUZZ / name, *libfuzzer_options(name), *inputs]
        status, cpu = run_process(command, log, cwd=directory)
    result = Result(name, inputs=len(inputs), cpu=cpu)
    text = log.read_text(encoding="utf-8", errors="replace")
    result.executions = len(re.findall(r"^Executed ", text, re.MULTILINE))
    if status != 0 or result.executions != len(inputs):
        result.problem = f"ended with {status}, see {log}"
    return result


def keep_libfuzzer(name):
    """The fewest inputs that reach all that those found and kept reach."""
    kept = unpack(corpus(name), FUZZ / "corpus" / name)
    merged = unpack([], FUZZ / "merged" / name)
    options = ["-merge=1", *libfuzzer_options(name)]
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-") as directory:
        run_process(
            [FUZZ / name, *options, merged, kept, FOUND / name],
            FUZZ / f"{name}.log",
            cwd=directory,
        )
    return [path.read_bytes() for path in files(merged)]


# --- sessions of the programs ---


def command(program, directory):
    options = [word for option in OPTIONS for word in ("-o", option)]
    return [str(program), "-c", "/dev/null", "-d", f"{directory}/mail.db", *options]


def memory_directory():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def prepare(smtpd, directory):
    """Makes the database that each session begins with, directory/seed/mail.db: two accounts, of
    which one has mail."""
    session = b"EHLO alice\r\nPASS secret\r\nQUIT\r\n"
    mail = b"EHLO client.example\r\n" + 3 * (
        b"MAIL FROM:<sender@remote.example>\r\nRCPT TO:<alice>\r\nDATA\r\n"
        b"Subject: one\r\n\r\n..dot\r\nFrom here\r\n.\r\n"
    )
    for text in (session, b"HELO bob\r\nQUIT\r\n", mail + b"QUIT\r\n"):
        subprocess.run(
            command(smtpd, directory),
            input=text,
            check=True,
            stdout=subprocess.PIPE,
            timeout=60,
            env=os.environ | SANITIZERS,
        )
    database = directory / "mail.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        mail = connection.execute("SELECT count(*) FROM inbox").fetchone()[0]
    if mail != 3:
        raise RuntimeError("the seed's messages have not been delivered")
    (directory / "seed").mkdir()
    database.rename(directory / "seed" / "mail.db")
    for path in files(directory):
        path.unlink()


def check_fresh(name, directory, environment):
    """fresh.so does its work: what is not the seed's is gone when a session begins."""
    stale = directory / "stale"
    stale.touch()
    subprocess.run(
        command(FUZZ / f"{name}.run", directory),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=60,
        env=environment | {"LD_PRELOAD": environment["AFL_PRELOAD"]},
    )
    if stale.exists() or not (directory / "mail.db").exists():
        raise RuntimeError("fresh.so does not make the directory fresh")


def run_afl(name, seconds):
    given = list(seeds.sessions(name)) + corpus(name)
    found = FOUND / name
    state = unpack([], FUZZ / "afl" / name)
    inputs = given + [path.read_bytes() for path in files(found)]
    dictionary = FUZZ / f"{name}.dict"
    dictionary.write_text(seeds.dictionary(name), encoding="utf-8")
    log = FUZZ / f"{name}.log"
    environment = os.environ | {
        "AFL_SKIP_CPUFREQ": "1",
        "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
        "AFL_NO_UI": "1",
        "AFL_NO_AFFINITY": "1",
        "AFL_FAST_CAL": "1",
        "AFL_PRELOAD": str(FUZZ / "fresh.so"),
        **SANITIZERS,
    }
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-", dir=memory_directory()) as place:
        directory = Path(place)
        environment["FUZZ_FRESH"] = place
        prepare(FUZZ / "smtpd.run", directory)
        check_fresh(name, directory, environment)
        unpack(inputs, directory / "in")
        options = ["-i", directory / "in", "-o", state, "-x", dictionary, "-m", "none"]
        options += ["-t", str(1000 * INPUT_SECONDS), "-V", str(seconds)]
        status, cpu = run_process(
            ["afl-fuzz", *options, "--", *command(FUZZ / f"{name}.run", directory)],
            log,
            cwd=directory,
            env=environment,
        )
    result = afl_result(name, state, status, cpu, log)
    result.crashes += crashed_seeds(name, inputs, log)
    return result


def crashed_seeds(name, inputs, log):
    """Saves the given inputs that AFL++ has left out because they crash, which it only mentions."""
    text = log.read_text(encoding="utf-8", errors="replace")
    crashes = []
    for number in re.findall(r"orig:(\d+)\S*' results in a crash", text):
        path = CRASHES / f"{name}-seed-{int(time.time())}-{number}"
        path.write_bytes(inputs[int(number)])
        crashes.append(str(path))
    return tuple(crashes)


def afl_result(name, state, status, cpu, log):
    result = Result(name, cpu=cpu)
    statistics = state / "default" / "fuzzer_stats"
    if status != 0 or not statistics.exists():
        result.problem = f"ended with {status}, see {log}"
        return result
    values = dict(re.findall(r"(\w+) +: (.*)", statistics.read_text(encoding="utf-8")))
    result.executions = int(values["execs_done"])
    result.edges = int(values["edges_found"])
    result.inputs = int(values["corpus_count"])
    crashes = []
    for kind in ("crashes", "hangs"):
        for path in files(state / "default" / kind):
            if path.name.startswith("id"):
                to = CRASHES / f"{name}-{kind}-{int(time.time())}-{path.name[3:9]}"
                crashes.append(str(shutil.copy(path, to)))
    result.crashes = tuple(crashes)
    queue = files(state / "default" / "queue")
    unpack([path.read_bytes() for path in queue if "orig:" not in path.name], FOUND / name)
    return result


def replay_afl(name):
    """Each session once, in a program as the tests have it, on the database that one left."""
    program = TOP / os.environ.get(name.upper(), f"{name}/{name}")
    smtpd = TOP / os.environ.get("SMTPD", "smtpd/smtpd")
    result = Result(name)
    inputs = corpus(name)
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-", dir=memory_directory()) as place:
        directory = Path(place)
        prepare(smtpd, directory)
        shutil.copy(directory / "seed" / "mail.db", directory)
        for octets in inputs:
            ended = subprocess.run(
                command(program, directory),
                input=octets,
                capture_output=True,
                timeout=60,
                env=os.environ | SANITIZERS,
            )
            result.executions += 1
            # A sanitizer ends the program by a signal.
            if ended.returncode < 0:
                result.problem = f"{escape(octets)} ended with {ended.returncode}"
    result.inputs = len(inputs)
    return result


def keep_afl(name):
    """By afl-cmin, what reaches something that the transcripts do not reach."""
    known = list(seeds.sessions(name))
    inputs = known + corpus(name) + [path.read_bytes() for path in files(FOUND / name)]
    # Not in memory_directory(): afl-showmap takes all that is in /dev for a device.
    out = unpack([], FUZZ / "merged" / name)
    with tempfile.TemporaryDirectory(prefix="pillarbox-fuzz-") as place:
        directory = Path(place)
        prepare(FUZZ / "smtpd.run", directory)
        unpack(inputs, directory / "in")
        subprocess.run(
            ["afl-cmin", "-i", directory / "in", "-o", out, "-m", "none"]
            + ["-t", "5000", "--", *command(FUZZ / f"{name}.run", directory)],
            check=True,
            cwd=directory,
            stdout=subprocess.DEVNULL,
            env=os.environ
            | SANITIZERS
            | {"AFL_PRELOAD": str(FUZZ / "fresh.so"), "FUZZ_FRESH": place, "AFL_ALLOW_TMP": "1"},
        )
    chosen = [path.read_bytes() for path in files(out)]
    return [octets for octets in chosen if octets not in known]


# --- all of them ---


def run(name, seconds):
    afl = name in DAEMONS
    result = run_afl(name, seconds) if afl else run_libfuzzer(name, seconds)
    least = LEAST_A_MINUTE["AFL++" if afl else "libFuzzer"] * seconds // 60
    if not result.failed() and result.executions < max(least, 1):
        result.problem = f"fewer than {max(least, 1)} inputs are no test"
    return result


def replay(name):
    if not corpus(name):
        return Result(name, problem="there is no corpus")
    return replay_afl(name) if name in DAEMONS else replay_libfuzzer(name)


def keep(name):
    inputs = keep_afl(name) if name in DAEMONS else keep_libfuzzer(name)
    text = "".join(sorted(escape(octets) + "\n" for octets in inputs))
    (CORPUS / f"{name}.txt").write_text(text, encoding="ascii")
    print(f"{name:<16} {len(inputs)} inputs, {len(text)} octets", flush=True)


def report(what, results):
    failed = 0
    passed = 0
    for result in results:
        print(result.line(), flush=True)
        failed += result.failed()
        passed += not result.failed()
    print(f"{what}: {passed} passed, {failed} failed")
    totals.write(what, passed, failed)
    return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("run", "replay", "keep"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_intermixed_args()
    names = arguments.names or [*DAEMONS, *targets()]
    CRASHES.mkdir(parents=True, exist_ok=True)
    if arguments.what == "keep":
        for name in names:
            keep(name)
        return 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        if arguments.what == "replay":
            return report("fuzz-corpus", pool.map(replay, names))
        return report("fuzz", pool.map(lambda name: run(name, arguments.seconds), names))


if __name__ == "__main__":
    sys.exit(main())
