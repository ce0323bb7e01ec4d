"""Aliases, and what explain says of addresses: the same as what smtpd does."""

import os

import pytest

from servers import SMTPD

# (alias, target), all at once in one database.
ALIASES = (
    ("sales", "alice"),
    ("sales", "bob"),
    ("team", "sales"),
    ("team", "carol"),
    ("carol", "alice"),  # carol's mail goes to alice
    ("bob", "bob"),
    ("bob", "alice"),  # bob's to both
    ("round", "about"),
    ("about", "round"),
    ("dead", "nobody-there"),
    ("dave", "dave2"),  # leads to nobody, so dave keeps it
    ("o'neill", "alice"),
    ("müller", "bob"),
    ("boss", "carol"),
    ("info@example.org", "alice"),
    ("info@example.com", "bob@xn--bcher-kva.example"),
    ("info", "dave"),
    ("void@example.org", "void@example.org"),
    ("void", "bob"),
    ("*@example.com", "dave"),
)

# What somebody may write to.
ADDRESSES = (
    "alice",
    "ALICE@Example.ORG",
    "<alice@example.com>",
    "alice+shop@example.org",
    "alice+",
    "+shop",
    "sales",
    "Team+x@example.org",
    "carol",
    "bob",
    "round",
    "dead@example.org",
    "dave",
    "o'neill@example.org",
    "müller@example.com",
    '"alice"@example.org',
    '"a\\lice+x"@example.org',
    '"two words"@example.org',
    "postmaster",
    "Postmaster+x@example.org",
    "abuse@example.org",
    "abuse+x",
    "nobody",
    "a'; DROP TABLE alias; --",
    "alice@elsewhere.example",
    "alice@",
    "@example.org",
    "",
    "*",
    "full",
    "a b",
    "info@example.org",
    "info+x@EXAMPLE.com",
    "info",
    "INFO@xn--bcher-kva.example",
    "info@bücher.example",
    "bob@bücher.example",
    "bob+x@BüCHER.Example",
    "void@example.org",
    "void@example.com",
    "nobody@example.com",
    '"info@example.com"@example.org',
    "bob@bÜcher.example",
)


@pytest.fixture
def many(alice):
    """Accounts, aliases, and a maildrop that is full."""
    alice.set(domains="example.org, example.com bücher.example")
    for number, name in enumerate(("carol", "dave", "full", "bob@xn--bcher-kva.example"), 10):
        alice.change(f"INSERT INTO account (id, name, created) VALUES ({number}, '{name}', 0)")
    alice.deliver(b"Subject: fills it\r\n\r\n", "full")
    alice.change("UPDATE account SET quota = 10 WHERE name = 'full'")
    alice.change("UPDATE account SET quota = 1000000 WHERE name = 'bob'")
    for name, target in ALIASES:
        name, target = (word.replace("'", "''") for word in (name, target))
        alice.change(f"INSERT INTO alias VALUES ('{name}', '{target}')")
    return alice


def who_gets(operator, address):
    """Delivers to an address; tells who has got the message."""
    ((before,),) = operator.query("SELECT coalesce(max(id), 0) FROM message")
    operator.session(
        SMTPD,
        f"LHLO test\r\nMAIL FROM:<> SMTPUTF8\r\nRCPT TO:<{address.strip('<>')}>\r\n"
        "BDAT 14 LAST\r\nSubject: x\r\n\r\nQUIT\r\n".encode(),
        "-l",
    )
    got = operator.query(
        "SELECT name FROM account JOIN delivery ON account = id WHERE message > ?", before
    )
    return {name for (name,) in got}


@pytest.mark.parametrize("quarter", range(4))
def test_explain_is_what_happens(many, quarter):
    """For each address: the accounts that explain names are those that get the mail."""
    if quarter % 2:
        many.set(postmaster="boss")
        many.change("INSERT INTO alias VALUES ('*', 'dave')")
    disagreeing = []
    for address in ADDRESSES[quarter::4]:
        rows = many.json("explain", "--", address, status=...)
        named = {
            row["name"]
            for row in rows
            if row["step"] == "account" and not row["result"].startswith("is full")
        }
        accepted = rows[-1]["result"].startswith("250 2.1.5")
        got = who_gets(many, address)
        if named != got or accepted != bool(got):
            disagreeing.append((address, rows, got))
    assert disagreeing == []


