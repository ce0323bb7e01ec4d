"""Every command of pillarbox-cluster(7) is typed, on machines with the addresses of the page.

From a server with SQLite to two mail servers on three database servers. What a person does by hand
between the commands stands in the steps.
"""

import poplib
import re
import smtplib
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

import machines  # it comes first: it says where the others are
import room as rooms
from cluster import TOP, missing
from examples import examples
from machines import CLIENT, LIMIT_SECONDS, NETWORK, Machines
from test_setup import LOGIN, installed  # noqa: F401

PAGE = [it for it in examples("pillarbox-cluster.7") if it.text.startswith("# ")]
SETTINGS = "/etc/pillarbox.conf"
SETUP = "mailctl setup --domain example.org --account alice --super systemd"
TLS = "--certificate /tmp/live/fullchain.pem --key /tmp/live/privkey.pem"
PATRONICTL = "patronictl -c /etc/patroni/config.yml"
READY = re.compile(r"Leader.*\n(?=(?:.*\n)*.*Sync Standby)|Sync Standby.*\n(?=(?:.*\n)*.*Leader)")


def commands(example):
    """Those of a display, each with its further lines."""
    return re.split(r"\n?^# ", example.text, flags=re.MULTILINE)[1:]


# --- what a client does ---------------------------------------------------------------------------


class Mail:
    """A client of alice that comes from CLIENT."""

    def __init__(self, world):
        self.client = world.client
        self.context = ssl.create_default_context(cafile=world.first.trusted)
        self.context.check_hostname = False  # the certificate is that of another test's host

    def smtp(self, machine, port):
        options = {"source_address": (CLIENT, 0), "timeout": 60}
        with self.client.network():
            if port == 465:
                return smtplib.SMTP_SSL(machine.address, port, context=self.context, **options)
            return smtplib.SMTP(machine.address, port, **options)

    def pop3(self, machine, port):
        with self.client.network():
            if port == 995:
                client = poplib.POP3_SSL(machine.address, port, timeout=60, context=self.context)
            else:
                client = poplib.POP3(machine.address, port, timeout=60)
        if port != 995:
            client.stls(self.context)
        client.user(LOGIN.name)
        client.pass_(LOGIN.password)
        return client

    def send(self, machine, port, subject):
        """From elsewhere on port 25; on the others by alice, with TLS."""
        with self.smtp(machine, port) as client:
            if port != 25:
                if port == 587:
                    client.starttls(context=self.context)
                client.login(LOGIN.name, LOGIN.password)
            sender = "someone@elsewhere.example" if port == 25 else LOGIN.address
            client.sendmail(sender, [LOGIN.address], f"Subject: {subject}\r\n\r\n")

    def ids(self, machine, port=995):
        client = self.pop3(machine, port)
        lines = client.uidl()[1]
        client.quit()
        return lines

    def newest(self, machine, port=995):
        """The last message, as text."""
        client = self.pop3(machine, port)
        lines = client.retr(client.stat()[0])[1]
        client.quit()
        return b"\n".join(lines).decode()


# --- the steps ------------------------------------------------------------------------------------


def set_up_databases(world, typed):
    for machine in world.databases:
        machine.shell("\n".join(typed), folder="/root")
        name_databases(machine)


def name_databases(machine):
    """The lines that the samples say are to be changed."""
    place = "/etc/default/etcd"
    text = machine.path(place).read_text().replace("ETCD_NAME=db1", f"ETCD_NAME={machine.name}")
    own = rf"(?m)^((?!ETCD_INITIAL_CLUSTER=).*){re.escape(NETWORK)}11:"
    machine.write(place, re.sub(own, rf"\g<1>{machine.address}:", text))
    place = "/etc/patroni/config.yml"
    text = machine.path(place).read_text().replace("name: db1", f"name: {machine.name}")
    own = rf"(?m)^(  (?:listen|connect_address): ){re.escape(NETWORK)}11:"
    machine.write(place, re.sub(own, rf"\g<1>{machine.address}:", text))


