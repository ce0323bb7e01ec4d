"""pillarbox as it is measured: with a listener, under tcpserver, and under systemd."""

import os
import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

from subjects import ACCOUNTS, DOMAIN, HOST, PASSWORD_HASH, RECIPIENTS, TOP, Cgroup, Subject, message

import room as rooms  # as subjects found it
import supers
import tlsservers

CHUNK_OCTETS = 65536
# More than a log has frames when it is written over from its start.
USUAL_MESSAGES = 100
# As many as tcpserver serves, and as many as it lets wait.
MOST_SESSIONS = 250
BACKLOG = 200

# As in production, where LIST is the plain one, and with a hash as cheap as that of the others.
SETTINGS = (
    f"hostname={DOMAIN}",
    "interactive=none",
    "password_hash=$5$",
    "password_cost=1000",
    "max_message_size=64M",
    "sandbox=strict",
    f"max_sessions={MOST_SESSIONS}",
    "max_sessions_per_network=0",
)


def program(variable, usual):
    return Path(os.environ.get(variable, TOP / usual)).resolve()


def copy(source, target):
    """Both are names of a database. The index of the log is made again by the first who needs it."""
    Path(f"{target}-shm").unlink(missing_ok=True)
    for suffix in ("", "-wal"):
        old, new = Path(f"{source}{suffix}"), Path(f"{target}{suffix}")
        if old.exists():
            shutil.copyfile(old, new)
            os.chown(new, *owner(target))
        else:
            new.unlink(missing_ok=True)


def owner(path):
    status = path.parent.stat()
    return status.st_uid, status.st_gid


