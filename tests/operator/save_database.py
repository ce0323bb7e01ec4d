"""Makes a saved database for test_upgrade.py, with the programs of the version it is to be of.

    git archive COMMIT | tar -x -C /tmp/old && make -C /tmp/old
    /usr/bin/python3 tests/operator/save_database.py /tmp/old tests/operator/saved

writes schema-N.db, where N is the version that the database says it has, and beside it
schema-N.json: what the programs that made it tell of it, the unique-id of each message and a hash of
what RETR sends. The commits were

    1: c80658f, the last one before aliases
    2: 0b44064, the last one before sign-ins were recorded
    3: 675542d
    4: 208fb84, the last one before names with a domain
    5: the one that added it to this list

With --left-behind it writes left-behind.db and left-behind.json: what the programs of eb7d980 and
before made of accounts that were removed while they were signed in, or without foreign keys.

Whoever adds a version to the schema runs this once more, with the programs that have it: a test fails
as long as a version is not there.
"""

import argparse
import hashlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

SETTINGS = ("hostname=mail.example", "password_hash=$5$", "password_cost=1000", "min_free_space=1")

# The accounts, and how they sign in. carol was made without a password, and gets this one when
# somebody is asked for what is in her maildrop.
PASSWORDS = {"alice": "alice.Zq8", "bob": "pass word Zq8", "carol": "carol.Zq8"}

UTF8 = "Subject: Grüße aus Köln, 你好\r\n\r\nSchöne Grüße!\r\nПривет, мир.\r\n".encode()
EIGHT_BIT = b"Subject: gr\xfc\xdfe\r\n\r\n" + bytes(range(128, 256)) + b"\r\n"
DOTS = b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n\r\n"
CHUNKS = b"Subject: three chunks\r\n\r\n" + b"".join(
    b"%06d %s\r\n" % (number, b"x" * (number % 67)) for number in range(3200)
)
EMPTY = b""


class Programs:
    """Of one version, on one database; sessions go through pipes."""

    def __init__(self, smtpd, pop3d, database, *settings):
        options = [word for setting in (*SETTINGS, *settings) for word in ("-o", setting)]
        self.smtpd = [str(smtpd), "-d", str(database), *options]
        self.pop3d = [str(pop3d), "-d", str(database), *options]

    @staticmethod
    def session(command, *lines):
        """Returns what was said; a session that was refused anything is an AssertionError."""
        done = subprocess.run(
            command, input=b"".join(line + b"\r\n" for line in lines), capture_output=True, timeout=60
        )
        assert done.returncode == 0, done
        return done.stdout

    def send(self, sender, octets, *recipients, first=(b"EHLO client.example",)):
        """first: what comes before MAIL."""
        data = b"".join(b"." * line.startswith(b".") + line for line in octets.splitlines(True))
        said = self.session(
            self.smtpd,
            *first,
            b"MAIL FROM:" + sender,
            *(b"RCPT TO:<%s@mail.example>" % name for name in recipients),
            b"DATA",
            data + b".",
            b"QUIT",
        )
        assert b"\r\n250 2.0.0 Stored as " in said, said

    def read(self, name, *commands):
        """Signs in by POP3; returns what was said to the commands and to QUIT."""
        login = (b"USER " + name.encode(), b"PASS " + PASSWORDS[name].encode())
        said = self.session(self.pop3d, *login, *commands, b"QUIT")
        assert b"\r\n-ERR" not in said, said
        return said.split(b"\r\n", 3)[3]

    def maildrop(self, name):
        """What POP3 tells: {"uid", "octets", "sha256"} of each message; marks them read."""
        uids = [
            line.split()[1].decode()
            for line in self.read(name, b"UIDL").split(b"\r\n")[1:]
            if line[:1].isdigit()
        ]
        return [
            {"uid": uid, **summary(self.retrieve(name, number))}
            for number, uid in enumerate(uids, 1)
        ]

    def retrieve(self, name, number):
        """The octets of a message."""
        body = self.read(name, b"RETR %d" % number).partition(b"\r\n")[2].rpartition(b".\r\n+OK ")[0]
        return b"".join(line[line.startswith(b".") :] for line in body.splitlines(True))


def summary(octets):
    return {"octets": len(octets), "sha256": hashlib.sha256(octets).hexdigest()}