def start_databases(world, typed):
    """etcd on all of them at the same time."""
    etcd, patroni, see = typed
    threads = [threading.Thread(target=one.shell, args=(etcd,)) for one in world.databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for machine in world.databases:
        machine.shell(patroni)
    world.wait_until(lambda: READY.search(world.databases[0].shell(see)), "a leader and a sync standby")


def create_database(world, typed):
    command, _, sql = typed[0].partition("\n")
    told = world.leader().shell(command, octets=sql.encode(), folder="/")
    assert told == "CREATE ROLE\nCREATE DATABASE\n"


def install_mail_server(world, typed):
    install_on(world.first, typed)
    world.installing = typed


def install_on(machine, typed):
    """In the sources, until a command leaves them."""
    machine.shell("\n".join(typed), folder=TOP)


def start_pools(world, typed):
    told = world.first.shell("\n".join(typed))
    assert re.search(r"^ f$", told, re.MULTILINE), told
    world.starting = typed


def migrate(world, typed):
    mail = Mail(world)
    mail.send(world.first, 25, "with SQLite")
    world.known = mail.ids(world.first)
    assert len(world.known) == 1
    left = mail.smtp(world.first, 25)  # for pkill
    told = world.first.shell("\n".join(typed))
    assert "1 message" in told, told
    with pytest.raises(smtplib.SMTPServerDisconnected):
        left.noop()
    world.closing = typed[:2]


def use_database(world, typed):
    """The lines are in the sample; those with a balancer come later."""
    settings = world.first.path(SETTINGS)
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("database")]
    sample = world.first.path(f"{machines.SAMPLES}/pillarbox.conf").read_text()
    lines += re.findall(r"^(?:database|session_database|spool) = .*$", sample, re.MULTILINE)
    settings.write_text("\n".join(lines) + "\n")
    world.first.shell("\n".join(typed))
    assert Mail(world).ids(world.first) == world.known
    world.opening = typed[1]
    set_up_second(world)


def set_up_second(world):
    """Its services begin with the database of the cluster."""
    machine = world.second
    start = set_up(machine)
    install_on(machine, world.installing)
    for place in (SETTINGS, "/etc/haproxy/haproxy.cfg"):
        machine.write(place, world.first.path(place).read_text())
    for file in world.first.path("/etc/pgbouncer").iterdir():
        machine.path(f"/etc/pgbouncer/{file.name}").write_bytes(file.read_bytes())
    machine.shell("\n".join(world.starting))
    machine.shell(start)
    assert Mail(world).ids(machine) == world.known


def balance(world, typed):
    world.balancer.shell("\n".join(typed))


def name_balancer(world, typed):
    """Mail comes through the balancer on every port, and it is known from where."""
    for machine in (world.first, world.second):
        machine.shell("\n".join(typed))
    mail = Mail(world)
    for port in (25, 587, 465):
        world.wait_until(lambda: mail.send(world.balancer, port, f"port {port}") is None, f"port {port}")
        for fetched in (110, 995):
            text = mail.newest(world.balancer, fetched)
            assert f"Subject: port {port}" in text and f"[{CLIENT}]" in text, text


def back_up(world, typed):
    world.first.shell("mkdir -p /var/backups")
    told = world.first.shell("\n".join(typed))
    assert "/var/backups/" in told
    world.backing_up = typed


def listener(machine):
    return machine.shell("systemctl show --property MainPID --value pillarbox-smtp.service").strip()


def upgrade(world, typed):
    """New listeners, on open ports; the session that is there goes on."""
    world.left = Mail(world).smtp(world.first, 25)
    for machine in (world.first, world.second):
        before = listener(machine)
        install_on(machine, typed)
        assert "0" not in (before, listener(machine)) and listener(machine) != before
    world.left.noop()


def compare_schemas(world, typed):
    told = world.first.shell("\n".join(typed))
    (needed,) = re.findall(r"^database: PostgreSQL .* schema (\d+)$", told, re.MULTILINE)
    assert re.search(rf"^ +{needed}$", told, re.MULTILINE), told


def end_sessions(world, typed):
    for machine in (world.first, world.second):
        machine.shell("\n".join(typed))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        world.left.noop()


def change_tables(world, typed):
    world.second.shell("\n".join(typed))
    mail = Mail(world)
    world.wait_until(lambda: mail.send(world.balancer, 25, "upgraded") is None, "mail after the upgrade")


def switch_over(world, typed):
    see, switch = typed
    before = world.leader()
    assert READY.search(before.shell(see))
    terminal = before.terminal(switch)
    for question, answer in ((b"]:", b""), (b"Candidate", b""), (b"When", b""), (b"sure", b"y")):
        terminal.wait_for(question)
        terminal.type(answer + b"\n")
    assert terminal.end() == 0, terminal.shown
    assert world.leader() is not before
    world.wait_until(lambda: Mail(world).ids(world.balancer)[:1] == world.known, "the mail of before")


