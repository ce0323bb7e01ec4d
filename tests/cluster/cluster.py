"""A cluster as pillarbox-cluster(7) shows it, made from the samples in conf/cluster.

Every machine of the manual has an address of its own in the loopback network. The samples get these
addresses, the paths and the users of the tests, and are otherwise as they are.
"""

import contextlib
import ctypes
import json
import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

import pgserver
import tlsservers
from supers import exec_start

TOP = Path(__file__).resolve().parents[2]
SAMPLES = TOP / "conf" / "cluster"
PAGE = TOP / "man" / "pillarbox-cluster.7"
PROGRAMS = {
    "smtpd": TOP / os.environ.get("SMTPD", "build/postgresql/smtpd.run"),
    "pop3d": TOP / os.environ.get("POP3D", "build/postgresql/pop3d.run"),
}
NEEDED = ("patroni", "patronictl", "etcd", "pgbouncer", "haproxy")
MANUALS_NETWORK = "192.0.2."
PORTS = {"smtp": 25, "submission": 587, "smtps": 465, "pop3": 110, "pop3s": 995}
UNPRIVILEGED = 10000  # is added to each of them
PATRONI_PORT = 8008
ETCD_PORT = 2379
START_SECONDS = 90.0  # for the whole cluster; it takes 20
MEND_SECONDS = 90.0  # for a failover, or for a server to come back
PASSWORD = "secret"
HASH = "$5$rounds=1000$pillarbox$ieYJaLwpKBM1oCor2CbmkbQE/Gmfmj7c.x8kej2kZ/D"  # of it
WITHOUT_TLS = ("plaintext_auth=any", "tls_required=no")  # for the load, on port 110
COPY_RATE = "2M"  # octets a second; a database without mail has 30 MB
DISK_MEGABYTES = 640  # of a database server, where it has one of its own

LOG_LINES = 80
STREAMING = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name LIKE 'db_'"

CLONE_NEWNS = 0x20000


def missing():
    """Why there can be no cluster, or None."""
    absent = [name for name in NEEDED if not find_program(name)]
    if not tlsservers.TLSD.exists() or tlsservers.missing():
        absent.append("TLS")
    if not pgserver.bindir():
        absent.append("PostgreSQL")
    return f"a cluster needs {', '.join(absent)}" if absent else None


def port_of(service):
    return PORTS[service] + UNPRIVILEGED


def find_program(name):
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


