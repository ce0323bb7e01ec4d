"""A PostgreSQL of the tests' own, and pgbouncer in front of it, on UNIX sockets in a new directory.

As a program it runs a command while such a server is there, whose socket's directory is the command's
environment variable POSTGRESQL_SOCKET:

    /usr/bin/python3 tests/pgserver.py COMMAND...
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

USER = "pillarbox"  # who the programs connect as; not a superuser
SERVER_USER = "nobody"  # who runs the server where the tests are root's: initdb refuses root
NUMBERS = itertools.count(1)  # of databases that this process makes
WAIT = 120.0  # seconds for a server to start or to stop
FAST = "/dev/shm"  # a disk in memory, whose syncs take no time

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "fsync": "on",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


# Functions by SQLite's names, in every database, so that tests of both engines can share their SQL.
LIKE_SQLITE = """
CREATE SCHEMA sqlite;
GRANT USAGE ON SCHEMA sqlite TO PUBLIC;
SET search_path = sqlite;
CREATE DOMAIN blob AS bytea;
CREATE FUNCTION unixepoch() RETURNS bigint LANGUAGE sql AS 'SELECT floor(extract(epoch FROM now()))::bigint';
CREATE FUNCTION zeroblob(n integer) RETURNS bytea LANGUAGE sql AS $$SELECT decode(repeat('00', n), 'hex')$$;
CREATE FUNCTION instr(a bytea, b bytea) RETURNS integer LANGUAGE sql AS 'SELECT position(b IN a)';
CREATE FUNCTION instr(a text, b text) RETURNS integer LANGUAGE sql AS 'SELECT position(b IN a)';
CREATE FUNCTION add(n bigint, b boolean) RETURNS bigint LANGUAGE sql AS 'SELECT n + b::integer';
CREATE AGGREGATE sum(boolean) (SFUNC = add, STYPE = bigint, INITCOND = 0);
"""


def bindir():
    """Where the server's programs are; None without them."""
    if not shutil.which("pg_config"):
        return None
    found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    directory = Path(found.stdout.strip())
    return directory if (directory / "initdb").exists() else None


def as_user(command):
    """The command as SERVER_USER, if we are root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid", SERVER_USER, "--regid", "nogroup", "--clear-groups", *command]


def connect(socket, database, user="postgres"):
    """A connection for SQL of the tests, which is committed statement by statement."""
    connection = psycopg2.connect(host=str(socket), dbname=database, user=user)
    connection.autocommit = True
    return connection


def run(socket, database, statement, values=None):
    """Executes SQL on a new connection; returns the rows of the last statement. With values, each ? is one
    as in SQLite, and each %s as well."""
    with contextlib.closing(connect(socket, database)) as connection:
        cursor = connection.cursor()
        cursor.execute(statement.replace("?", "%s") if values else statement, values)
        return cursor.fetchall() if cursor.description else []


def setting(socket, database, **more):
    """The value of the programs' setting "database"."""
    words = {"host": socket, **more}
    options = "&".join(f"{key}={value}" for key, value in words.items())
    return f"postgresql://{USER}@/{database}?{options}"


def wait_until(done, process, what):
    end = time.monotonic() + WAIT
    while not done():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{what} did not start")
        time.sleep(0.02)


