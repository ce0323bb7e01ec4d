"""A PostgreSQL of the tests' own, and pgbouncer in front of it, on UNIX sockets in a new directory.

As a program it runs a command while such a server is there, whose socket's directory is the command's
environment variable POSTGRESQL:

    /usr/bin/python3 tests/postgresql.py COMMAND...
"""

import contextlib
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
WAIT = 30.0  # seconds for a server to start or to stop
FAST = "/dev/shm"  # a disk in memory, whose syncs take no time

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "fsync": "on",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


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


def wait_until(done, process, what):
    end = time.monotonic() + WAIT
    while not done():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{what} did not start")
        time.sleep(0.02)


class Server:
    """A server that runs until stop(). socket is the directory of its UNIX socket."""

    def __init__(self):
        self.bin = bindir()
        if not self.bin:
            raise RuntimeError("there is no PostgreSQL server")
        where = FAST if os.access(FAST, os.W_OK) else None
        self.directory = Path(tempfile.mkdtemp(prefix="pillarbox-pg-", dir=where))
        self.socket = self.directory
        self.process = None
        self.pools = []
        self.count = 0
        if os.geteuid() == 0:
            shutil.chown(self.directory, SERVER_USER)
        self.directory.chmod(0o711)
        try:
            self._make()
            self.start()
            self.sql(f"CREATE ROLE {USER} LOGIN", database="postgres")
        except BaseException:
            self.stop()
            raise

    def _make(self):
        self._run(
            *(self.bin / "initdb", "--pgdata", self.directory / "data", "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        with (self.directory / "data" / "postgresql.conf").open("a", encoding="ascii") as conf:
            for name, value in {**SETTINGS, "unix_socket_directories": self.socket}.items():
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
        self.process = self._spawn([self.bin / "postgres", "-D", self.directory / "data"])
        wait_until(self.answers, self.process, "PostgreSQL")

    def _spawn(self, command):
        with (self.directory / "log").open("ab") as log:
            return subprocess.Popen(
                as_user([str(word) for word in command]), stdout=log, stderr=log, cwd="/"
            )

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
        """A connection for SQL of the tests, which is committed statement by statement."""
        connection = psycopg2.connect(host=str(self.socket), dbname=database, user=user)
        connection.autocommit = True
        return connection

    def sql(self, statement, database):
        connection = self.connect(database)
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def new_database(self, template="template0"):
        """Creates a database, empty or as a copy of another one, and returns its name."""
        self.count += 1
        name = f"mail_{os.getpid()}_{self.count}"
        self.sql(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}", "postgres")
        return name

    def setting(self, database, **more):
        """The value of the programs' setting "database"."""
        words = {"host": self.socket, "dbname": database, "user": USER, **more}
        return "postgresql:" + " ".join(f"{key}={value}" for key, value in words.items())

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
        environment = {**os.environ, "POSTGRESQL": str(server.socket)}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