def move_database(world, typed):
    """To new servers: here to a new database on the old ones. pkill fails if no session is left."""
    mail = Mail(world)
    known = mail.ids(world.balancer)
    servers = (world.first, world.second)
    stop, end = world.closing
    for machine in servers:
        machine.shell(f"{stop}\n{end} || true")
    copy = re.search(r"/var/backups/\S+\.dump", world.first.shell("\n".join(world.backing_up)))[0]
    renew = b"DROP DATABASE mail WITH (FORCE);\nCREATE DATABASE mail OWNER pillarbox;\n"
    world.leader().shell("su postgres -c psql", octets=renew, folder="/")
    for machine in servers:
        machine.shell("\n".join(world.starting))
    (restore,) = typed
    example = re.search(r"/var/backups/\S+", restore)[0]
    assert re.sub(r"\d", "0", example) == re.sub(r"\d", "0", copy)
    world.first.shell(restore.replace(example, copy))
    for machine in servers:
        machine.shell(world.opening)
    world.wait_until(lambda: mail.ids(world.balancer) == known, "the mail of before")


def end_waiting(world, typed):
    """Here nothing waits: test_failures.py."""
    command, _, sql = typed[0].partition("\n")
    assert "(0 rows)" in world.leader().shell(command, octets=sql.encode(), folder="/")


# What only one display has (a regular expression), and what is done with it, in the order of the page.
STEPS = {
    "apt-get install etcd-server": set_up_databases,
    "systemctl enable --now etcd": start_databases,
    "CREATE DATABASE": create_database,
    "apt-get install pgbouncer": install_mail_server,
    "systemctl restart haproxy pgbouncer": start_pools,
    "mailctl migrate": migrate,
    "smtpd -t": use_database,
    "haproxy-mail.cfg": balance,
    "try-reload-or-restart": name_balancer,
    "mailctl backup": back_up,
    "try-restart": upgrade,
    "TABLE pillarbox": compare_schemas,
    r"\A# pkill": end_sessions,
    "smtpd --create": change_tables,
    "switchover": switch_over,
    "mailctl restore": move_database,
    "pg_terminate_backend": end_waiting,
}


def steps_of(example):
    return [step for words, step in STEPS.items() if re.search(words, example.text)]


def test_every_command_has_a_step():
    """One, in the order of the page."""
    assert [steps_of(example) for example in PAGE] == [[step] for step in STEPS.values()]


def test_the_packages_are_debians():
    """Those of all commands, by their names on the page."""
    install = "apt-get install "
    lines = [line for example in PAGE for line in commands(example) if line.startswith(install)]
    assert len(lines) == 3
    packages = {name for line in lines for name in line.removeprefix(install).split()}
    done = subprocess.run(["apt-get", "--simulate", "install", *packages], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def set_up(machine):
    """Returns the commands that start the services."""
    machine.shell(f"{SETUP} {TLS} >/tmp/said", octets=f"{LOGIN.password}\n".encode())
    said = machine.path("/tmp/said").read_text()
    return said.partition("Then start the services:\n\n")[2]


def prepare(machine):
    """A mail server that runs with SQLite."""
    machine.shell(set_up(machine))


class World(Machines):
    def wait_until(self, happened, what):
        """Until it happens; what fails meanwhile is tried again."""
        end = time.monotonic() + LIMIT_SECONDS
        while not tried(happened):
            assert time.monotonic() < end, f"not within {LIMIT_SECONDS} s: {what}"
            time.sleep(0.5)

    def leader(self):
        told = self.databases[0].shell(f"{PATRONICTL} list")
        return self.all[re.search(r"(db\d)\s*\|[^|]*\|\s*Leader", told)[1]]


def tried(happened):
    try:
        return happened()
    except (OSError, AssertionError, smtplib.SMTPException, poplib.error_proto):
        return False


@pytest.fixture(name="world")
def make_world(installed):
    if why := missing() or rooms.missing():
        pytest.skip(why)
    world = World(installed)
    yield world
    world.end()


@pytest.mark.long
def test_from_sqlite_to_a_cluster(world):
    prepare(world.first)
    for example in PAGE:
        (step,) = steps_of(example)
        step(world, commands(example))
