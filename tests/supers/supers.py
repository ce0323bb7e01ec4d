"""The super-servers: how each one is started in a room with the samples of conf/, and what it does
with more clients than there may be.

The samples run as they are. Where a test needs another limit, it changes lines that the comments in
the sample name.
"""

import shlex
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from room import CONF, DATABASE, PROGRAMS, SETTINGS, TOP, USER, Room
from servers import TLSD

INETDS = TOP / "build" / "inetd"  # as get-inetds leaves them
SYSTEMD = "/lib/systemd/systemd"
TLS_SOCKET = "/run/pillarbox-tls/socket"
SERVICES = {"smtp": 25, "submission": 587, "pop3": 110}
IMPLICIT = {"smtps": 465, "pop3s": 995}

# Those whose sample has no certificate take passwords without TLS, from this machine.
OPEN_SETTINGS = SETTINGS.replace("plaintext_auth = none", "plaintext_auth = local")
TLS_SETTINGS = f"{SETTINGS}starttls = unix:{TLS_SOCKET}\n"


@dataclass(frozen=True)
class Super:
    """listens: the programs accept the connections. log: where that goes. total and each: how many
    sessions there can be, in all and for one address, or None. queues: a client above total waits for
    its turn; else it is disconnected. told: what a client hears before it is disconnected. ports: of
    SMTP, submission and POP3; with tls, those of IMPLICIT are open as well."""

    name: str
    start: object
    needs: tuple
    log: str
    total: int = None
    each: int = None
    queues: bool = False
    told: bytes = b""
    listens: bool = False
    tls: bool = True
    ports: tuple = tuple(SERVICES.values())
    database: str = DATABASE
    init: tuple = ("sleep", "infinity")

    def with_total(self, total):
        """The same with another limit in the sample."""
        if not total:
            return self
        return replace(self, start=partial(self.start, total=total), total=total)

    def missing(self):
        needs = (*self.needs, TLSD) if self.tls else self.needs
        absent = [str(it) for it in needs if not shutil.which(it)]
        return f"{self.name}: not installed: {', '.join(absent)}" if absent else None

    def implicit(self):
        """The ports with implicit TLS."""
        return IMPLICIT.values() if self.tls else ()

    def starts_tlsd(self):
        """Beside the services. systemd makes the socket for the first service; stunnel needs none."""
        return self.tls and not {SYSTEMD, "stunnel4"} & {*self.needs}

    def open(self, settings=""):
        """A room in which it is running."""
        room = Room(self.init, (TLS_SETTINGS if self.tls else OPEN_SETTINGS) + settings)
        try:
            if self.tls:
                room.certify()
            self.start(room)
            for port in filter(None, (*self.ports, *self.implicit())):
                room.wait_for_port(port)
            if self.starts_tlsd():
                room.wait_until(lambda: room.is_listening_at(TLS_SOCKET), "tlsd")
        except BaseException:
            print(room.log())
            room.end()
            raise
        return room


def start_tlsd(room):
    """For those that do not."""
    room.install("inetd/tlsd", "/etc/pillarbox/tlsd", 0o755)
    room.start("/etc/pillarbox/tlsd")


def start_xinetd(room, wait="yes"):
    room.collect_syslog()
    start_tlsd(room)
    room.install("xinetd/pillarbox", "/etc/xinetd.d/pillarbox")
    room.change("/etc/xinetd.d/pillarbox", "wait           = yes", f"wait           = {wait}")
    shutil.copy(INETDS / "xinetd.conf", room.path("/etc"))
    shutil.copy(INETDS / "xinetd", room.path("/usr/local"))
    room.start("/usr/local/xinetd", "-dontfork")


def start_inetd(room, wait="wait"):
    room.collect_syslog()
    start_tlsd(room)
    room.install("inetd/inetd.conf", "/etc/inetd.conf")
    room.change("/etc/inetd.conf", "  wait  ", f"  {wait}  ")
    shutil.copy(INETDS / "inetd", room.path("/usr/local"))
    room.start("/usr/local/inetd", "-i", "/etc/inetd.conf")


def start_supervised(kind, scanner, room):
    """Directories with run and log/run, for something that looks after them."""
    for service in ("tlsd", *SERVICES, *IMPLICIT):
        room.install(f"{kind}/{service}", f"/run/service/{service}")
    room.start(scanner, "/run/service")


