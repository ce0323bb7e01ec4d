"""TLS for a box's servers: tlsd, and the samples of stunnel's configuration in conf/stunnel."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from servers import POP3D, SMTPD, TLSD, TOP, end_group, is_listening, process_group

STUNNEL = shutil.which("stunnel4") or "/usr/bin/stunnel4"
SAMPLES = TOP / "conf" / "stunnel"
UCSPI = (sys.executable, str(TOP / "tests" / "ucspitls.py"))


def missing():
    return [name for name in ("stunnel4", "openssl") if not shutil.which(name)]


# What openssl-req(1) needs to make each type of key.
KEYS = {
    "RSA": ("-newkey", "rsa:2048"),
    "ECDSA": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
}


class Certificate:
    """A self-signed one: a directory as an ACME client leaves it."""

    def __init__(self, folder, serial, key="RSA", name="localhost"):
        folder.mkdir()
        self.serial = serial
        self.folder = folder
        self.trusted = folder / "fullchain.pem"
        self.both = folder / "tls.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", *KEYS[key], "-nodes", "-days", "2"),
                *("-subj", f"/CN={name}", "-set_serial", str(serial)),
                *("-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"),
                *("-keyout", folder / "privkey.pem", "-out", self.trusted),
            ],
            check=True,
            capture_output=True,
        )
        self.folder.chmod(0o755)  # some clients run as nobody
        self.renew(self.both)

    def renew(self, file):
        """Puts it where stunnel looks for it, as certbot does it."""
        environment = {"RENEWED_LINEAGE": str(self.folder), "PILLARBOX_TLS": str(file)}
        subprocess.run(["sh", SAMPLES / "renew"], env=environment, check=True)


def sample(box, name, certificate, program, *options):
    """Writes a sample with our paths in it; returns the command line that uses it."""
    words = [program.name, *box.command(program)[1:], *options]
    values = {
        "cert": certificate,
        "exec": program,
        "execArgs": " ".join(map(str, words)),
        "debug": "err",
    }
    text = (SAMPLES / name).read_text()
    for key, value in values.items():
        text, count = re.subn(rf"^{key} = .*", f"{key} = {value}", text, flags=re.MULTILINE)
        assert count == 1, (name, key)
    path = box.folder / name
    path.write_text(text)
    return (STUNNEL, str(path))


def by_starttls(box, certificate, *settings, front=()):
    """From now on clients find STARTTLS and STLS, and no password is taken before."""
    options = [word for setting in settings for word in ("-o", setting)]
    ports = []
    for program, name in ((SMTPD, "smtp-starttls.conf"), (POP3D, "pop3-stls.conf")):
        wrapper = " ".join(sample(box, name, certificate, program, *options, "--tls"))
        command = box.command(program, *settings, "plaintext_auth=none", f"starttls={wrapper}")
        ports.append(box.listen(*front, *command))
    box.smtp_port, box.pop3_port = ports


def by_ucspi_tls(box, certificate, *settings):
    """The same, by a super-server that speaks UCSPI-TLS."""
    front = (*UCSPI, str(certificate))
    commands = [box.command(it, *settings, "plaintext_auth=none") for it in (SMTPD, POP3D)]
    box.smtp_port, box.pop3_port = (box.listen(*front, *command) for command in commands)


def from_the_first_octet(box, certificate):
    """From now on clients find TLS as soon as they connect."""
    options = ("-o", "plaintext_auth=none", "--tls=implicit")
    box.smtp_port = box.listen(*sample(box, "smtps.conf", certificate, SMTPD, *options))
    box.pop3_port = box.listen(*sample(box, "pop3s.conf", certificate, POP3D, *options))


def readable(file, folder, name):
    """A copy that tlsd's user alone can read; tests may run as root, tlsd does not."""
    copy = folder / name
    fresh = folder / f"{name}.new"
    fresh.write_bytes(Path(file).read_bytes())
    fresh.chmod(0o400)
    if os.geteuid() == 0:
        shutil.chown(fresh, "nobody")
    fresh.rename(copy)
    return copy


class Tlsd:
    """A running tlsd. Each pair is a certificate's file and its key's."""

    def __init__(self, log, *pairs, settings=()):
        folder = self.folder = Path(tempfile.mkdtemp(prefix="pillarbox-tlsd-"))
        self.socket = folder / "tlsd.sock"
        self.log = log
        folder.chmod(0o755)
        self.install(*pairs)
        self.conf = folder / "tlsd.conf"
        names = [f"certificate{n} = {folder}/cert{n}\nkey{n} = {folder}/key{n}\n" for n in ("", 2)]
        user = "user = nobody\n" if os.geteuid() == 0 else ""
        self.conf.write_text(
            "".join(names[: len(pairs)])
            + f"listen = {self.socket}\n{user}sandbox = strict\n"
            + "".join(f"{setting}\n" for setting in settings)
        )
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [TLSD, "-c", self.conf],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()

    def install(self, *pairs):
        for number, (certificate, key) in zip(("", 2), pairs):
            readable(certificate, self.folder, f"cert{number}")
            readable(key, self.folder, f"key{number}")

    def wait_until_ready(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            if is_listening(self.socket):
                return
            time.sleep(0.02)
        shutil.rmtree(self.folder)
        raise AssertionError(f"tlsd does not start: {Path(self.log).read_text()}")

    def key_process(self):
        """The one that serves now; older ones have lower numbers."""
        keys = [pid for pid in process_group(self.process.pid) if name_of(pid) == "tlsd-key"]
        return keys[-1] if keys else None

    def sessions(self):
        name = TLSD.name[:15]  # what the kernel keeps of it
        return [pid for pid in process_group(self.process.pid) if name_of(pid) == name]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        left = end_group(self.process.pid)
        shutil.rmtree(self.folder)
        return left


def name_of(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return None


def start_tlsd(box, *pairs, settings=(), log=None):
    box.servers.insert(0, Tlsd(log or box.log_file, *pairs, settings=settings))
    return box.servers[0]


def over_tlsd(box, tlsd, *settings, options=()):
    """From now on clients reach servers that tlsd does TLS for."""
    starttls = f"starttls=unix:{tlsd.socket}"
    box.smtp_port, box.pop3_port = (
        box.listen(*box.command(it, *settings, "plaintext_auth=none", starttls), *options)
        for it in (SMTPD, POP3D)
    )


def files_of(certificate):
    """The files that an ACME client has left, beside the one for stunnel."""
    return certificate.with_name("fullchain.pem"), certificate.with_name("privkey.pem")


def by_tlsd(box, certificate, *settings):
    """From now on clients find STARTTLS and STLS, done by tlsd."""
    own = [f"handshake_timeout={s.partition('=')[2]}" for s in settings if "session_timeout" in s]
    over_tlsd(box, start_tlsd(box, files_of(certificate), settings=own), *settings)


def by_tlsd_now(box, certificate):
    """From now on clients find TLS as soon as they connect, done by tlsd."""
    over_tlsd(box, start_tlsd(box, files_of(certificate)), options=("--tls=now",))


def wait_for_end(box, seconds):
    """Waits until nobody serves anybody; returns who still does."""
    deadline = time.monotonic() + seconds
    while (left := box.sessions()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