def test_explain_tells_why(many):
    shown = many.ok("explain", "team+x@example.org")
    for words in (
        ("domain", "example.org", "one of ours"),
        ("the name", "team+x@example.org", "neither account nor alias"),
        ("without tag", "team@example.org", "neither account nor alias"),
        ("without domain", "team+x", "neither account nor alias"),
        ("without both", "team", "an alias of carol, sales"),
        ("on the way", "sales", "an alias of alice, bob"),
        ("on the way", "carol", "an alias of alice"),
        ("account", "alice", "gets the mail"),
        ("account", "bob", "gets the mail; octets used: 0/1000000"),
        ("smtpd says", "team+x@example.org", "250 2.1.5 "),
    ):
        assert any(
            all(word in line for word in words) and line.startswith(words[0])
            for line in shown.splitlines()
        ), (words, shown)
    full = many.run("explain", "full", status=1).stdout.decode()
    assert "is full; octets used: " in full and "452 4.2.2" in full


def test_explain_where_no_mail_is_taken(many):
    """A disk without room says so, and not that the order of commands is wrong."""
    many.set(min_free_space="8388608G")
    assert "452 4.3.1" in many.run("explain", "alice", status=1).stdout.decode()


def test_alias_add_and_remove(alice):
    alice.ok("alias", "add", "sales", "alice", "BOB")
    alice.ok("alias", "add", "sales", "bob")  # there already
    alice.ok("alias", "add", "team", "sales")
    assert "Make it first" in alice.fails("alias", "add", "team", "bob", "carol")
    assert [tuple(row.values()) for row in alice.json("alias", "list")] == [
        ("sales", "alice", "account"),
        ("sales", "BOB", "account"),
        ("team", "sales", "alias"),
    ]
    assert alice.ok("alias", "list", "--csv", "team") == "alias,target,target_is\nteam,sales,alias\n"
    assert b"Some of these were not targets" in alice.run("alias", "remove", "sales", "alice", "carol").stderr
    alice.ok("alias", "remove", "SALES")
    assert "no such alias" in alice.fails("alias", "remove", "sales")
    assert alice.json("alias", "list", "team")[0]["target_is"] == "nobody"
    alice.ok("alias", "remove", "team")
    assert alice.json("alias", "list") == [] and alice.ok("alias", "list") == ""


def test_alias_in_a_circle(alice):
    alice.ok("alias", "add", "a", "alice")
    alice.ok("alias", "add", "b", "a")
    alice.ok("alias", "add", "a", "b")
    alice.ok("alias", "remove", "a", "alice")
    assert b"circle" in alice.run("alias", "add", "a", "b").stderr


@pytest.mark.parametrize("name", ("o'neill", "$(touch${IFS}pwned)", "%s", "-x", "müller", "*"))
def test_names_that_an_alias_may_have(alice, name):
    """They mean nothing to SQL or a shell."""
    alice.ok("alias", "add", "--", name, "alice")
    assert alice.query("SELECT name, target FROM alias") == [(name, "alice")]
    assert alice.json("alias", "list", "--", name)[0]["alias"] == name
    assert alice.run("explain", "--", name, status=...).stdout
    alice.ok("alias", "remove", "--", name)
    assert alice.query("SELECT * FROM alias") == []


def test_names_with_a_domain(alice):
    """They are stored in ASCII, and one form stands for the other."""
    alice.set(domains="example.org bücher.example")
    alice.ok("alias", "add", "Info@bücher.example", "alice")
    alice.ok("alias", "add", "info@XN--Bcher-kva.example", "bob")
    alice.ok("alias", "add", "*@example.org", "INFO@BüCHER.example")
    assert sorted(alice.query("SELECT name, target FROM alias")) == [
        ("*@example.org", "INFO@xn--bcher-kva.example"),
        ("Info@xn--bcher-kva.example", "alice"),
        ("info@XN--Bcher-kva.example", "bob"),
    ]
    assert len(alice.json("alias", "list", "info@bücher.example")) == 2
    assert who_gets(alice, "x@example.org") == {"alice", "bob"}
    done = alice.run("alias", "add", "info@elsewhere.example", "bob")
    assert b"No mail arrives for info@elsewhere.example" in done.stderr
    alice.ok("alias", "remove", "info@bücher.example")
    assert len(alice.json("alias", "list")) == 2
    assert "Make it first" in alice.fails("alias", "add", "x", "*@example.org")
    rows = {row["what"]: row for row in alice.json("check")}
    assert "info@elsewhere.example" in rows["domains of names"]["detail"]
    assert "example.org" not in rows["domains of names"]["detail"]


