"""TLS in front of a box's servers, from the samples of stunnel's configuration in conf/stunnel."""

import re
import shutil
import subprocess
import sys
import time

from servers import POP3D, SMTPD, TOP

STUNNEL = shutil.which("stunnel4") or "/usr/bin/stunnel4"
SAMPLES = TOP / "conf" / "stunnel"
UCSPI = (sys.executable, str(TOP / "tests" / "ucspitls.py"))


def missing():
    return [name for name in ("stunnel4", "openssl") if not shutil.which(name)]


class Certificate:
    """One that signs itself, for localhost: a directory as an ACME client leaves it."""

    def __init__(self, folder, serial):
        folder.mkdir()
        self.serial = serial
        self.folder = folder
        self.trusted = folder / "fullchain.pem"
        self.both = folder / "tls.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=localhost", "-set_serial", str(serial)),
                *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
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


def wait_for_end(box, seconds):
    """Waits until nobody serves anybody; returns who still does."""
    deadline = time.monotonic() + seconds
    while (left := box.sessions()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
