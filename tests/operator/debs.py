"""Debian packages of pillarbox: the one of now, and one like those of before."""

import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
UNITS = Path("lib/systemd/system")
LISTENING = ("smtp", "submission", "pop3")

# The unit tests have been run already where make check builds the package.
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS")},
    "DEB_BUILD_OPTIONS": "nocheck noautodbgsym",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}


def run(*command, **options):
    done = subprocess.run(
        command,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,  # a busy machine takes minutes to build it
        **options,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def build():
    """Returns the package that make deb makes."""
    run("make", "deb", cwd=TOP)
    (built,) = (TOP / "build").glob("pillarbox_*.deb")
    return built


def make_old(package, folder):
    """As packages were before there were listeners: each socket starts a process for each connection."""
    tree = folder / "old"
    run("dpkg-deb", "-R", package, tree)
    accept = (TOP / "conf/systemd/per-connection/accept.conf").read_text()
    for name in LISTENING:
        (tree / UNITS / f"pillarbox-{name}.service").unlink()
        socket = tree / UNITS / f"pillarbox-{name}.socket"
        text = socket.read_text()
        assert "Accept=no\n" in text
        socket.write_text(text.replace("Accept=no\n", accept.partition("[Socket]\n")[2]))
    (tree / "DEBIAN/preinst").unlink()
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: ", "\nVersion: 0~"))
    run("dpkg-deb", "-Znone", "-b", tree, folder / "old.deb")
    return folder / "old.deb"
