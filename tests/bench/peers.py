"""
The servers that pillarbox is compared with. `make bench-peers` has unpacked them into one directory;
here they run after a chroot to there, with processes and mounts of their own, so that nothing of them
touches this machine's /etc, /var or /run and none outlives the bench. Their spools and maildrops are
on the file system that our database is on.

Postfix, popa3d and solid-pop3d cannot log: there is no /dev/log where they run. The others, and
pillarbox, log to a file.
"""

import os
import shutil
import socket
import subprocess
import time

from subjects import (
    ACCOUNTS,
    DOMAIN,
    PASSWORD_HASH,
    RECIPIENTS,
    TCPSERVER,
    TOP,
    Subject,
    message,
)

from postfix import free_port  # as subjects found it
from servers import HOST

ROOT = TOP / "build" / "peers" / "root"

MAIL_USER = 5000
FIRST_ACCOUNT_USER = 10000

# The daemons' users: name, id; each has a group of the same name.
USERS = {
    "daemon": 1,
    "mail": 8,
    "nobody": 65534,
    "postfix": 101,
    "Debian-exim": 103,
    "opensmtpd": 104,
    "opensmtpq": 105,
    "dovecot": 106,
    "dovenull": 107,
    "popa3d": 108,
    "spop3d": 109,
    "vmail": MAIL_USER,
}
GROUPS = {"postdrop": 102, "tty": 5, "shadow": 42}

# sh -c ENTER sh ROOT "bind mounts" command...; runs as the first process of its own namespace, with
# whose end all others end. The daemon must not be that process itself.
ENTER = """
root=$1
mounts=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for mount in $mounts; do
    mount --bind "${mount%%=*}" "$root${mount#*=}"
done
chroot "$root" "$@" &
wait
"""

# Itself, with the first process of its namespace and unshare.
TCPSERVER_ALONE = 3

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"}


def missing():
    """Why there are no peers, or None."""
    if os.geteuid() != 0:
        return "only root can start them"
    if not ROOT.is_dir():
        return "make bench-peers gets them"
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"]).returncode != 0:
        return "they need mounts of their own (unshare)"
    return None


