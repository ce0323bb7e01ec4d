"""TLS through the balancer: the mail servers know who the client is, and it knows the mail servers."""

import poplib
import smtplib
import ssl

import pytest

from cluster import PASSWORD, PORTS, port_of
from load import READER

HOST = "localhost"  # in the certificate


@pytest.fixture(name="client")
def make_client(cluster):
    return Client(cluster)


class Client:
    """With an address of its own, which is that of nothing else."""

    def __init__(self, cluster):
        self.balancer = cluster.balancer
        self.address = f"{cluster.network}77"
        self.context = ssl.create_default_context(cafile=cluster.certificate.trusted)

    def connect(self, service):
        connection = self.balancer.connect(service, source=self.address)
        if service.endswith("s"):
            return self.context.wrap_socket(connection, server_hostname=HOST)
        return connection

    def submit(self, service, subject):
        with Submission(self, service) as smtp:
            if not service.endswith("s"):
                smtp.starttls(context=self.context)
            smtp.login(READER, PASSWORD)
            smtp.sendmail(f"{READER}@example.org", [f"{READER}@example.org"], f"Subject: {subject}\r\n\r\n")

    def fetch(self, service, subject):
        """Takes the message with this subject out of the maildrop."""
        pop3 = Maildrop(self, service)
        if not service.endswith("s"):
            pop3.stls(self.context)
        pop3.user(READER)
        pop3.pass_(PASSWORD)
        found = [(n, self.text(pop3, n)) for n in range(1, pop3.stat()[0] + 1)]
        ((number, text),) = [it for it in found if f"Subject: {subject}\n" in it[1]]
        pop3.dele(number)
        pop3.quit()
        return text

    @staticmethod
    def text(pop3, number):
        return b"".join(line + b"\n" for line in pop3.retr(number)[1]).decode()


class Submission(smtplib.SMTP):
    def __init__(self, client, service):
        self.client, self.service = client, service
        super().__init__(HOST, port_of(service))

    def _get_socket(self, _host, _port, _timeout):
        return self.client.connect(self.service)


class Maildrop(poplib.POP3):
    def __init__(self, client, service):
        self.client, self.service = client, service
        super().__init__(HOST, port_of(service))

    def _create_socket(self, _timeout):
        return self.client.connect(self.service)


def test_the_client_is_known(cluster, client):
    """By STARTTLS and STLS, and by implicit TLS: in the message, and in the log of each session."""
    for sent, fetched in (("submission", "pop3s"), ("smtps", "pop3")):
        client.submit(sent, f"by {sent}")
        text = client.fetch(fetched, f"by {sent}")
        assert f"[{client.address}])" in text and "with ESMTPSA" in text, text
    said = "".join(host.log.read_text() for host in cluster.hosts)
    known = f"event=connect peer={client.address} balancer={cluster.balancer.address} tls=yes"
    assert said.count(known) == 4, said