def wait_until(holds, seconds, what):
    """Returns what holds() returns, as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
    return found


def filled(name, network, *changes):
    """A sample, with its addresses and with what a change names replaced. What is not there is an error."""
    text = (SAMPLES / name).read_text(encoding="ascii")
    for old, new in changes:
        text, count = re.subn(old, new, text)
        assert count, f"conf/cluster/{name} has no {old}"
    return text.replace(MANUALS_NETWORK, network)


def own_mounts():
    """From now on this process and its children mount for themselves. False without the right to."""
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or libc.unshare(CLONE_NEWNS) < 0:
        return False
    done = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, check=False)
    return done.returncode == 0


class Service:
    """A program that runs until it is killed, and can be started again."""

    def __init__(self, name, log, command, environment=None, user=True, stdin=None):
        self.name = name
        self.log = log
        self.command = [str(word) for word in command]
        if user:
            self.command = pgserver.as_user(self.command)
        self.environment = {**os.environ, **(environment or {})}
        self.stdin = stdin
        self.process = None
        self.start()

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=self.stdin or subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd="/",
                start_new_session=True,
            )

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def end(self, how=signal.SIGKILL):
        if self.is_running():
            self.process.send_signal(how)
        self.process.wait(pgserver.WAIT)

    def restart(self):
        """As an operator does, or systemd after a crash."""
        self.end(signal.SIGTERM)
        self.start()


def children(pid):
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def processor_seconds(pids):
    """What these processes have used, and those of their children that have ended (proc(5))."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def send(number, pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class Node:
    """A database server: etcd, Patroni, and the PostgreSQL that Patroni runs."""

    def __init__(self, number, network, folder, has_disk):
        self.name = f"db{number}"
        self.address = f"{network}{10 + number}"
        self.folder = folder / self.name
        self.data = self.folder / "disk" / "15" / "pillarbox"
        self.conf = self.folder / "patroni.yml"
        self.has_disk = has_disk
        self.etcd = self.patroni = None
        self._make_folders()
        self._write_conf(number, network)

    def _make_folders(self):
        disk = self.folder / "disk"
        for one in (self.folder, disk, self.folder / "run", self.folder / "etcd"):
            one.mkdir()
        if self.has_disk:
            size = f"size={DISK_MEGABYTES}m"
            subprocess.run(["mount", "-t", "tmpfs", "-o", size, self.name, disk], check=True)
        for one in (self.folder, disk, self.folder / "run", self.folder / "etcd"):
            one.chmod(0o700)
            if os.geteuid() == 0:
                shutil.chown(one, pgserver.SERVER_USER)

    def _write_conf(self, number, network):
        own = (
            (r"(?m)^name: db1$", f"name: {self.name}"),
            (r"(listen|connect_address): 192\.0\.2\.11:", rf"\1: {self.address}:"),
            (r"/var/lib/postgresql", str(self.folder / "disk")),
            (r"/usr/lib/postgresql/15/bin", str(pgserver.bindir())),
            (r"/var/run/postgresql", str(self.folder / "run")),
        )
        self.conf.write_text(filled("patroni.yml", network, *own), encoding="ascii")
        own = (
            (r"(?m)^(ETCD_NAME)=db1$", rf"\1={self.name}"),
            (r"=http://192\.0\.2\.11:(\d+)\n", rf"=http://{self.address}:\1\n"),
            (r"/var/lib/etcd", str(self.folder / "etcd")),
        )
        text = filled("etcd", network, *own)
        self.etcd_environment = dict(re.findall(r"(?m)^(ETCD_\w+)=(.*)$", text))

    def start_etcd(self):
        environment = {**self.etcd_environment, "ETCD_LOG_LEVEL": "error"}
        self.etcd = Service("etcd", self.folder / "etcd.log", ["etcd"], environment)

    def start_patroni(self):
        log = self.folder / "patroni.log"
        self.patroni = Service("patroni", log, ["patroni", self.conf], {"HOME": str(self.folder)})

    # --- its processes ---

    def postmaster(self):
        try:
            return [int((self.data / "postmaster.pid").read_text().split()[0])]
        except (FileNotFoundError, IndexError):
            return []

    def backends(self, *words):
        """The server's processes, or those with all these words in their titles."""
        found = [pid for one in self.postmaster() for pid in children(one)]
        if not words:
            return found
        titles = {pid: title_of(pid) for pid in found}
        return [pid for pid, title in titles.items() if all(word in title for word in words)]

    def processes(self):
        """All but etcd."""
        patroni = [self.patroni.pid] if self.patroni.is_running() else []
        return [*patroni, *self.postmaster(), *self.backends()]

    def kill(self):
        """Everything ends at once, and nothing starts it again."""
        send(signal.SIGKILL, self.processes())
        self.patroni.end()

    def freeze(self):
        send(signal.SIGSTOP, self.processes())

    def thaw(self):
        send(signal.SIGCONT, self.processes())

    def mend(self):
        """What a boot does."""
        self.thaw()
        self.empty_disk()
        for service in (self.etcd, self.patroni):
            if not service.is_running():
                service.start()

    # --- its disk ---

    @contextlib.contextmanager
    def copied_slowly(self):
        """Boots without a database, so that Patroni copies that of the primary."""
        text = self.conf.read_text(encoding="ascii")
        slow, count = re.subn(r"(basebackup: \[[\w-]+)\]", rf"\1, max-rate: {COPY_RATE}, checkpoint: fast]", text)
        assert count == 1
        self.conf.write_text(slow, encoding="ascii")
        shutil.rmtree(self.data)
        try:
            self.mend()
            yield
        finally:
            self.conf.write_text(text, encoding="ascii")

    @property
    def ballast(self):
        return self.folder / "disk" / "ballast"

    def fill_disk(self):
        """To the last octet."""
        with contextlib.suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))

    def empty_disk(self):
        self.ballast.unlink(missing_ok=True)

    # --- what it says ---

    def said(self):
        """All that Patroni and PostgreSQL have logged."""
        return (self.folder / "patroni.log").read_text(errors="replace")

    def ask(self, path, port=PATRONI_PORT):
        """Status and text of Patroni's answer, or of etcd's; 0 without one."""
        try:
            with urllib.request.urlopen(f"http://{self.address}:{port}{path}", timeout=2) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def is_primary(self):
        return self.ask("/primary")[0] == 200

    def has_key(self):
        """Whether etcd says that this server is the primary. A primary that goes on without etcd is one for
        itself only, and cannot hand over."""
        status, text = self.ask("/v2/keys/service/pillarbox/leader", ETCD_PORT)
        return status == 200 and json.loads(text)["node"]["value"] == self.name

    def members(self):
        """The roles of those servers that run."""
        status, text = self.ask("/cluster")
        members = json.loads(text)["members"] if status == 200 else []
        return {one["name"]: one["role"] for one in members if one["state"] in ("running", "streaming")}

    def standbys(self):
        return [name for name, role in self.members().items() if role in ("replica", "sync_standby")]

    def sql(self, statement, database="mail", values=None):
        with contextlib.closing(
            psycopg2.connect(
                host=self.address,
                dbname=database,
                user="postgres",
                password="CHANGE-postgres",
                connect_timeout=5,
            )
        ) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def patronictl(self, *words):
        command = ["patronictl", "-c", str(self.conf), *words]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=2 * MEND_SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def title_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def haproxy(sample, folder, network, *changes):
    """A running haproxy with a sample; only root can become its user."""
    if os.geteuid() != 0:
        changes += ((r"(?m)^  (user|group) haproxy\n", ""),)
    conf = folder / sample
    conf.write_text(filled(sample, network, *changes), encoding="ascii")
    command = [find_program("haproxy"), "-db", "-f", conf]
    return Service("haproxy", folder / "haproxy.log", command, user=False)


