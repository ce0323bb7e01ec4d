"""Fixtures: mailctl on a database of its own."""

import shutil

import pytest

import debs
from operators import Operator, ServerOperator, install
from servers import POP3D, SMTPD
from stores import engine


class EngineOperator(ServerOperator):
    """With an empty database on the server."""

    def __init__(self, script, folder):
        self.store = engine.ENGINE(folder)
        self.store.make_empty()
        super().__init__(script, folder, self.store.options[1], self.store.rows)

    def become(self, other):
        self.store.copy(other.store.name)


OPERATOR = Operator if engine.ENGINE is engine.SQLite else EngineOperator


def pytest_sessionstart(session):
    for program in (SMTPD, POP3D):
        if not program.exists():
            pytest.exit(f"{program} is not there, run make first", returncode=2)


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def operator(script, tmp_path):
    """With no database yet: add makes it."""
    return OPERATOR(script, tmp_path)


@pytest.fixture(scope="session")
def made(script, tmp_path_factory):
    """A database with the accounts alice and bob, for copies of it."""
    maker = OPERATOR(script, tmp_path_factory.mktemp("made"))
    maker.add("alice", "bob")
    return maker


@pytest.fixture
def alice(operator, made):
    """With the accounts alice and bob."""
    operator.become(made)
    return operator


@pytest.fixture(scope="session")
def package():
    if not shutil.which("dpkg-buildpackage") or not shutil.which("dh"):
        pytest.skip("not installed: dpkg-dev, debhelper")
    return debs.build()
