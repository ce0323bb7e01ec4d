"""pillarbox on PostgreSQL: a server of the bench's own, and hosts of ours that share a database in it."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import works
from boxes import USUAL_MESSAGES, Listener
from subjects import ACCOUNTS, PASSWORD_HASH, TOP, Cgroup, message, stat_seconds

sys.path.append(str(TOP / "tests"))
try:
    import pgserver
except ImportError:
    pgserver = None  # it needs psycopg2

PROGRAMS = TOP / "build" / "postgresql"
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# Connections that a pool has before it is measured: as many as the works have sessions with a query at once.
WARM = 10

# As Debian has it, and as a mail server needs it: a COMMIT waits for the disk.
SETTINGS = {
    "shared_buffers": "128MB",
    "autovacuum": "on",
    "fsync": "on",
    "synchronous_commit": "on",
}

# As conf/cluster/pgbouncer.ini has it.
POOLS = """\
[databases]
mail = host={server} dbname={database} user={user} pool_mode=transaction pool_size=20
maildrops = host={server} dbname={database} user={user} pool_mode=session pool_size=200
[pgbouncer]
listen_addr =
listen_port = 5432
unix_socket_dir = {socket}
auth_type = any
server_reset_query = DISCARD ALL
max_client_conn = 700
logfile = {socket}/log
pidfile = {socket}/pid
"""


# The state with accounts and nothing else.
EMPTY = "empty"

FILL = """
WITH new AS (
    INSERT INTO message (transaction_id, arrived, reverse_path, peer, helo, subject, octets)
    SELECT 'bench.' || account.id || '.' || number, 0, 'bench@elsewhere.example', '127.0.0.1', 'bench',
        'a message of the bench', %(octets)s
    FROM account, generate_series(1, %(count)s) AS number WHERE name = ANY (%(names)s)
    RETURNING id, split_part(transaction_id, '.', 2)::bigint AS account
), stored AS (INSERT INTO content (message, part, data) SELECT id, 0, %(text)s FROM new)
INSERT INTO delivery (account, message, octets) SELECT account, id, %(octets)s FROM new
"""


@dataclass(frozen=True)
class Kind:
    """A way of using PostgreSQL, which is measured as a subject."""

    name: str
    hosts: int = 1
    pools: bool = True  # a pgbouncer on each host
    standby: bool = False  # which has a message before its 250


KINDS = (
    Kind("postgresql", pools=False),
    Kind("pgbouncer"),
    Kind("two-hosts", hosts=2),
    Kind("standby", standby=True),
)


def missing():
    """Why nothing can be measured on PostgreSQL, or None."""
    if not pgserver:
        return "python3-psycopg2 is not installed"
    if not pgserver.bindir():
        return "PostgreSQL is not installed"
    if not PGBOUNCER:
        return "pgbouncer is not installed"
    programs = (PROGRAMS / "smtpd.run", PROGRAMS / "pop3d.run")
    lacking = [str(program) for program in programs if not program.exists()]
    return f"make POSTGRESQL=1 builds {' and '.join(lacking)}" if lacking else None


class Database:
    """A server that runs while a subject uses it, and a database for each state that rounds begin from."""

    def __init__(self, folder, standby=False):
        self.folder = folder / ("database-standby" if standby else "database")
        self.standby = standby
        self.users = set()  # names of subjects
        self.states = {}  # state → name of a database that is in it

    def enter(self, user):
        """Starts the server for the first user."""
        if not self.users:
            self._start()
        self.users.add(user)

    def _start(self):
        self.folder.mkdir()
        self.cgroup = Cgroup.make(self.folder.name)
        enter = self.cgroup.enter if self.cgroup else None
        self.server = pgserver.Server(self.folder, enter, **SETTINGS)
        if self.standby:
            self._add_standby()

    def _add_standby(self):
        try:
            self.server.add_standby()
        except BaseException:
            self.server.stop()
            raise

    def leave(self, user):
        """Stops it with the last one."""
        if self.users == {user}:
            self.server.stop()
            if self.cgroup:
                self.cgroup.remove()
            shutil.rmtree(self.folder)
        self.users.discard(user)

    def processor_seconds(self):
        """Those of the server, without its standby."""
        if self.cgroup:
            return self.cgroup.processor_seconds()
        pid = self.server.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return sum(map(stat_seconds, [pid, *children]))

    def copy(self, source, target):
        """Makes a database equal to another one, with nobody connected to either."""
        self.server.sql(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)", "postgres")
        self.server.sql(f"CREATE DATABASE {target} OWNER {pgserver.USER} TEMPLATE {source}", "postgres")

    def has(self, state):
        return state in self.states

    def keep(self, state, database):
        self.states[state] = f"state_{len(self.states)}"
        self.copy(database, self.states[state])

    def restore(self, state, database):
        self.copy(self.states[state], database)


class Host:
    """What a host of ours has of its own: a spool, and a pgbouncer where the kind has them."""

    def __init__(self, folder, kind, number):
        self.spool = folder / f"spool{number}"
        self.spool.mkdir()
        self.kind = kind
        self.number = number

    def prepare(self, server, database):
        self.server = server
        self.database = database
        self.socket = server.socket
        if self.kind.pools:
            self._make_pools()

    def _make_pools(self):
        # The name of a socket is short.
        self.socket = self.server.socket / f"{self.database}-{self.number}"
        self.socket.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.socket, pgserver.SERVER_USER)
        self.ini = self.socket / "pgbouncer.ini"
        self.ini.write_text(
            POOLS.format(
                server=self.server.socket,
                database=self.database,
                user=pgserver.USER,
                socket=self.socket,
            ),
            encoding="ascii",
        )

    def settings(self):
        mail, maildrops = ("mail", "maildrops") if self.kind.pools else (self.database,) * 2
        return (
            f"database={pgserver.setting(self.socket, mail)}",
            f"session_database={pgserver.setting(self.socket, maildrops)}",
            f"spool={self.spool}",
        )

    def start_pools(self, launch):
        """Each pool has begun its connections when this returns, as where it has run for long."""
        process = launch(pgserver.as_user([PGBOUNCER, "--quiet", str(self.ini)]), cwd="/")
        pgserver.wait_until((self.socket / ".s.PGSQL.5432").exists, process, "pgbouncer")
        for pool in ("mail", "maildrops"):
            with contextlib.ExitStack() as stack:
                for _ in range(WARM):
                    connection = pgserver.connect(self.socket, pool, pgserver.USER)
                    stack.callback(connection.close)
                    connection.autocommit = False
                    connection.cursor().execute("SELECT 1")
                    stack.callback(connection.commit)


class Postgresql(Listener):
    """Hosts that share a database. They also share the sockets that they listen on, as behind a balancer."""

    special = True

    def __init__(self, folder, kind, database):
        super().__init__(
            folder, smtpd=PROGRAMS / "smtpd.run", pop3d=PROGRAMS / "pop3d.run", name=kind.name
        )
        self.kind = kind
        self.shared = database
        self.live = kind.name.replace("-", "_")
        self.maildrops = None
        self.hosts = [Host(self.folder, kind, number) for number in range(kind.hosts)]

    def command(self, program, *settings):
        """Without a pool, for what happens between the rounds."""
        return super().command(program, f"spool={self.folder}", *settings)

    def commands(self):
        return {"smtp": self.command(self.smtpd), "pop3": self.command(self.pop3d)}

    def start(self):
        self.shared.enter(self.name)
        self.database = pgserver.setting(self.shared.server.socket, self.live)
        for host in self.hosts:
            host.prepare(self.shared.server, self.live)
        super().start()

    def make_database(self):
        """With the accounts, for all subjects on this server."""
        if not self.shared.has(EMPTY):
            self.shared.copy("template1", self.live)
            create = [*self.command(self.smtpd), "--create"]
            subprocess.run(create, capture_output=True, check=True, timeout=30)
            self.execute(
                "INSERT INTO account (name, password, created) SELECT unnest(%s), %s, 0",
                (ACCOUNTS, PASSWORD_HASH),
            )
            self.shared.keep(EMPTY, self.live)
        self.shared.restore(EMPTY, self.live)

    def execute(self, statement, values=None):
        return pgserver.run(self.shared.server.socket, self.live, statement, values)

    def listen(self):
        for host in self.hosts:
            if self.kind.pools:
                host.start_pools(self.launch)
            for service, program in (("smtp", self.smtpd), ("pop3", self.pop3d)):
                command = self.command(program, *host.settings())
                self.launch(command, stdin=self.sockets[service])

    def is_idle(self):
        return len(self.processes()) <= len(self.leaders)

    def processor_times(self):
        return {**super().processor_times(), works.DATABASE: self.shared.processor_seconds()}

    # --- the state of a work, which is made once for all subjects on the server ---

    def reset(self):
        self.maildrops = None

    def fill_all(self, names, count, octets):
        self.maildrops = (tuple(names), count, octets)

    def keep(self):
        if self.shared.has(self.maildrops):
            return
        self.end_leaders()
        self.shared.restore(EMPTY, self.live)
        if self.maildrops:
            self.add_messages(*self.maildrops)
        self.deliver(USUAL_MESSAGES)
        self.execute("VACUUM ANALYZE")
        self.shared.keep(self.maildrops, self.live)

    def add_messages(self, names, count, octets):
        """Each of one part."""
        text = message(octets)
        values = {"names": list(names), "count": count, "text": text, "octets": len(text)}
        self.execute(FILL, values)

    def restore(self):
        self.end_leaders()
        self.shared.restore(self.maildrops, self.live)
        self.listen()

    def stop(self):
        super().stop()
        self.shared.leave(self.name)