class Pillarbox(Subject):
    """A database, and what changes it while no program is running. through: the words that go in
    front of the programs' command lines."""

    copies = True

    def __init__(self, folder, smtpd=None, pop3d=None, name=None, through=()):
        self.name = name or self.name
        super().__init__(folder)
        self.through = through
        self.smtpd = smtpd or program("SMTPD", "smtpd/smtpd")
        self.pop3d = pop3d or program("POP3D", "pop3d/pop3d")
        self.database = self.folder / "mail.db"
        self.kept = self.folder / "kept.db"
        self.started = self.folder / "started.db"

    def command(self, program, *settings):
        options = [word for setting in (*SETTINGS, *settings) for word in ("-o", setting)]
        return [program, "-d", self.database, *options]

    def make_database(self):
        create = [*self.command(self.smtpd), "--create"]
        subprocess.run(create, capture_output=True, check=True, timeout=30)
        self.add_accounts(ACCOUNTS)
        copy(self.database, self.started)

    def deliver(self, count):
        """Messages for postmaster, by a session through a pipe."""
        one = "MAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\n"
        done = subprocess.run(
            self.command(self.smtpd),
            input=f"EHLO bench.elsewhere.example\r\n{one * count}QUIT\r\n".encode(),
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.count(b"\n250 2.0.0 ") == count, done

    def reset(self):
        copy(self.started, self.database)

    def keep(self):
        """The log gets as long as it is where mail has come in before."""
        self.deliver(USUAL_MESSAGES)
        copy(self.database, self.kept)

    def restore(self):
        copy(self.kept, self.database)

    def change(self):
        """A connection for changes while no program is running: fast, and safe enough here."""
        database = sqlite3.connect(self.database, isolation_level=None)
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN IMMEDIATE")
        return database

    def finish_change(self, database):
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        database.close()

    def add_accounts(self, names):
        database = self.change()
        database.executemany(
            "INSERT INTO account (name, password, created) VALUES (?, ?, unixepoch())",
            ((name, PASSWORD_HASH) for name in names),
        )
        self.finish_change(database)

    def fill_all(self, names, count, octets):
        database = self.change()
        for name in names:
            (account,) = database.execute(
                "SELECT id FROM account WHERE name = ?", (name,)
            ).fetchone()
            database.execute("DELETE FROM delivery WHERE account = ?", (account,))
            self.add_messages(database, account, count, message(octets))
        self.finish_change(database)

    def fill(self, account, count, octets):
        self.fill_all([account], count, octets)

    def add_messages(self, database, account, count, octets):
        """As a delivery does it."""
        # Ids are never given again.
        (first,) = database.execute(
            "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'message'"
        ).fetchone()
        ids = range(first, first + count)
        database.executemany(
            "INSERT INTO message (id, transaction_id, arrived, reverse_path, peer, helo, subject,"
            " octets) VALUES (?, 'bench.' || ?1, unixepoch(), 'bench@elsewhere.example',"
            " '127.0.0.1', 'bench', 'a message of the bench', ?)",
            ((i, len(octets)) for i in ids),
        )
        database.executemany(
            "INSERT INTO content (id, data) VALUES (?, ?)",
            (
                ((i << 16) + part, octets[at : at + CHUNK_OCTETS])
                for i in ids
                for part, at in enumerate(range(0, len(octets), CHUNK_OCTETS))
            ),
        )
        database.executemany(
            "INSERT INTO delivery (account, message, octets) VALUES (?, ?, ?)",
            ((account, i, len(octets)) for i in ids),
        )

    def forget(self):
        database = self.change()
        database.executemany(
            "DELETE FROM delivery WHERE account = (SELECT id FROM account WHERE name = ?)",
            ((name,) for name in RECIPIENTS),
        )
        self.finish_change(database)

    def use_up(self, count, octets):
        """Free pages."""
        self.fill_all(RECIPIENTS, count // len(RECIPIENTS), octets)
        self.forget()


class Tlsd:
    """The settings of a tlsd with a certificate of each type, and its socket."""

    def __init__(self, folder, certificates):
        path = folder / "tlsd"
        conf = folder / "tlsd.conf"
        lines = ["sandbox = strict", "user = nobody" if os.geteuid() == 0 else ""]
        for number, certificate in zip(("", 2), certificates.values()):
            key = tlsservers.readable(certificate.folder / "privkey.pem", folder, f"key{number}")
            lines += [f"certificate{number} = {certificate.trusted}", f"key{number} = {key}"]
        conf.write_text("".join(f"{line}\n" for line in lines))
        self.command = [program("TLSD", "tlsd/tlsd"), "-c", conf]
        self.setting = f"starttls=unix:{path}"
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(BACKLOG)


class Listener(Pillarbox):
    """Each program gets a socket that the bench has bound. It ends when it was idle for long, so it
    is started again for each round."""

    name = "pillarbox"

    def __init__(self, folder, certificates=None, **more):
        super().__init__(folder, **more)
        self.tlsd = Tlsd(self.folder, certificates) if certificates else None
        self.sockets = {}
        self.ports = dict.fromkeys(self.commands())

    def commands(self):
        """service → command line"""
        commands = {
            "smtp": self.command(self.smtpd),
            "pop3": self.command(self.pop3d),
            "dialect": self.command(self.pop3d, "interactive=local"),
        }
        if self.tlsd:
            smtp, pop3 = (self.command(it, self.tlsd.setting) for it in (self.smtpd, self.pop3d))
            commands.update(starttls=smtp, stls=pop3)
            commands.update(smtps=[*smtp, "--tls=now"], pop3s=[*pop3, "--tls=now"])
        return commands

    def start(self):
        self.make_database()
        for service in self.ports:
            self.sockets[service] = socket.create_server((HOST, 0), backlog=BACKLOG)
            self.ports[service] = self.sockets[service].getsockname()[1]
        self.listen()

    def listen(self):
        for service, command in self.commands().items():
            self.launch([*self.through, *command], stdin=self.sockets[service])
        if self.tlsd:
            self.launch(self.tlsd.command, stdin=self.tlsd.socket)

    def is_idle(self):
        # What starts a listener stays, and so do the listener and the key process.
        stay = len(self.leaders) * (2 if self.through else 1) + (1 if self.tlsd else 0)
        return len(self.processes()) <= stay

    def end_leaders(self):
        for leader in self.leaders:
            leader.terminate()
        super().end_leaders()

    def listen_again(self):
        self.end_leaders()
        self.listen()

    def restore(self):
        super().restore()
        self.listen_again()

    def stop(self):
        super().stop()
        for bound in self.sockets.values():
            bound.close()
        if self.tlsd:
            self.tlsd.socket.close()


class Exec(Pillarbox):
    """tcpserver executes a program for each connection, and stunnel before it where there is TLS."""

    name = "exec"
    services = ("smtp", "pop3")

    def __init__(self, folder, certificates=None, environment=None, **more):
        super().__init__(folder, **more)
        self.certificate = certificates["RSA"].both if certificates else None
        self.environment = {**os.environ, **(environment or {})}
        if certificates:
            self.ports.update(smtps=None, pop3s=None)

    def start(self):
        self.make_database()
        for service, program in (("smtp", self.smtpd), ("pop3", self.pop3d)):
            command = (*self.through, *self.command(program))
            self.ports[service] = self.launch_tcpserver(*command, env=self.environment)
            if self.certificate:
                self.ports[f"{service}s"] = self.launch_wrapped(program, f"{service}s.conf")

    def launch_wrapped(self, program, sample):
        return self.launch_tcpserver(
            *tlsservers.sample(self, sample, self.certificate, program, "--tls=implicit")
        )


# The ways in which systemd runs the samples.
SYSTEMD_KINDS = [kind for kind in supers.SUPERS if kind.needs == (supers.SYSTEMD,)]


def no_systemd():
    """Why systemd cannot be started here, or None."""
    if why := rooms.missing() or SYSTEMD_KINDS[0].missing():
        return why
    return None if rooms.unified_cgroups() else "systemd: no control groups of version 2"


class Systemd(Pillarbox):
    """The units as they are installed, in a room of the tests for super-servers. The database is not
    in the room's memory but on the disk, as that of the others."""

    special = True
    services = ("smtp",)

    def __init__(self, folder, kind=SYSTEMD_KINDS[0]):
        super().__init__(folder, name=kind.name)
        self.kind = kind

    def make_cgroup(self):
        """The room's, as soon as there is one."""
        self.room = None

    def start(self):
        settings = "".join(f"{it.replace('=', ' = ', 1)}\n" for it in SETTINGS)
        settings = f"database = {rooms.DATABASE}\n{settings}"
        self.room = rooms.Room(self.kind.init, settings, mail=self.folder)
        self.front = ("nsenter", f"--net=/proc/{self.room.pid}/ns/net", "--")
        self.cgroup = Cgroup(self.room.cgroup.folder)
        self.ports["smtp"] = supers.SERVICES["smtp"]
        self.make_database()
        self.kind.start(self.room)
        self.room.wait_for_port(self.ports["smtp"])
        self.resident = 0 if self.is_executed() else 1

    def is_executed(self):
        """For each connection, and no listener stays."""
        units = self.room.path(supers.UNITS)
        files = (*units.glob("*-smtp.socket"), *units.glob("*-smtp.socket.d/*"))
        return any("\nAccept=yes\n" in file.read_text() for file in files)

    def is_idle(self):
        return self.room.processes("smtpd") <= self.resident

    def stop(self):
        if self.room:
            self.room.end()
        shutil.rmtree(self.folder)

