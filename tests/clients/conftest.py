"""Fixtures: the servers, and the client that a test is about."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

import mailclients
import postfix
from servers import POP3D, SMTPD, Pillarbox


def pytest_sessionstart(session):
    for program in (SMTPD, POP3D):
        if not program.exists():
            pytest.exit(f"{program} is not there, run make first", returncode=2)


@pytest.fixture
def make_box(tmp_path):
    """Starts servers with the given settings; they end with the test."""
    boxes = []

    def make(*settings, **options):
        folder = tmp_path / f"box{len(boxes)}"
        folder.mkdir()
        boxes.append(Pillarbox(folder, *settings, **options))
        return boxes[-1]

    yield make
    for box in boxes:
        box.stop()
        shutil.rmtree(box.folder)  # pytest would keep the databases of its last three runs


@pytest.fixture
def box(make_box):
    """Both servers as they are by default: on loopback they speak the terminal dialect."""
    return make_box()


@pytest.fixture(scope="session")
def compiled_java(tmp_path_factory):
    """Compiles the Java helper when the first test asks for it."""
    folder = tmp_path_factory.mktemp("java")

    def compile_once():
        if not any(folder.iterdir()):
            source = mailclients.HELPERS / "Mail.java"
            compiler = ["javac", "-J-XX:-UsePerfData", "-cp", mailclients.JAVA_CLASSES]
            subprocess.run([*compiler, "-d", folder, source], check=True, timeout=60)
        return folder

    return compile_once


@pytest.fixture
def make_client(compiled_java):
    """Gives a client a home of its own; one that is not installed is a visible skip."""
    homes = []

    def make(kind, box):
        missing = mailclients.missing(kind)
        if missing:
            pytest.skip(f"{kind.name}: not installed: {', '.join(missing)}")
        # Not below tmp_path, which is closed to everybody but the user who runs the tests.
        homes.append(Path(tempfile.mkdtemp(prefix="pillarbox-home-")))
        client = kind(box, homes[-1])
        if issubclass(kind, mailclients.Java):
            client.compiled = compiled_java()
        return client

    yield make
    for home in homes:
        shutil.rmtree(home)


@pytest.fixture
def make_postfix(make_box):
    """Starts a Postfix; it ends before the servers that it delivers to."""
    running = []

    def make(transports, services=()):
        why = postfix.missing()
        if why:
            pytest.skip(why)
        running.append(postfix.Postfix(transports, services))
        running[-1].start()
        return running[-1]

    yield make
    for one in running:
        one.stop()