def compile_rules(room):
    """As the comments say, from a file of rules."""
    command = "tcprules /etc/pillarbox/tcp.cdb /etc/pillarbox/tcp.tmp"
    room.run(*command.split(), octets=room.path("/etc/pillarbox/rules").read_bytes())


def start_tcpserver(room):
    room.install("tcpserver/rules", "/etc/pillarbox/rules")
    compile_rules(room)
    start_supervised("tcpserver", "svscan", room)


def start_socat(room):
    for name in ("smtp", "pop3"):
        room.install(f"socat/{name}", f"/usr/local/{name}", 0o755)
        room.start(f"/usr/local/{name}")


def exec_start(service):
    """The command line of a unit."""
    text = (CONF / f"systemd/pillarbox-{service}.service").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    return shlex.split(line.partition("=")[2])


def start_socket_activate(room):
    """The command lines of the units. Limits and user are what systemd itself sees to."""
    start_tlsd(room)
    for service, port in (SERVICES | IMPLICIT).items():
        room.start(
            *f"systemd-socket-activate --listen={port} --inetd --accept".split(),
            *f"setpriv --reuid={USER} --regid={USER} --clear-groups".split(),
            *exec_start(service),
        )


# A systemd that finds the samples, the journal, and no other unit: what a machine does when it
# boots is not for a room. The kernel's log and audit trail are left alone.
UNITS = "/run/units"
BOOT = f"""\
until [ -e /run/boot ]; do sleep 0.02; done
exec env container=room SYSTEMD_UNIT_PATH=$(cat /run/boot) SYSTEMD_GENERATOR_PATH=/run/none \\
    SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/run/none {SYSTEMD} --system --unit=room.target \\
    --show-status=no --log-target=journal"""
INIT = ("sh", "-c", BOOT)
JOURNALD = "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=\nRateLimitBurst=0\n"
JOURNAL_UNITS = "systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket"
EMPTY_UNITS = "sysinit.target basic.target sockets.target shutdown.target"


def drop(room, sample, unit):
    """Puts a sample into the directory of a unit's own settings."""
    place = f"{UNITS}/{unit}.d/{Path(sample).name}"
    room.install(f"systemd/{sample}", place)
    return place


def start_each(room, total):
    """The alternative: a process for each connection."""
    for service in (*SERVICES, *IMPLICIT):
        unit = f"pillarbox-{service}@.service"
        room.install(f"systemd/per-connection/{unit}", f"{UNITS}/{unit}")
        dropped = drop(room, "per-connection/accept.conf", f"pillarbox-{service}.socket")
        room.change(dropped, "MaxConnections=100", f"MaxConnections={total}")


def boot(room, *wanted, path=UNITS):
    """Starts systemd, with these units and what they need. path is where it looks for units."""
    for unit in JOURNAL_UNITS.split():
        room.write(f"{UNITS}/{unit}", Path(f"/lib/systemd/system/{unit}").read_text())
    for unit in EMPTY_UNITS.split():
        room.write(f"{UNITS}/{unit}", "[Unit]\nDefaultDependencies=no\n")
    wants = f"[Unit]\nWants=systemd-journald.service {' '.join(wanted)}\nDefaultDependencies=no\n"
    room.write(f"{UNITS}/room.target", wants)
    room.write("/run/systemd/journald.conf.d/room.conf", JOURNALD)
    room.write("/run/ready", path)
    room.path("/run/ready").rename(room.path("/run/boot"))


def start_systemd(room):
    samples = sorted(it for it in (CONF / "systemd").iterdir() if it.is_file())
    for unit in samples:
        room.install(f"systemd/{unit.name}", f"{UNITS}/{unit.name}")
    ports = [it.name for it in samples if it.suffix == ".socket" and it.stem != "pillarbox-tls"]
    boot(room, *ports)


def start_systemd_each(room, total=100):
    start_each(room, total)
    start_systemd(room)


TOO_MANY = b"421 4.7.0 Too many connections from your address\r\n"
# Of a program that accepts the connections.
LISTENER = {
    "total": 100,
    "each": 10,
    "told": b"421 4.3.2 Too many sessions, try again later, closing\r\n",
    "listens": True,
}

