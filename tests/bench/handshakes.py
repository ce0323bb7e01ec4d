"""TLS from the first octet on: who serves it, and how many handshakes a second there are."""

import re
import shutil
import subprocess
import time

STUNNEL = shutil.which("stunnel4")
OPENSSL = shutil.which("openssl")


def missing():
    """Why there can be none, or None."""
    names = [n for n, path in (("stunnel4", STUNNEL), ("openssl", OPENSSL)) if path is None]
    return f"not installed: {', '.join(names)}" if names else None


def make_certificate(path):
    """One that signs itself, with its key in the same file, for all servers."""
    subprocess.run(
        [
            *(OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-keyout", path, "-out", path.with_suffix(".crt")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    path.chmod(0o644)


def stunnel_settings(sample, certificate, program, options):
    """A sample of stunnel's settings with other paths in it."""
    words = " ".join(map(str, (program.name, *options, "--tls=implicit")))
    text = sample.read_text()
    for key, value in {"cert": certificate, "exec": program, "execArgs": words}.items():
        text, count = re.subn(rf"^{key} = .*", f"{key} = {value}", text, flags=re.MULTILINE)
        assert count == 1, (sample, key)
    return text


def count(address, clients, seconds):
    """So many clients connect, shake hands and leave, over and over. Returns figures."""
    command = [OPENSSL, "s_time", "-connect", address, "-new", "-time", str(seconds)]
    began = time.monotonic()
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(clients)
    ]
    printed = [one.communicate(timeout=seconds + 60)[0] for one in running]
    elapsed = time.monotonic() - began
    summary = re.compile(r"^(\d+) connections in \d+ real seconds", re.MULTILINE)
    done = sum(int(number) for text in printed for number in summary.findall(text))
    failed = sum(one.returncode != 0 for one in running)
    return {
        "handshakes": done,
        "handshakes_per_second": done / elapsed,
        "errors": failed,
        "error": "openssl s_time failed" if failed else "",
    }
