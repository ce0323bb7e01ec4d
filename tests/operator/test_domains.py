"""Internationalized domains in names: as Python's Unicode data maps them."""

import importlib.machinery
import importlib.util
import random
import subprocess
import unicodedata

from operators import TOP
from servers import SMTPD

TABLES = TOP / "common" / "base" / "mapping_tables.h"


def load_generator():
    path = str(TOP / "tests" / "unit" / "mapping-tables")
    loader = importlib.machinery.SourceFileLoader("mapping_tables", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


GENERATOR = load_generator()
SAME_UNICODE = f"from Unicode {unicodedata.unidata_version}." in TABLES.read_text(encoding="utf-8")
# Characters that are newer than the tables cannot be in them.
UNICODE = unicodedata if SAME_UNICODE else unicodedata.ucd_3_2_0
IDEOGRAPHS = range(0x3400, 0xA4D0)
LETTERS = [
    chr(c)
    for c in (*GENERATOR.CHARACTERS, *GENERATOR.HANGUL)
    if UNICODE.category(chr(c))[0] in "LM" and (c not in IDEOGRAPHS or c % 16 == 0)
]


def ascii_of(domain):
    """RFC 5895 section 2, steps 1 and 3; then RFC 3492."""

    def ascii_of_label(label):
        normal = unicodedata.normalize("NFC", label)
        mapped = unicodedata.normalize("NFC", "".join(map(str.lower, normal)))
        return mapped if mapped.isascii() else "xn--" + mapped.encode("punycode").decode()

    return ".".join(label if label.isascii() else ascii_of_label(label) for label in domain.split("."))


def are_mapped(domains, folder):
    """What smtpd has for each of them; None if it knows no such name."""
    lines = "".join(f"a@{domain}\n" for domain in domains)
    command = [SMTPD, "-c", "/dev/null", "-d", folder / "mail.db"]
    subprocess.run([*command, "--create"], check=True, timeout=10)
    done = subprocess.run([*command, "--names"], input=lines.encode(), capture_output=True, timeout=60, check=False)
    printed = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [line[0] for line in printed] == [f"a@{domain}" for domain in domains]
    return [line[1][2:] if line[1:] else None for line in printed]


def differences(domains, folder):
    wanted = [ascii_of(domain) for domain in domains]
    return [row for row in zip(domains, wanted, are_mapped(domains, folder), strict=True) if row[1] != row[2]]


def test_the_tables_are_those_of_their_generator(capsys):
    if SAME_UNICODE:
        GENERATOR.main()
        assert capsys.readouterr().out == TABLES.read_text(encoding="utf-8")


def test_letters_are_mapped_however_they_are_typed(tmp_path):
    forms = {unicodedata.normalize("NFD", c) for c in LETTERS} | set(LETTERS)
    forms |= {form.upper() for form in forms if len(form.upper()) == len(form)}
    domains = [f"B{form}.example" for form in sorted(forms) if not form.isascii()]
    assert len(domains) > 20000
    assert differences(domains, tmp_path) == []


def test_marks_in_any_order_are_composed(tmp_path):
    known = [c for c in LETTERS if unicodedata.normalize("NFD", c) != c or c.lower() != c]
    marks = sorted({unicodedata.normalize("NFD", c)[-1] for c in known if c not in map(chr, GENERATOR.HANGUL)})
    draw = random.Random(5895)
    labels = ["".join(draw.choices(known + 30 * marks, k=draw.randint(2, 8))) for _ in range(10000)]
    assert differences([f"{label}.example" for label in labels if not label.isascii()], tmp_path) == []


def test_users_find_their_domain(tmp_path):
    apart = "bu\N{COMBINING DIAERESIS}cher"
    labels = ("bücher", "BÜCHER", "Bücher", apart, apart.upper())
    same = [f"{label}.example" for label in labels]
    assert set(are_mapped(same, tmp_path)) == {"xn--bcher-kva.example"}
    assert are_mapped(["faß.de", "FAẞ.de", "ΒΌΛΟΣ.gr", "βόλος.gr"], tmp_path) == [
        "xn--fa-hia.de",
        "xn--fa-hia.de",
        "xn--nxasmq6b.gr",
        "xn--nxasmm1c.gr",
    ]
