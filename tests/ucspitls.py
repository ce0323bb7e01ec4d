"""Plays the part of a super-server that speaks UCSPI-TLS, as ucspi-ssl's and s6-networking's do.

    ucspitls.py plain|CERTIFICATE PROGRAM [ARGUMENT...]

It takes its own standard input and output, one socket, to be a client's, and becomes the program.
A child of it waits beside the program: for the word on the control socket, at which it does the
handshake, with the certificate and key in that file, and then passes on what it reads, decrypted,
in both directions. With "plain" it passes on the octets as they are.
"""

import os
import select
import signal
import socket
import ssl
import sys

HANDSHAKE_SECONDS = 5
PIECE = 65536


def encrypted(certificate):
    client = socket.socket(fileno=os.dup(0))
    if certificate == "plain":
        return client
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    client.settimeout(HANDSHAKE_SECONDS)
    client = context.wrap_socket(client, server_side=True)
    client.settimeout(None)
    return client


def close_quietly(client):
    try:
        if isinstance(client, ssl.SSLSocket):
            client.unwrap()
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has gone


def write_all(fd, octets):
    while octets:
        octets = octets[os.write(fd, octets) :]


def pass_on(client, from_program, to_program):
    """Until the program ends its output; the end of the client's is the end of its input."""
    sources = [client, from_program]
    while True:
        ready = sources
        if not (isinstance(client, ssl.SSLSocket) and client.pending()):
            ready = select.select(sources, [], [])[0]
        if from_program in ready:
            octets = os.read(from_program, PIECE)
            if not octets:
                return
            client.sendall(octets)
        elif client in ready:
            octets = client.recv(PIECE)
            if octets:
                write_all(to_program, octets)
            else:
                os.close(to_program)
                sources = [from_program]


def serve(certificate, control, from_program, to_program):
    if control.recv(1) != b"y":
        return
    try:
        client = encrypted(certificate)
        pass_on(client, from_program, to_program)
        close_quietly(client)
    except OSError as error:  # ssl's errors are OSErrors too
        print(f"ucspitls: {error}", file=sys.stderr)


def main(certificate, *command):
    ours, theirs = socket.socketpair()
    program_reads, to_program = os.pipe()
    from_program, program_writes = os.pipe()
    if os.fork() == 0:
        for fd in (theirs.detach(), program_reads, program_writes, 1):
            os.close(fd)
        serve(certificate, ours, from_program, to_program)
        os._exit(0)
    for fd in (ours.detach(), to_program, from_program):
        os.close(fd)
    environment = {
        "SSLCTLFD": theirs.detach(),
        "SSLREADFD": program_reads,
        "SSLWRITEFD": program_writes,
    }
    for name, fd in environment.items():
        os.set_inheritable(fd, True)
        os.environ[name] = str(fd)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it
    os.execv(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
