"""The protocol cases that are about time and sockets, under tcpserver; each is named by its id."""

import os
import signal
import socket
import time

from servers import HOST, OUTSIDER

MAIL = f"EHLO client.example\r\nMAIL FROM:<{OUTSIDER}>\r\n"


def connect(port):
    return socket.create_connection((HOST, port), timeout=20)


def read_all(connection):
    """What comes until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def talk(port, *pieces, half_close=False):
    """Sends the pieces, each in one segment; returns all that comes back."""
    with connect(port) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


def sign_in(login):
    return f"USER {login.name}\r\nPASS {login.password}\r\n".encode()


def statuses(octets):
    """The first word of each line, the multi-line EHLO reply as one."""
    return [line[:3] for line in octets.split(b"\r\n") if line and line[3:4] != b"-"]


def read_until(connection, end):
    octets = b""
    while not octets.endswith(end):
        octets += connection.recv(65536)
    return octets


def listed(box, login):
    return box.query(
        "SELECT count(*) FROM delivery JOIN account ON account.id = account WHERE name = ?",
        login.name,
    )[0][0]


def test_s3_a_command_without_end_meets_the_timeout(make_box):
    box = make_box("command_timeout=1", "interactive=none")
    start = time.monotonic()
    octets = talk(box.smtp_port, b"NOOP")
    assert octets.splitlines()[1].startswith(b"421 4.4.2 ")
    assert time.monotonic() - start >= 1


def test_s18_one_segment_gets_replies_in_order(make_box):
    box = make_box("interactive=none")
    alice, bob = box.accounts("alice", "bob")
    rcpt = "".join(f"RCPT TO:<{login.address}>\r\n" for login in (alice, bob))
    message = b"Subject: one segment\r\n\r\n.\r\n"
    octets = talk(box.smtp_port, f"{MAIL}{rcpt}DATA\r\n".encode() + message + b"QUIT\r\n")
    assert statuses(octets) == [b"220", b"250", b"250", b"250", b"250", b"354", b"250", b"221"]
    assert listed(box, alice) == listed(box, bob) == 1


def test_s47_silence_ends_a_session_and_stores_nothing(make_box):
    box = make_box("command_timeout=1", "interactive=none")
    alice = box.account("alice")
    data = f"{MAIL}RCPT TO:<{alice.address}>\r\nDATA\r\nSubject: half\r\n".encode()
    assert talk(box.smtp_port, data).splitlines()[-1].startswith(b"421 4.4.2 ")
    assert listed(box, alice) == 0


def test_s47_a_trickle_meets_the_deadline(make_box):
    box = make_box("session_timeout=2", "interactive=none")
    start = time.monotonic()
    with connect(box.smtp_port) as connection:
        read_until(connection, b"\r\n")
        for _ in range(40):
            try:
                connection.sendall(b"x")
            except OSError:  # it has closed
                break
            time.sleep(0.1)
    assert time.monotonic() - start < 10
    assert b"because=deadline" in box.log_file.read_bytes()


def test_p7_a_pause_inside_a_command(make_box):
    box = make_box("interactive=none")
    alice = box.account("alice")
    with connect(box.pop3_port) as connection:
        connection.sendall(sign_in(alice) + b"ST")
        time.sleep(0.3)
        connection.sendall(b"AT\r\nQUIT\r\n")
        assert b"\r\n+OK 0 0\r\n" in read_all(connection)


def test_p17_a_lost_connection_deletes_nothing(make_box):
    box = make_box("interactive=none")
    alice = box.account("alice")
    box.deposit(b"Subject: kept\r\n\r\n", alice)
    assert b"is marked as deleted" in talk(box.pop3_port, sign_in(alice) + b"DELE 1\r\n", half_close=True)
    assert listed(box, alice) == 1


def test_p21_p22_a_maildrop_is_free_as_soon_as_its_session_is_killed(make_box):
    box = make_box("interactive=none")
    alice = box.account("alice")
    with connect(box.pop3_port) as first:
        first.sendall(sign_in(alice))
        read_until(first, b"0 octets\r\n")
        (pid,) = box.sessions()
        assert b"-ERR [IN-USE]" in talk(box.pop3_port, sign_in(alice) + b"QUIT\r\n")
        os.kill(pid, signal.SIGKILL)
        assert read_all(first) == b""
    assert b"+OK Signed in" in talk(box.pop3_port, sign_in(alice) + b"QUIT\r\n")


def test_p31_one_segment_and_half_close(make_box):
    box = make_box("interactive=none")
    alice = box.account("alice")
    box.deposit(b"Subject: whole\r\n\r\n..dots\r\n", alice)
    whole = sign_in(alice) + b"STAT\r\nRETR 1\r\nQUIT\r\n"
    octets = talk(box.pop3_port, whole, half_close=True)
    assert octets.count(b"+OK") == 6
    assert octets.endswith(b"\r\n...dots\r\n.\r\n+OK mail.example closing the connection\r\n")


def test_p46_an_idle_session_ends_without_update(make_box):
    box = make_box("pop3_timeout=1", "interactive=none")
    alice = box.account("alice")
    box.deposit(b"Subject: kept\r\n\r\n", alice)
    octets = talk(box.pop3_port, sign_in(alice) + b"DELE 1\r\n")
    assert octets.endswith(b"is marked as deleted\r\n")
    assert listed(box, alice) == 1