SUPERS = (
    Super("xinetd", start_xinetd, (INETDS / "xinetd",), "syslog", **LISTENER),
    Super(
        "xinetd-nowait",
        partial(start_xinetd, wait="no"),
        (INETDS / "xinetd",),
        "syslog",
        100,
        10,
    ),
    Super("inetd", start_inetd, (INETDS / "inetd",), "syslog", **LISTENER),
    Super("inetd-nowait", partial(start_inetd, wait="nowait.600"), (INETDS / "inetd",), "syslog"),
    Super("tcpserver", start_tcpserver, ("tcpserver", "svscan"), "files", 100, queues=True),
    Super(
        "ipsvd",
        partial(start_supervised, "ipsvd", "runsvdir"),
        ("tcpsvd", "runsvdir"),
        "files",
        100,
        10,
        queues=True,
        told=TOO_MANY,
    ),
    Super(
        "s6",
        partial(start_supervised, "s6", "s6-svscan"),
        ("tcpsvd", "s6-svscan"),
        "files",
        100,
        10,
        queues=True,
        told=TOO_MANY,
    ),
    Super(
        "socat",
        start_socat,
        ("socat",),
        "stderr",
        20,
        queues=True,
        tls=False,
        ports=(2525, None, 1110),
        database="/var/lib/pillarbox/look/mail.db",
    ),
    Super("systemd", start_systemd, (SYSTEMD,), "journal", init=INIT, **LISTENER),
    Super(
        "systemd-per-connection",
        start_systemd_each,
        (SYSTEMD,),
        "journal",
        100,
        10,
        init=INIT,
    ),
    Super(
        "daemontools",
        partial(start_supervised, "socket-activate", "svscan"),
        ("systemd-socket-activate", "svscan"),
        "files",
        **LISTENER,
    ),
    Super(
        "systemd-socket-activate", start_socket_activate, ("systemd-socket-activate",), "stderr"
    ),
)


def find(name):
    return next(kind for kind in SUPERS if kind.name == name)


LISTENING = tuple(kind for kind in SUPERS if kind.listens)


# --- TLS by stunnel, as the comments of its samples say ---------------------------------------------


def start_tcpserver_stunnel(room):
    room.certify_stunnel()
    for service, sample in (("submission", "submission-starttls"), ("pop3", "pop3-stls")):
        run = f"/run/service/{service}/run"
        room.install(f"tcpserver/{service}", f"/run/service/{service}")
        wrapper = f'-o "starttls=/usr/bin/stunnel4 /etc/pillarbox/{sample}.conf"'
        room.change(run, "-o tls_required=yes", f"-o tls_required=yes {wrapper}")
    for service, command in (("smtps", "smtpd --tls=now -o inbound=no"), ("pop3s", "pop3d --tls=now")):
        run = f"/run/service/{service}/run"
        room.install(f"tcpserver/{service}", f"/run/service/{service}")
        room.change(
            run, f"{PROGRAMS}/{command}", f"/usr/bin/stunnel4 /etc/pillarbox/{service}.conf"
        )
    room.install("tcpserver/rules", "/etc/pillarbox/rules")
    compile_rules(room)
    room.install("tcpserver/smtp", "/run/service/smtp")
    room.start("svscan", "/run/service")


def start_systemd_stunnel(room):
    room.certify_stunnel()
    for service in SERVICES:
        drop(room, f"stunnel/{service}.conf", f"pillarbox-{service}.service")
    for service in IMPLICIT:
        unit = f"pillarbox-{service}@.service"
        room.install(f"systemd/per-connection/{unit}", f"{UNITS}/{unit}")
        drop(room, f"stunnel/{service}.conf", unit)
        drop(room, "per-connection/accept.conf", f"pillarbox-{service}.socket")
    for service in ("submission", "pop3", *IMPLICIT):
        drop(room, "stunnel/socket.conf", f"pillarbox-{service}.socket")
    start_systemd(room)


STUNNEL = (
    Super(
        "tcpserver-stunnel", start_tcpserver_stunnel, ("tcpserver", "svscan", "stunnel4"), "files"
    ),
    Super(
        "systemd-stunnel",
        start_systemd_stunnel,
        (SYSTEMD, "stunnel4"),
        "journal",
        init=INIT,
        **LISTENER,
    ),
)
