"""A Postfix of the test's own: settings, queue and log in one folder, on a port of 127.0.0.1."""

import grp
import os
import pwd
import random
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from servers import HOST, end_group

DAEMONS = Path("/usr/lib/postfix/sbin")
COMMANDS = Path("/usr/sbin")
SENDMAIL = COMMANDS / "sendmail"
GREETING = "client.elsewhere.example"
WAIT_SECONDS = 120
# Below those that the kernel gives to whoever asks for any port, as the other servers do.
PORTS = range(20000, 32000)

# Nothing is looked up in DNS and nothing leaves this machine.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = postfix.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
local_header_rewrite_clients =
mydestination =
alias_maps =
local_recipient_maps =
default_transport = error:nowhere to go
fast_flush_domains =
smtp_connection_cache_on_demand = no
lmtp_connection_cache_on_demand = no
"""

# What it takes mail for, besides what is sent from this machine, and how each domain is delivered to.
TRANSPORTS = """\
relay_domains = {domains}
transport_maps = inline:{{ {transports} }}
"""

MASTER = """\
{host}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

PRIVATE_QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace"


def missing():
    """Why there can be no Postfix, or None."""
    if not (DAEMONS / "master").exists():
        return "Postfix: not installed"
    return None if os.geteuid() == 0 else "Postfix: only root can start it"


def make_folder(path, mode, user=0, group=0):
    path.mkdir()
    os.chown(path, user, group)
    path.chmod(mode)


def make_queue(folder):
    """What `postfix check` would make, without its look at the whole machine."""
    owner = pwd.getpwnam("postfix").pw_uid
    drop = grp.getgrnam("postdrop").gr_gid
    make_folder(folder / "data", 0o700, owner)
    queue = folder / "queue"
    make_folder(queue, 0o755)
    make_folder(queue / "pid", 0o755)
    make_folder(queue / "public", 0o710, owner, drop)
    make_folder(queue / "maildrop", 0o730, owner, drop)
    for name in PRIVATE_QUEUES.split():
        make_folder(queue / name, 0o700, owner)


def free_port():
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                return port
            except OSError:
                pass  # somebody has it


class Postfix:
    """transports: domain → transport:nexthop, or text for main.cf that says so. services: lines for
    master.cf."""

    def __init__(self, transports, services=()):
        # Not below tmp_path, which is closed to the user that most of Postfix runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="pillarbox-postfix-"))
        self.folder.chmod(0o755)
        self.log_file = self.folder / "log"
        self.settings = self.folder / "etc"
        self.port = free_port()
        self.master = None
        make_queue(self.folder)
        self.write_settings(transports, services)

    def start(self):
        self.master = subprocess.Popen(
            [DAEMONS / "master", "-c", self.settings, "-d"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # on its end master kills its whole process group
        )
        self.wait_until(self.is_listening)

    def write_settings(self, transports, services):
        make_folder(self.settings, 0o755)
        main = MAIN.format(
            folder=self.folder,
            commands=COMMANDS,
            daemons=DAEMONS,
        )
        if isinstance(transports, str):
            main += transports
        else:
            pairs = ", ".join(f"{{{domain} = {to}}}" for domain, to in transports.items())
            main += TRANSPORTS.format(domains=" ".join(transports), transports=pairs)
        master = MASTER.format(host=HOST, port=self.port) + "".join(f"{s}\n" for s in services)
        for name, text in (("main.cf", main), ("master.cf", master)):
            path = self.settings / name
            path.write_text(text)
            # Postfix waits for settings that have just been written to come to rest.
            os.utime(path, (0, 0))

    def is_listening(self):
        assert self.master.poll() is None, f"Postfix did not start\n{self.log()}"
        try:
            socket.create_connection((HOST, self.port), timeout=WAIT_SECONDS).close()
        except ConnectionRefusedError:
            return False
        return True

    def wait_until(self, happened):
        """Returns what happened() does, as soon as that is true."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not (result := happened()):
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.01)
        return result

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def find(self, pattern):
        return re.search(pattern, self.log())

    def send(self, octets, sender, recipients, options=()):
        """Sends by SMTP; returns the queue id."""
        with smtplib.SMTP(HOST, self.port, GREETING, timeout=WAIT_SECONDS) as smtp:
            smtp.ehlo()
            assert smtp.mail(sender, options)[0] == 250
            for recipient in recipients:
                assert smtp.rcpt(recipient)[0] == 250
            reply = smtp.data(octets)
        return re.fullmatch(rb"2\.0\.0 Ok: queued as (\w+)", reply[1])[1].decode()

    def wait_for(self, message):
        """Waits until nothing is left to do for a message; returns its part of the log."""
        self.wait_until(lambda: self.find(f": {message}: removed\n"))
        return [line for line in self.log().splitlines() if f": {message}: " in line]

    def deliver(self, *mail, **options):
        """Sends and waits; returns recipient → what the log says became of it."""
        lines = "\n".join(self.wait_for(self.send(*mail, **options)))
        return dict(re.findall(r" to=<(.*?)>, .* (status=.*)", lines))

    def sendmail(self):
        """The command that hands mail to this Postfix."""
        return f"{SENDMAIL} -C {self.settings} -i -f"

    def stop(self):
        self.master.terminate()
        self.master.wait(timeout=WAIT_SECONDS)
        left = end_group(self.master.pid)  # as start_new_session made it
        print(self.log())  # pytest shows it when a test fails
        shutil.rmtree(self.folder)
        assert not left, f"Postfix left processes: {left}"