def balancer_address(network):
    return f"{network}31"


class Host:
    """A mail server: both programs as listeners, pgbouncer, and a haproxy that leads to the primary."""

    def __init__(self, number, network, folder, certificate):
        self.name = f"mail{number}"
        self.address = f"{network}{20 + number}"
        self.balancer = balancer_address(network)
        self.folder = folder / self.name
        self.user = pwd.getpwuid(os.geteuid()).pw_name
        for one in (self.folder, self.folder / "run", self.folder / "spool"):
            one.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "run", pgserver.SERVER_USER)
        self.socket = self.folder / "run"
        local = (r"127\.0\.0\.1", self.address)
        self.haproxy = haproxy("haproxy-postgresql.cfg", self.folder, network, local)
        self.pgbouncer = self._start_pgbouncer(network, local)
        self.tlsd = tlsservers.Tlsd(self.folder / "tlsd.log", tlsservers.files_of(certificate.both))
        self.conf = self.folder / "pillarbox.conf"
        paths = [
            ("/var/run/postgresql", str(self.socket)),
            ("/var/lib/pillarbox", str(self.folder / "spool")),
            ("/run/pillarbox-tls/socket", str(self.tlsd.socket)),
        ]
        self.conf.write_text(filled("pillarbox.conf", network, *paths), encoding="ascii")
        self.services = {}

    def _start_pgbouncer(self, network, local):
        (self.folder / "pgbouncer-hba.conf").write_text(filled("pgbouncer-hba.conf", network))
        (self.folder / "userlist.txt").write_text(f'"{self.user}" ""\n')
        ini = self.folder / "pgbouncer.ini"
        paths = (
            ("/var/run/postgresql", str(self.socket)),
            ("/var/log/postgresql", str(self.socket)),
            ("/etc/pgbouncer", str(self.folder)),
        )
        ini.write_text(filled("pgbouncer.ini", network, local, *paths), encoding="ascii")
        command = [find_program("pgbouncer"), "--quiet", ini]
        return Service("pgbouncer", self.folder / "pgbouncer.log", command)

    def connect(self, service, timeout=60.0):
        """A connection as the balancer makes one, for a client of the manual's network."""
        where = (self.address, port_of(service))
        connection = socket.create_connection(where, timeout, source_address=(self.balancer, 0))
        connection.sendall(b"PROXY TCP4 203.0.113.7 192.0.2.31 50000 25\r\n")
        return connection

    def command(self, program, *arguments):
        return [PROGRAMS[program], "-c", self.conf, *arguments]

    def run(self, program, *arguments):
        command = [str(word) for word in self.command(program, *arguments)]
        return subprocess.run(command, input="", capture_output=True, text=True, timeout=60, check=False)

    def listen(self, service, *settings):
        """As the unit of systemd does, whose socket stays open too."""
        path, *words = exec_start(service)
        words += [word for one in ("sandbox=strict", *settings) for word in ("-o", one)]
        listener = socket.create_server((self.address, port_of(service)), backlog=100)
        command = self.command(Path(path).name, *words)
        self.services[service] = Service(service, self.log, command, user=False, stdin=listener)

    @property
    def log(self):
        return self.folder / "pillarbox.log"

    def pids(self):
        """All of its processes."""
        services = [self.haproxy, self.pgbouncer, *self.services.values()]
        running = [service.pid for service in services if service.is_running()]
        return [*running, *(pid for one in running for pid in children(one))]

    def stop(self):
        send(signal.SIGKILL, self.pids())
        for service in self.services.values():
            service.stdin.close()
        self.tlsd.stop()

    def mend(self):
        send(signal.SIGCONT, self.pids())
        for service in (self.haproxy, self.pgbouncer, *self.services.values()):
            if not service.is_running():
                service.start()


