"""Debian packages of pillarbox: the one of now, and one like those of before."""

import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
UNITS = Path("lib/systemd/system")
LISTENING = ("smtp", "submission", "smtps", "pop3", "pop3s")
# Those that listened before tlsd did TLS.
OLDEST = ("smtp", "submission", "pop3")
IMPLICIT = ("smtps", "pop3s")

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


def add(unit, *samples):
    """What systemd reads after the unit."""
    more = [(TOP / "conf/systemd" / sample).read_text() for sample in samples]
    text = "\n".join((unit.read_text(), *more))
    unit.write_text(text.replace("/usr/local/libexec", "/usr/libexec"))


def rebuild(tree, target):
    """With a version before all others, and nothing that an upgrade from it would have to do."""
    (tree / "DEBIAN/preinst").unlink()
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: ", "\nVersion: 0~"))
    run("dpkg-deb", "-Znone", "-b", tree, target)
    return target


def without_tlsd(package, tree):
    """As packages were before: stunnel did TLS, and with implicit TLS it was started each time."""
    run("dpkg-deb", "-R", package, tree)
    units = tree / UNITS
    for name in ("pillarbox-tls.socket", "pillarbox-tls.service"):
        (units / name).unlink()
    for name in IMPLICIT:
        (units / f"pillarbox-{name}.service").unlink()
        add(units / f"pillarbox-{name}@.service", f"stunnel/{name}.conf")
        add(
            units / f"pillarbox-{name}.socket",
            "per-connection/accept.conf",
            "stunnel/socket.conf",
        )
    for name in ("submission", "pop3"):
        add(units / f"pillarbox-{name}.socket", "stunnel/socket.conf")
        for unit in (f"pillarbox-{name}.service", f"pillarbox-{name}@.service"):
            add(units / unit, f"stunnel/{name}.conf")


def make_without_tlsd(package, folder):
    without_tlsd(package, folder / "tree")
    return rebuild(folder / "tree", folder / "stunnel.deb")


def make_old(package, folder):
    """As packages were before there were listeners: each socket starts a process for each connection."""
    tree = folder / "old"
    without_tlsd(package, tree)
    for name in OLDEST:
        (tree / UNITS / f"pillarbox-{name}.service").unlink()
        add(tree / UNITS / f"pillarbox-{name}.socket", "per-connection/accept.conf")
    return rebuild(tree, folder / "old.deb")
