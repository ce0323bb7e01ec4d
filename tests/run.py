"""Runs the tests of make check, and ends in one line: what came of all of them (totals.py).

    /usr/bin/python3 tests/run.py TOTALS MAKE TARGET…

Temporary files have a directory of their own, which goes with the run, however it ends.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import totals


@contextmanager
def temporary_directory():
    """For this process and its children. The name is short, because sockets are in it."""
    path = tempfile.mkdtemp(prefix="pb-")
    os.chmod(path, 0o1777)  # some tests run as other users
    os.environ["TMPDIR"] = path
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)


def run(command):
    """Its exit status. Ctrl-C reaches the children without our help, and other signals with it."""
    with subprocess.Popen(command) as process:

        def pass_on(number, _frame):
            process.send_signal(number)

        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        return process.wait()


def main():
    folder, *command = sys.argv[1:]
    os.environ["TOTALS"] = os.path.abspath(folder)
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    with temporary_directory():
        status = run(command)
    if status != 0:
        print("check: stopped, so not all of the tests have run", flush=True)
    return totals.report(Path(folder)) or (1 if status else 0)


if __name__ == "__main__":
    sys.exit(main())