class Balancer:
    """What the clients connect to."""

    def __init__(self, network, folder):
        self.address = balancer_address(network)
        self.folder = folder / "balancer"
        self.folder.mkdir()
        ports = [(rf":{port}\b", f":{port_of(name)}") for name, port in PORTS.items()]
        self.haproxy = haproxy(
            "haproxy-mail.cfg",
            self.folder,
            network,
            (r"bind :", f"bind {self.address}:"),
            (r"send-proxy-v2 check", f"source {self.address} send-proxy-v2 check"),
            *ports,
        )

    def connect(self, service, timeout=60.0, source=None):
        """source: the client's address, by default any."""
        where = (self.address, port_of(service))
        return socket.create_connection(where, timeout, source_address=source and (source, 0))


class Cluster:
    def __init__(self, has_disks):
        # Another run on this machine has another network.
        self.network = f"127.{random.randint(2, 254)}.{random.randint(1, 254)}."
        where = pgserver.FAST if os.access(pgserver.FAST, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="pb-cluster-", dir=where))
        self.folder.chmod(0o711)
        self.nodes = []
        self.hosts = []
        self.balancer = None
        try:
            self._start_nodes(has_disks)
            self._start_hosts()
        except BaseException:
            self.stop()
            raise

    def _start_nodes(self, has_disks):
        for number in (1, 2, 3):
            self.nodes.append(Node(number, self.network, self.folder, has_disks))
        for node in self.nodes:
            node.start_etcd()
        for node in self.nodes:
            node.start_patroni()

    def _start_hosts(self):
        self.certificate = tlsservers.Certificate(self.folder / "certificate", 1)
        for number in (1, 2):
            self.hosts.append(Host(number, self.network, self.folder, self.certificate))
        self.balancer = Balancer(self.network, self.folder)
        self.wait_whole(START_SECONDS)
        primary = self.primary()
        for statement in re.findall(r"(?m)^CREATE .*;$", PAGE.read_text(encoding="ascii")):
            primary.sql(statement, "postgres")
        done = wait_until(self._create_tables, 20, "the first connection")
        assert "store-created" in done.stderr
        weak = ("password_hash=$5$", "password_cost=1000")
        for host in self.hosts:
            for service in PORTS:
                host.listen(service, *weak, *(WITHOUT_TLS if service == "pop3" else ()))

    def _create_tables(self):
        done = self.hosts[0].run("smtpd", "--create")
        return done if done.returncode == 0 else None

    def stop(self):
        for host in self.hosts:
            host.stop()
        if self.balancer:
            self.balancer.haproxy.end()
        for node in self.nodes:
            if node.patroni:
                node.thaw()
                node.kill()
            if node.etcd:
                node.etcd.end()
            if node.has_disk:
                subprocess.run(["umount", "--lazy", node.folder / "disk"], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self):
        """The end of each log."""
        logs = sorted(self.folder.glob("*/*.log"))
        texts = [log.read_text(errors="replace").splitlines()[-LOG_LINES:] for log in logs]
        return "\n".join(f"{log}:\n" + "\n".join(lines) for log, lines in zip(logs, texts))

    # --- the state of it ---

    def find_primary(self):
        return next((node for node in self.nodes if node.is_primary()), None)

    def primary(self):
        return wait_until(self.find_primary, MEND_SECONDS, "a primary")

    def synchronous(self):
        """The standby that has what is committed, or None."""
        primary = self.find_primary()
        roles = primary.members() if primary else {}
        return next((node for node in self.nodes if roles.get(node.name) == "sync_standby"), None)

    def is_whole(self):
        """Whether both standbys run and get the log, and one of them is synchronous."""
        primary = self.find_primary()
        roles = primary.members() if primary and primary.has_key() else {}
        if sorted(roles.values()) != ["leader", "replica", "sync_standby"]:
            return False
        return primary.sql(STREAMING, "postgres") == [(2,)]

    def wait_whole(self, seconds=MEND_SECONDS):
        wait_until(self.is_whole, seconds, "a primary and two standbys")

    def mend(self):
        for one in (*self.nodes, *self.hosts):
            one.mend()
        if not self.balancer.haproxy.is_running():
            self.balancer.haproxy.start()

    def sql(self, statement, values=None):
        return self.primary().sql(statement, values=values)

    def account(self, name):
        """Creates an account with PASSWORD, unless it is there."""
        self.sql(
            "INSERT INTO account (name, password, created) VALUES (%s, %s, 1) ON CONFLICT DO NOTHING",
            (name, HASH),
        )
