"""Fixtures: mailctl on a database of its own."""

import shutil

import pytest

import debs
from operators import Operator, install
from servers import POP3D, SMTPD


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
    return Operator(script, tmp_path)


@pytest.fixture(scope="session")
def made(script, tmp_path_factory):
    """A database with the accounts alice and bob, for copies of it."""
    maker = Operator(script, tmp_path_factory.mktemp("made"))
    maker.add("alice", "bob")
    return maker


@pytest.fixture
def alice(operator, made):
    """With the accounts alice and bob."""
    assert not made.database.with_name("mail.db-wal").exists()
    shutil.copy(made.database, operator.database)
    return operator


@pytest.fixture(scope="session")
def package():
    if not shutil.which("dpkg-buildpackage") or not shutil.which("dh"):
        pytest.skip("not installed: dpkg-dev, debhelper")
    return debs.build()
