"""A bare Debian 12 in namespaces of its own, with systemd running, and a person at its terminals.

Its network has one way out: a proxy, from which apt gets packages.
"""

import http.server
import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import room as rooms
from operators import TOP, Terminal

BASE = TOP / "build" / "bare" / "root"  # as get-root leaves it
PACKAGES = BASE.with_name("packages")  # as the proxy keeps them
HOST = "mail.example.org"
PROXY = 3142
PASSWORD = "right.one.Zq8"
WAIT_SECONDS = 1200


class Proxy(http.server.BaseHTTPRequestHandler):
    """Gets what is asked for. It gets each package once: its name says which version it is."""

    def do_GET(self):
        try:
            octets = self.get()
        except urllib.error.HTTPError as error:
            self.send_error(error.code)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def get(self):
        kept = PACKAGES / self.path.rpartition("/")[2]
        if kept.is_file():
            return kept.read_bytes()
        with urllib.request.urlopen(self.path, timeout=120) as found:
            octets = found.read()
        if kept.suffix == ".deb":
            keep(kept, octets)
        return octets

    def log_message(self, *_words):
        pass


def keep(place, octets):
    """All of them, or nothing."""
    place.parent.mkdir(exist_ok=True)
    part = place.with_suffix(".part")
    part.write_bytes(octets)
    part.rename(place)


class Machine(rooms.Room):
    """Called mail, with the source in /src/pillarbox."""

    script = Path(__file__).with_name("furnish")

    def __init__(self):
        super().__init__((BASE,))

    def furnish(self, settings):
        with self.network():
            proxy = http.server.ThreadingHTTPServer((rooms.HOST, PROXY), Proxy)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        self.write(
            "/etc/apt/apt.conf.d/proxy", f'Acquire::http::Proxy "http://{rooms.HOST}:{PROXY}";\n'
        )
        # Nobody needs this machine after a loss of power.
        self.write("/etc/dpkg/dpkg.cfg.d/unsafe-io", "force-unsafe-io\n")
        self.write("/etc/hosts", f"127.0.0.1 localhost mail\n198.18.0.1 {HOST}\n")
        self.write("/etc/gitconfig", "[safe]\n\tdirectory = *\n")
        clone = ("git", "clone", "-q", "--bare", TOP, self.folder / "source")
        subprocess.run(clone, check=True)
        shutil.copytree(self.folder / "source", self.path("/src/pillarbox"))
        self.wait_until(self.path("/run/systemd/private").exists, "systemd")

    def stop(self):
        """Nothing is asked of the log."""
        self.end()

    def at_terminal(self, *command):
        """Words that start a command in there, whose processor time counts as the machine's."""
        people = self.cgroup.folder / "people"
        people.mkdir(exist_ok=True)
        join = 'echo $$ >"$0" && exec "$@"'
        return ["sh", "-c", join, people / "cgroup.procs", *self.inside(*command)]

    def processor_seconds(self):
        """What all its processes have used."""
        stat = (self.cgroup.folder / "cpu.stat").read_text()
        return int(re.search(r"^usage_usec (\d+)", stat, re.MULTILINE)[1]) / 1e6

    def add_person(self, name):
        """One who may use sudo, and is asked for a password."""
        self.run("useradd", "--create-home", "--shell", "/bin/bash", "--groups", "sudo", name)
        self.run("chpasswd", octets=f"{name}:{PASSWORD}\n".encode())


SETTLE = r"PS1='[$?] \$ '; stty columns 200; bind 'set enable-bracketed-paste off' 2>/dev/null"
# What somebody is asked: for a password, by sudo, mailctl and curl; by mailctl, for something that it
# knows itself.
ASKED = re.compile(r"((?:[Pp]assword.*|Once more):\s?|(?:\[.+\]|for none): )$", re.MULTILINE)


class Person:
    """At a terminal, in a login shell. The transcript has what is on the screen, how long each command
    took, and the time of a processor that the machine used meanwhile."""

    PROMPT = re.compile(r"\[(\d+)\] [#$] $")

    def __init__(self, machine, user, transcript):
        self.machine = machine
        self.user = user
        login = machine.at_terminal("script", "-qc", f"exec su - {user}", "/dev/null")
        self.terminal = Terminal(login, TOP, env=rooms.ENVIRONMENT | {"TERM": "dumb"})
        self.transcript = transcript
        self.terminal.wait_for(b"$ " if user != "root" else b"# ")
        self.type(SETTLE)
        self.wait()

    def become_root(self):
        """By sudo."""
        self.type("sudo -s")
        self.wait_for(r"# $")
        self.type(SETTLE)
        self.wait()

    def interrupt(self):
        """Presses Ctrl-C; returns the status of what this has ended."""
        self.terminal.type(b"\x03")
        return self.wait()

    def type(self, line):
        self.before = len(self.terminal.shown)
        self.typed = time.monotonic()
        self.used = self.machine.processor_seconds()
        self.typed_lines = line.count("\n") + 1
        self.terminal.type(line.encode() + b"\n")

    @property
    def shown(self):
        """Since the last line was typed."""
        return re.sub(r"\r+\n", "\n", self.terminal.shown[self.before :].decode(errors="replace"))

    def wait_for(self, text):
        """Until a pattern is on the screen. Questions are answered meanwhile."""
        deadline = time.monotonic() + WAIT_SECONDS
        answered = 0
        while not (found := re.search(text, self.shown)):
            assert self.terminal.read(1) and time.monotonic() < deadline, self.shown
            questions = ASKED.findall(self.shown)
            if len(questions) > answered and ASKED.search(self.shown.rpartition("\n")[2]):
                is_secret = not questions[-1].endswith(("]: ", "none: "))
                self.terminal.type((PASSWORD if is_secret else "").encode() + b"\n")
                answered = len(questions)
        return found

    def wait(self):
        """For the prompt; returns the status of the command."""
        return int(self.wait_for(self.PROMPT)[1])

    def try_to(self, line):
        """Types a command, and returns its status."""
        self.type(line)
        status = self.wait()
        self.note(line, self.told)
        return status

    def run(self, line):
        """Types a command, which must succeed; returns what it prints."""
        status = self.try_to(line)
        assert status == 0, (line, self.told)
        return self.told

    @property
    def told(self):
        """By the last command, until the prompt."""
        return self.PROMPT.sub("", self.shown).split("\n", self.typed_lines)[-1]

    def note(self, line, told):
        seconds = time.monotonic() - self.typed
        used = self.machine.processor_seconds() - self.used
        self.transcript.append(f"$ {line}\n{shortened(told)}({seconds:.1f} s, processor {used:.1f} s)\n\n")


def shortened(told, most=30):
    """The last lines of much, without what has been written over."""
    lines = re.sub(r"[^\n]*\r", "", told).splitlines(keepends=True)
    return "".join(lines if len(lines) <= most else ["...\n", *lines[-most:]])