class Server:
    """A server that runs until stop(). socket is the directory of its UNIX socket."""

    def __init__(self, disk=None, enter=None, **settings):
        """Makes and starts it.

        disk: a directory for its data, which are in memory otherwise. enter: what its processes do before they
        begin. settings: in place of SETTINGS.
        """
        self.bin = bindir()
        if not self.bin:
            raise RuntimeError("there is no PostgreSQL server")
        where = FAST if os.access(FAST, os.W_OK) else None
        self.directory = Path(tempfile.mkdtemp(prefix="pillarbox-pg-", dir=where))
        self.socket = self.directory
        self.disk = Path(disk) if disk else self.directory
        self.enter = enter
        self.settings = {**SETTINGS, **settings}
        self.process = None
        self.pools = []
        for folder in (self.directory, self.disk):
            if os.geteuid() == 0:
                shutil.chown(folder, SERVER_USER)
            folder.chmod(0o711)
        try:
            self._make()
            self.start()
            self.sql(f"CREATE ROLE {USER} LOGIN", "postgres")
            self.sql("ALTER ROLE ALL SET search_path = public, sqlite", "postgres")
            self.sql(LIKE_SQLITE, "template1")
        except BaseException:
            self.stop()
            raise

    def _make(self):
        self._run(
            *(self.bin / "initdb", "--pgdata", self.disk / "data", "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        self._configure(self.disk / "data", **self.settings, unix_socket_directories=self.socket)

    @staticmethod
    def _configure(data, **settings):
        with (data / "postgresql.conf").open("a", encoding="ascii") as conf:
            for name, value in settings.items():
                conf.write(f"{name} = '{value}'\n")

    def _run(self, *command):
        subprocess.run(
            as_user([str(word) for word in command]),
            check=True,
            capture_output=True,
            cwd="/",
            timeout=WAIT,
        )

    def start(self):
        self.process = self._spawn([self.bin / "postgres", "-D", self.disk / "data"], self.enter)
        wait_until(self.answers, self.process, "PostgreSQL")

    def _spawn(self, command, enter=None):
        command = as_user([str(word) for word in command])
        with (self.directory / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/", preexec_fn=enter)

    def answers(self):
        with contextlib.suppress(psycopg2.Error):
            self.connect("postgres").close()
            return True
        return False

    def halt(self, how=signal.SIGQUIT):
        """Stops the server, by default at once; start() starts it again."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(WAIT)

    def stop(self):
        for pool in self.pools:
            pool.terminate()
            pool.wait(WAIT)
        self.halt()
        shutil.rmtree(self.directory, ignore_errors=True)

    # --- databases ---

    def connect(self, database, user="postgres"):
        return connect(self.socket, database, user)

    def sql(self, statement, database):
        """Executes SQL; returns the rows of the last statement."""
        return run(self.socket, database, statement)

    def new_database(self, template="template1"):
        """Creates a database without tables, or a copy of another one, and returns its name."""
        name = f"mail_{os.getpid()}_{next(NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}", "postgres")
        return name

    # --- a standby ---

    def add_standby(self):
        """Starts a standby, on whose disk everything is before a COMMIT returns."""
        data, socket = self.disk / "standby", self.directory / "standby"
        socket.mkdir()
        if os.geteuid() == 0:
            shutil.chown(socket, SERVER_USER)
        copy = ("--host", self.socket, "--username", "postgres", "--pgdata", data, "--write-recovery-conf")
        self._run(self.bin / "pg_basebackup", *copy, "--checkpoint", "fast", "--no-sync")
        self._configure(data, unix_socket_directories=socket)
        self.pools.append(self._spawn([self.bin / "postgres", "-D", data]))
        self.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "postgres")
        self.sql("SELECT pg_reload_conf()", "postgres")
        wait_until(self._is_safe, self.pools[-1], "the standby")

    def _is_safe(self):
        return self.sql("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'", "postgres")

    # --- pgbouncer ---

    def add_pool(self, mode, reset="DISCARD ALL"):
        """Starts a pgbouncer; returns the directory of its socket."""
        directory = self.directory / f"{mode}-{len(self.pools)}"
        directory.mkdir()
        ini = directory / "pgbouncer.ini"
        ini.write_text(
            f"[databases]\n* = host={self.socket} user={USER}\n"
            f"[pgbouncer]\nlisten_addr =\nlisten_port = 5432\nunix_socket_dir = {directory}\n"
            f"auth_type = any\npool_mode = {mode}\nserver_reset_query = {reset}\n"
            f"max_client_conn = 500\ndefault_pool_size = 50\nlogfile = {directory}/log\n"
            f"pidfile = {directory}/pid\n",
            encoding="ascii",
        )
        if os.geteuid() == 0:
            shutil.chown(directory, SERVER_USER)
        pool = self._spawn(["pgbouncer", "--quiet", ini])
        self.pools.append(pool)
        wait_until((directory / ".s.PGSQL.5432").exists, pool, "pgbouncer")
        return directory


def main():
    server = Server()
    try:
        environment = {**os.environ, "POSTGRESQL_SOCKET": str(server.socket)}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
