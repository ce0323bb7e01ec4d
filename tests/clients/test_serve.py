"""make serve, as a newcomer runs it, with TLS and without."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from mailclients import ClientFailed, Curl
from messages import dots
from postfix import free_port
from servers import TOP, Login, end_group, is_listening

pytestmark = pytest.mark.skipif(
    not all((TOP / name).exists() for name in ("smtpd/smtpd", "pop3d/pop3d", "build/super-server")),
    reason="make serve runs smtpd/smtpd and pop3d/pop3d under build/super-server, which are not built",
)
with_tls = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl")


class Serve:
    """What conf/serve runs; a box for clients. place is a directory that all users can reach."""

    def __init__(self, place, tls):
        self.folder = place / "mail"
        log_file = place / "log"
        names = ("SMTP_PORT", "POP3_PORT", "SMTPS_PORT", "POP3S_PORT")
        self.ports = {name: free_port() for name in names}
        settings = {name: str(port) for name, port in self.ports.items()}
        with open(log_file, "wb") as log:
            self.process = subprocess.Popen(
                ["sh", "conf/serve"],
                cwd=TOP,
                env={**os.environ, **settings, "DATA": str(self.folder), "TLS": tls},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self.use("SMTP_PORT", "POP3_PORT")
        self.told = b""
        while b"Ctrl-C ends the servers." not in self.told:
            line = self.process.stdout.readline()
            assert line, log_file.read_text()
            self.told += line
        while tls and not is_listening(self.folder / "tlsd.sock"):
            time.sleep(0.02)

    def use(self, smtp, pop3):
        self.smtp_port, self.pop3_port = self.ports[smtp], self.ports[pop3]

    def stop(self):
        self.process.terminate()
        told, _ = self.process.communicate(timeout=10)
        assert b"The servers have ended." in told
        assert end_group(self.process.pid) == []


@pytest.fixture(name="serve")
def start_serve():
    running = []
    place = Path(tempfile.mkdtemp(prefix="pillarbox-serve-"))
    place.chmod(0o755)

    def start(tls):
        running.append(Serve(place, tls))
        return running[-1]

    yield start
    for one in running:
        one.stop()
    shutil.rmtree(place)


def new_account(box):
    """Made by somebody at a terminal."""
    login = Login("alice", "right.alice.Zq8", "localhost")
    subprocess.run(
        [TOP / "pop3d" / "pop3d", "-d", box.folder / "pillarbox.db", "-o", "log=error"],
        input=f"USER {login.name}\nPASS {login.password}\nQUIT\n".encode(),
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=30,
    )
    return login


def test_without_tls(serve, make_client):
    box = serve("")
    alice = new_account(box)
    client = make_client(Curl, box)
    client.send(dots(), alice.address, [alice.address], login=alice)
    assert len(client.fetch(alice)) == 1
    client.tls, client.trusted = "starttls", "/dev/null"
    with pytest.raises(ClientFailed):
        client.fetch(alice)


@with_tls
def test_with_tls(serve, make_client):
    box = serve("1")
    alice = new_account(box)
    client = make_client(Curl, box)
    client.trusted = box.folder / "trusted.pem"
    assert str(client.trusted).encode() in box.told
    client.tls = "starttls"
    client.send(dots(), alice.address, [alice.address], login=alice)
    assert len(client.fetch(alice)) == 1
    box.use("SMTPS_PORT", "POP3S_PORT")
    client.tls = "implicit"
    client.send(dots(), alice.address, [alice.address], login=alice)
    fetched = client.fetch(alice)
    assert len(fetched) == 2 and all(b" with ESMTPSA id " in one for one in fetched)
    assert (box.folder / "key.pem").stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in client.trusted.read_bytes()
