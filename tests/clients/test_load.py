"""Many clients at once: every message arrives, and none arrives twice."""

import poplib
import smtplib
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from servers import HOST, OUTSIDER

CLIENTS = 50
MESSAGES = 2000
ACCOUNTS = 20
PER_CLIENT = MESSAGES // CLIENTS
# Half the clients connect for each message, the others send this many in one session.
PER_SESSION = 10


def message(token):
    return f"Subject: {token}\r\n\r\nThe token is {token}.\r\n".encode()


def deliver_pipelined(box, mail):
    """One session that sends everything up to each DATA in one write, as PIPELINING allows."""
    with socket.create_connection((HOST, box.smtp_port), timeout=60) as connection:
        replies = connection.makefile("rb")
        expect(replies, b"220")
        connection.sendall(b"EHLO client.elsewhere.example\r\n")
        expect(replies, b"250")
        for token, login in mail:
            envelope = f"MAIL FROM:<{OUTSIDER}>\r\nRCPT TO:<{login.address}>\r\nDATA\r\n"
            connection.sendall(envelope.encode())
            for status in (b"250", b"250", b"354"):
                expect(replies, status)
            connection.sendall(message(token) + b".\r\n")
            expect(replies, b"250")
        connection.sendall(b"QUIT\r\n")
        expect(replies, b"221")


def expect(replies, status):
    while True:
        line = replies.readline()
        assert line.startswith(status), line
        if line[3:4] == b" ":
            return


def deliver_one_a_session(box, mail):
    for token, login in mail:
        with smtplib.SMTP(HOST, box.smtp_port, "client.elsewhere.example", timeout=60) as smtp:
            assert smtp.sendmail(OUTSIDER, [login.address], message(token)) == {}


def client(box, number, logins, start):
    """Delivers one client's share, spread over all accounts."""
    mail = [(f"token-{number}-{i}", logins[(number + i) % ACCOUNTS]) for i in range(PER_CLIENT)]
    start.wait()
    if number % 2:
        deliver_one_a_session(box, mail)
    else:
        for i in range(0, PER_CLIENT, PER_SESSION):
            deliver_pipelined(box, mail[i : i + PER_SESSION])


def tokens_of(box, login):
    """Fetches a whole maildrop by POP3 and returns the tokens in it."""
    pop = poplib.POP3(HOST, box.pop3_port, timeout=60)
    pop.user(login.name)
    pop.pass_(login.password)
    count, _octets = pop.stat()
    tokens = []
    for number in range(1, count + 1):
        _reply, lines, _size = pop.retr(number)
        subject, last = (line.decode() for line in (lines[-3], lines[-1]))
        token = subject.removeprefix("Subject: ")
        assert last == f"The token is {token}."
        tokens.append(token)
    pop.quit()
    return tokens


def test_two_thousand_messages_arrive_once(box):
    logins = box.accounts(*(f"user{i}" for i in range(ACCOUNTS)))
    start = threading.Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(client, box, number, logins, start) for number in range(CLIENTS)]
    for one in clients:
        one.result()

    assert box.query("SELECT count(*) FROM message") == [(MESSAGES,)]
    assert box.query("SELECT count(DISTINCT subject) FROM message") == [(MESSAGES,)]
    assert box.query("SELECT count(*) FROM delivery") == [(MESSAGES,)]
    assert box.store.is_sound()

    with ThreadPoolExecutor(ACCOUNTS) as pool:
        fetched = list(pool.map(lambda login: tokens_of(box, login), logins))
    assert [len(tokens) for tokens in fetched] == [MESSAGES // ACCOUNTS] * ACCOUNTS
    sent = {f"token-{number}-{i}": 1 for number in range(CLIENTS) for i in range(PER_CLIENT)}
    assert Counter(token for tokens in fetched for token in tokens) == sent