@pytest.mark.parametrize(
    "name",
    ("a@", "@example.org", "a@b@example.org", "a@-x", "a@x..y", "a@b c", "a@'; --", "a@$(x)", "a@\u00fc" * 2),
)
def test_domains_that_a_name_may_not_have(alice, name):
    assert alice.fails("alias", "add", "--", name, "alice", status=64)
    assert alice.fails("add", "--locked", "--", name, status=64)
    assert alice.fails("rename", "--", "alice", name, status=64)


@pytest.mark.parametrize("name", ("", "a b", "x" * 65, b"\xff\xfe"))
def test_names_that_it_may_not(alice, name):
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    alice.fails("alias", "add", "--", name, "alice", status=64)
    alice.fails("alias", "add", "new", "--", name, status=64)


def chain(length):
    """Aliases that lead over so many others to alice."""
    return ", ".join(f"('a{n}', '{'alice' if n == length else f'a{n + 1}'}')" for n in range(1, length + 1))


def make_accounts(operator, count):
    """And an alias of all of them."""
    operator.change(
        f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        " INSERT INTO account (name, password, created) SELECT 'user' || i, '!', 0 FROM n",
        "INSERT INTO alias SELECT 'all', name FROM account WHERE name LIKE 'user%'",
    )


@pytest.mark.field("S12")
@pytest.mark.parametrize("length, told", ((2, False), (100, False), (101, True), (2000, True)))
def test_explain_names_the_limit_of_levels(alice, length, told):
    alice.change(f"INSERT INTO alias VALUES {chain(length)}")
    shown = alice.run("explain", "a1", status=...).stdout.decode()
    assert ("leads through more than 100 aliases" in shown) == told, shown
    assert "more than" not in alice.run("explain", f"a{length}", status=...).stdout.decode()


@pytest.mark.field("S12")
def test_explain_of_a_long_circle(alice):
    alice.change(f"INSERT INTO alias VALUES {chain(60)}, ('a60', 'a1')")
    assert "more than" not in alice.ok("explain", "a1")
    alice.change("DELETE FROM alias", f"INSERT INTO alias VALUES {chain(2000)}, ('a2000', 'a1')")
    assert "more than 100 aliases" in alice.run("explain", "a1", status=...).stdout.decode()


@pytest.mark.field("S12")
@pytest.mark.parametrize(
    "count, told",
    ((1000, ""), (1001, "more than 1000 accounts"), (20_000, "more than 10000 targets")),
)
def test_explain_names_the_limit_of_accounts(alice, count, told):
    """And adding to such an alias warns."""
    make_accounts(alice, count)
    rows = alice.json("explain", "all", status=...)
    limits = [row["result"] for row in rows if "an alias that leads too far" in row["result"]]
    assert len(limits) == bool(told) and all(told in limit for limit in limits)
    assert len([row for row in rows if row["step"] == "account"]) == (0 if told else count)
    if told:
        assert told.encode() in alice.run("alias", "add", "all", "bob").stderr


@pytest.mark.field("S12")
@pytest.mark.parametrize("lists, told", ((9, False), (12, True)))
def test_explain_names_the_limit_of_targets(alice, lists, told):
    """Of lists that have the same members."""
    make_accounts(alice, 900)
    for number in range(lists):
        alice.change(
            f"INSERT INTO alias SELECT 'list{number}', target FROM alias WHERE name = 'all'",
            f"INSERT INTO alias VALUES ('lists', 'list{number}')",
        )
    shown = alice.run("explain", "lists", status=...).stdout.decode()
    assert ("has more than 10000 targets" in shown) == told, shown