def write_users():
    """The users that the peers find in their own /etc."""
    everybody = {"root": 0, **USERS}
    everybody.update({name: FIRST_ACCOUNT_USER + i for i, name in enumerate(ACCOUNTS)})
    etc = ROOT / "etc"
    (etc / "passwd").write_text(
        "".join(f"{name}:x:{i}:{i}::/srv:/bin/sh\n" for name, i in everybody.items())
    )
    (etc / "group").write_text(
        "".join(f"{name}:x:{i}:\n" for name, i in {**everybody, **GROUPS}.items())
    )
    (etc / "shadow").write_text(
        "".join(
            f"{name}:{PASSWORD_HASH if name in ACCOUNTS else '!'}:20000:0:99999:7:::\n"
            for name in everybody
        )
    )
    (etc / "shadow").chmod(0o600)
    (etc / "hosts").write_text(f"127.0.0.1 localhost {DOMAIN}\n")
    (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\nhosts: files\n")
    (etc / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    (etc / "mailname").write_text(f"{DOMAIN}\n")


def own(path, user=0, group=None, mode=0o755):
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, user, user if group is None else group)
    path.chmod(mode)


class Peer(Subject):
    """One peer. Its folder is /srv where it runs."""

    program = None  # whether that is there tells whether the peer is

    @classmethod
    def is_there(cls):
        return (ROOT / cls.program).exists()

    def __init__(self, folder, certificates=None):
        super().__init__(folder)
        self.port = free_port()
        self.tls_port = free_port()
        for key, certificate in (certificates or {}).items():
            shutil.copy(certificate.both, self.folder / f"{key}.pem")
        self.has_certificates = bool(certificates)
        self.prepare()

    def prepare(self):
        """Writes settings and makes directories."""

    def mounts(self):
        """folder → where it is seen."""
        return {self.folder: "/srv"}

    def launch_inside(self, *command, **options):
        mounts = self.mounts()
        for inside in mounts.values():
            (ROOT / inside[1:]).mkdir(parents=True, exist_ok=True)
        namespaces = f"unshare --mount --pid --fork --kill-child --mount-proc={ROOT}/proc".split()
        mounts = " ".join(f"{outside}={inside}" for outside, inside in mounts.items())
        return self.launch(
            [*namespaces, "sh", "-ec", ENTER, "sh", ROOT, mounts, *map(str, command)],
            env=ENVIRONMENT,
            **options,
        )

    def launch_tcpserver(self, *command):
        # -D: none of them sets TCP_NODELAY by itself, and they are very slow without it.
        process = self.launch_inside(
            *TCPSERVER, "-D", HOST, "0", *command, stdout=subprocess.PIPE
        )
        return int(process.stdout.readline())

    def wait_until_listening(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection((HOST, self.port), timeout=5).close()
                return
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, f"{self.name} did not start: {self.log()}"
                time.sleep(0.05)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def stop(self):
        for leader in self.leaders:
            leader.kill()  # unshare takes everything with it
            leader.wait(timeout=10)
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        super().stop()


def has_files(folder):
    """Somewhere below it; what goes away meanwhile does not matter."""
    return any(files for _path, _folders, files in os.walk(folder))


def user_of(account):
    return FIRST_ACCOUNT_USER + ACCOUNTS.index(account)


def write_maildir(path, user, count, octets):
    """New messages, named as Dovecot's own delivery names them."""
    if path.exists():
        shutil.rmtree(path)
    for folder in (path, path / "new", path / "cur", path / "tmp"):
        own(folder, user, mode=0o700)
    text = message(octets, b"\n")
    for i in range(count):
        name = path / "new" / f"1700000000.M{i:06}P1.bench,S={len(text)},W={octets}"
        name.write_bytes(text)
        os.chown(name, user, user)


POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = /srv/queue
data_directory = /srv/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = {domain}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
local_header_rewrite_clients =
mydestination =
alias_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_mailbox_base = /srv/mail
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{user}
virtual_mailbox_limit = 0
message_size_limit = 67108864
default_process_limit = 250
smtpd_client_connection_count_limit = 0
fast_flush_domains =
"""

# Implicit TLS, and STARTTLS.
POSTFIX_TLS = """\
{host}:{port} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_tls_cert_file=/srv/RSA.pem -o smtpd_tls_eccert_file=/srv/ECDSA.pem
{host}:{starttls_port} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
  -o smtpd_tls_cert_file=/srv/RSA.pem -o smtpd_tls_eccert_file=/srv/ECDSA.pem
tlsmgr unix - - n 1000? 1 tlsmgr
"""

POSTFIX_MASTER = """\
{host}:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
"""


class Postfix(Peer):
    """
    Syncs the queue file before its 250. Delivers to Maildirs meanwhile, as a Postfix does that is in
    use; as many processes as there can be clients at a time.
    """

    name = "postfix"
    services = ("smtp",)
    program = "usr/lib/postfix/sbin/master"
    more_settings = ""

    def prepare(self):
        user = USERS["postfix"]
        drop = GROUPS["postdrop"]
        own(self.folder / "data", user, 0, 0o700)
        own(self.folder / "queue")
        own(self.folder / "queue" / "pid")
        own(self.folder / "queue" / "public", user, drop, 0o710)
        own(self.folder / "queue" / "maildrop", user, drop, 0o730)
        queues = "active bounce corrupt defer deferred flush hold incoming private saved trace"
        for name in queues.split():
            own(self.folder / "queue" / name, user, 0, 0o700)
        own(self.folder / "mail", MAIL_USER)
        settings = self.folder / "etc"
        own(settings)
        boxes = ", ".join(f"{{{name}@{DOMAIN} = {name}/}}" for name in RECIPIENTS)
        main = POSTFIX_MAIN.format(domain=DOMAIN, boxes=boxes, user=MAIL_USER)
        master = POSTFIX_MASTER.format(host=HOST, port=self.port)
        if self.has_certificates:
            ports = {"port": self.tls_port, "starttls_port": free_port()}
            master += POSTFIX_TLS.format(host=HOST, **ports)
            self.ports.update(smtps=ports["port"], starttls=ports["starttls_port"])
        for name, text in (("main.cf", main + self.more_settings), ("master.cf", master)):
            (settings / name).write_text(text)
            # Postfix waits for settings that have just been written to come to rest.
            os.utime(settings / name, (0, 0))

    def start(self):
        self.launch_inside("/usr/lib/postfix/sbin/master", "-c", "/srv/etc", "-d")
        self.wait_until_listening()
        self.ports["smtp"] = self.port

    def is_idle(self):
        queue = self.folder / "queue"
        return not (has_files(queue / "incoming") or has_files(queue / "active"))

    def forget(self):
        for box in (self.folder / "mail").iterdir():
            shutil.rmtree(box)


class PostfixHold(Postfix):
    """The same, but all mail is held in the queue: what it costs to accept it, and nothing else."""

    name = "postfix-hold"
    special = True
    more_settings = "smtpd_recipient_restrictions = static:HOLD\n"

    def forget(self):
        for file in (self.folder / "queue" / "hold").iterdir():
            file.unlink()


OPENSMTPD = """\
queue ttl 1h
smtp max-message-size 64M
smtp limit max-mails 100000
listen on {host} port {port} hostname {domain}
action "in" maildir "/srv/mail/%{{user.username}}"
match from any for domain "{domain}" action "in"
"""


class OpenSMTPD(Peer):
    """Does not sync anything before its 250. Delivers to Maildirs meanwhile."""

    name = "opensmtpd"
    services = ("smtp",)
    program = "usr/sbin/smtpctl"

    def prepare(self):
        spool = self.folder / "spool"
        own(spool, 0, 0, 0o711)
        own(spool / "queue", USERS["opensmtpq"], 0, 0o700)
        own(spool / "purge", USERS["opensmtpq"], 0, 0o700)
        own(spool / "corrupt", USERS["opensmtpq"], 0, 0o700)
        own(spool / "offline", 0, USERS["opensmtpq"], 0o770)
        own(ROOT / "var" / "lib" / "opensmtpd" / "empty")
        own(self.folder / "mail")
        for name in RECIPIENTS:
            own(self.folder / "mail" / name, user_of(name))
        (self.folder / "smtpd.conf").write_text(
            OPENSMTPD.format(host=HOST, port=self.port, domain=DOMAIN)
        )

    def mounts(self):
        return {**super().mounts(), self.folder / "spool": "/var/spool/smtpd"}

    def start(self):
        self.launch_inside("/usr/sbin/smtpd", "-F", "-f", "/srv/smtpd.conf")
        self.wait_until_listening()
        self.ports["smtp"] = self.port

    def is_idle(self):
        return not has_files(self.folder / "spool" / "queue")

    def forget(self):
        for name in RECIPIENTS:
            box = self.folder / "mail" / name
            for folder in box.iterdir():
                shutil.rmtree(folder)


EXIM = """\
primary_hostname = {domain}
spool_directory = /srv/spool
log_file_path = /srv/spool/%slog
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
local_interfaces = {host}
daemon_smtp_ports = {port}
smtp_accept_max = 250
smtp_accept_max_per_connection = 100000
smtp_accept_queue_per_connection = 0
smtp_connect_backlog = 200
message_size_limit = 64M
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
qualify_domain = {domain}
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin acl
accept:
  accept
begin routers
boxes:
  driver = accept
  domains = {domain}
  local_parts = {boxes}
  transport = boxes
begin transports
boxes:
  driver = appendfile
  directory = /srv/mail/$local_part_data
  maildir_format
  create_directory
  user = vmail
  group = vmail
begin retry
* * F,1h,1m
"""


class Exim(Peer):
    """Syncs its two spool files before the 250. Delivers to Maildirs, a process for each message."""

    name = "exim"
    services = ("smtp",)
    program = "usr/sbin/exim4"

    def prepare(self):
        own(self.folder / "spool", USERS["Debian-exim"], mode=0o750)
        own(self.folder / "mail", MAIL_USER)
        own(self.folder / "etc")
        (self.folder / "etc" / "exim4.conf").write_text(
            EXIM.format(
                host=HOST, port=self.port, domain=DOMAIN, boxes=" : ".join(RECIPIENTS)
            )
        )

    def mounts(self):
        return {**super().mounts(), self.folder / "etc": "/etc/exim4"}

    def start(self):
        self.launch_inside("/usr/sbin/exim4", "-bdf")
        self.wait_until_listening()
        self.ports["smtp"] = self.port

    def is_idle(self):
        return not has_files(self.folder / "spool" / "input")

    def forget(self):
        for box in (self.folder / "mail").iterdir():
            shutil.rmtree(box)


DOVECOT_TLS = """\
ssl = yes
ssl_cert = </srv/RSA.pem
ssl_key = </srv/RSA.pem
ssl_alt_cert = </srv/ECDSA.pem
ssl_alt_key = </srv/ECDSA.pem
"""

DOVECOT = """\
protocols = pop3
base_dir = /run/dovecot
listen = {host}
log_path = /srv/log
{tls}
disable_plaintext_auth = no
mail_location = maildir:/srv/mail/%u
mail_max_userip_connections = 1000
passdb {{
  driver = passwd-file
  args = scheme=CRYPT /srv/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home=/srv/mail/%u
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = {tls_port}
    ssl = yes
  }}
  service_count = 0
  process_min_avail = 2
}}
service pop3 {{
  process_limit = 1024
}}
"""


class Dovecot(Peer):
    """
    With the login processes that its manual recommends for speed, everything else as it comes.
    Maildirs.
    """

    name = "dovecot"
    services = ("pop3",)
    program = "usr/sbin/dovecot"

    def prepare(self):
        own(self.folder / "mail", MAIL_USER)
        (self.folder / "passwords").write_text(
            "".join(f"{name}:{PASSWORD_HASH}\n" for name in ACCOUNTS)
        )
        (self.folder / "dovecot.conf").write_text(
            DOVECOT.format(
                host=HOST,
                port=self.port,
                user=MAIL_USER,
                tls=DOVECOT_TLS if self.has_certificates else "ssl = no",
                tls_port=self.tls_port if self.has_certificates else 0,
            )
        )
        if self.has_certificates:
            self.ports.update(pop3s=self.tls_port, stls=self.port)

    def start(self):
        self.launch_inside("/usr/sbin/dovecot", "-F", "-c", "/srv/dovecot.conf")
        self.wait_until_listening()
        self.ports["pop3"] = self.port

    def fill(self, account, count, octets):
        write_maildir(self.folder / "mail" / account, MAIL_USER, count, octets)

    def is_idle(self):
        return True  # nothing is left to do after the reply to QUIT


class Popa3d(Peer):
    """Under tcpserver. One mbox file an account."""

    name = "popa3d"
    services = ("pop3",)
    program = "usr/sbin/popa3d"

    def prepare(self):
        own(self.folder / "mail", 0, USERS["mail"], 0o1777)
        own(ROOT / "var" / "lib" / "popa3d")

    def mounts(self):
        return {**super().mounts(), self.folder / "mail": "/var/mail"}

    def start(self):
        self.ports["pop3"] = self.launch_tcpserver("/usr/sbin/popa3d")

    def fill(self, account, count, octets):
        path = self.folder / "mail" / account
        text = b"From bench Mon Nov 23 20:10:27 2026\n" + message(octets, b"\n") + b"\n"
        with open(path, "wb") as file:
            for _ in range(count):
                file.write(text)
        os.chown(path, user_of(account), USERS["mail"])
        path.chmod(0o600)

    def is_idle(self):
        return len(self.processes()) <= TCPSERVER_ALONE


SOLID = """\
<Global>
	MailDropName "/var/mail/%s"
	MailDropType maildir
	LogStatistics no
</Global>
"""


class SolidPop3d(Peer):
    """Under tcpserver. Maildirs."""

    name = "solid-pop3d"
    services = ("pop3",)
    program = "usr/sbin/solid-pop3d"

    def prepare(self):
        own(self.folder / "mail")
        (ROOT / "etc" / "spop3d.conf").write_text(SOLID)

    def mounts(self):
        return {**super().mounts(), self.folder / "mail": "/var/mail"}

    def start(self):
        self.ports["pop3"] = self.launch_tcpserver("/usr/sbin/solid-pop3d")

    def fill(self, account, count, octets):
        write_maildir(self.folder / "mail" / account, user_of(account), count, octets)

    def is_idle(self):
        return len(self.processes()) <= TCPSERVER_ALONE


PEERS = [Postfix, PostfixHold, OpenSMTPD, Exim, Dovecot, Popa3d, SolidPop3d]


def is_peer(name):
    return any(kind.name == name for kind in PEERS)