def fill(programs):
    """Accounts and mail, by all ways that there have always been."""
    programs.read("alice")  # makes her account
    programs.session(
        programs.smtpd, b"EHLO bob", b"PASS " + PASSWORDS["bob"].encode(), b"MAIL FROM: @ME", b"QUIT"
    )
    outside = b"<someone@elsewhere.example>"
    programs.send(outside, b"Subject: deleted\r\n\r\n", b"alice")
    programs.read("alice", b"DELE 1")  # there is a gap in the numbers
    programs.send(b"<carol@mail.example>", DOTS, b"carol", b"alice", first=(b"HELO carol",))
    programs.send(outside, UTF8, b"alice")
    programs.send(outside, EIGHT_BIT, b"bob", b"alice")
    programs.send(outside, CHUNKS, b"alice")
    programs.send(b"<>", EMPTY, b"bob", b"postmaster")
    programs.read("alice", b"RETR 1", b"RETR 3")  # seen


def operate(database):
    """What the operator does, in SQL."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    database.execute("UPDATE account SET quota = 500000 WHERE name = 'alice'")
    database.execute("UPDATE account SET quota = 0 WHERE name = 'bob'")
    database.execute(
        "INSERT INTO account (name, password, created) VALUES ('Locked.Out', '!', 1700000000)"
    )
    if "alias" in tables:
        database.executemany(
            "INSERT INTO alias (name, target) VALUES (?, ?)",
            [("sales", "alice"), ("sales", "bob"), ("grüße", "sales"), ("*", "carol")],
        )
    if database.execute("PRAGMA user_version").fetchone() >= (5,):
        database.execute(
            "INSERT INTO account (name, password, created) VALUES ('alice@localhost', '!', 1700000000)"
        )
        database.execute("INSERT INTO alias (name, target) VALUES ('sales@localhost', 'carol')")
    database.commit()


def leave_behind(programs, database):
    """Rows that refer to accounts that are gone, and messages that nobody has."""
    outside = b"<someone@elsewhere.example>"
    for number in range(3):
        programs.session(programs.smtpd, b"HELO gone%d" % number, b"MAIL FROM: @ME", b"QUIT")
        programs.send(outside, b"Subject: for one\r\n\r\n", b"gone%d" % number)
        programs.send(outside, b"Subject: for both\r\n\r\n", b"gone%d" % number, b"bob")
    removing = sqlite3.connect(database, isolation_level=None)
    with subprocess.Popen(
        programs.smtpd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as session:
        session.stdin.write(b"HELO gone0\r\nNOOP\r\n")
        session.stdin.flush()
        for _ in range(3):
            assert session.stdout.readline()[:1] == b"2"
        removing.execute("DELETE FROM account WHERE name GLOB 'gone[01]'")  # its deliveries stay
        said, _ = session.communicate(
            b"MAIL FROM: @ME\r\nRCPT TO: alice\r\nRCPT TO: bob\r\nDATA\r\nSubject: from nobody\r\n.\r\n"
            b"MAIL FROM: @ME\r\nRCPT TO: gone2\r\nDATA\r\n.\r\nQUIT\r\n"
        )
    assert said.count(b"\r\n250 2.0.0 Stored") == 2, said
    removing.execute("PRAGMA foreign_keys = ON")
    removing.execute("DELETE FROM account WHERE name = 'gone2'")
    removing.close()


def save(programs_folder, saved, left_behind):
    smtpd = programs_folder / "smtpd" / "smtpd"
    pop3d = programs_folder / "pop3d" / "pop3d"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.db"
        fill(Programs(smtpd, pop3d, path))
        if left_behind:
            leave_behind(Programs(smtpd, pop3d, path), path)
        database = sqlite3.connect(path)
        operate(database)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.close()
        name = "left-behind" if left_behind else f"schema-{version}"
        shutil.copyfile(path, saved / f"{name}.db")
        # The database has been copied: now it may be changed by those who look into it.
        programs = Programs(smtpd, pop3d, path)
        told = {name: programs.maildrop(name) for name in PASSWORDS}
    (saved / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=Path, help="where the old programs have been built")
    parser.add_argument("saved", type=Path, help="where the files go")
    parser.add_argument("--left-behind", action="store_true", help="what should not be in it, too")
    arguments = parser.parse_args()
    save(arguments.programs.resolve(), arguments.saved, arguments.left_behind)
