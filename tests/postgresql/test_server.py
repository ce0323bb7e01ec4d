"""Which servers and databases are taken, and what becomes of an empty one."""

import socket
import subprocess

import pytest

import pgserver

VIEW = "SELECT account, subject, octets > 0, seen, content LIKE '%Subject: {0}%' FROM inbox"


def refusal(mail, *options, database=None):
    """What the log says about a session that cannot have the store."""
    session = mail.session("smtpd", *options, database=database)
    reply = session.ask("EHLO client.example", "MAIL FROM:<sender@client.example>", "RCPT TO:<alice@mail.example>")
    assert reply.startswith(("451 ", "421 ", "454 ")), reply
    return session.end()


def test_an_empty_database_is_not_for_strangers(empty):
    assert "there are no tables here" in refusal(empty, "interactive=none")
    assert empty.sql("SELECT to_regclass('account')") == [(None,)]


def test_an_interactive_session_makes_the_tables(empty):
    session = empty.session("smtpd")
    assert session.ask("HELO alice").startswith("250 ")
    assert "event=store-created database=postgresql:" in session.end()
    assert empty.sql("SELECT version FROM pillarbox") == [(3,)]


def test_many_make_the_tables_once(empty):
    command = [*empty.command("smtpd", "lock_timeout=30"), "--create"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    errors = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 8, errors
    assert sum("store-created" in error for error in errors) == 1


def test_the_database_of_another_program_is_left_alone(empty):
    empty.sql("CREATE TABLE photograph (id integer)")
    assert "the database of another program" in refusal(empty)
    done = empty.run("smtpd", "--create")
    assert done.returncode == 1 and "the database of another program" in done.stderr


def test_what_an_extension_has_made_is_no_other_program(empty, server):
    server.sql("CREATE EXTENSION pg_stat_statements SCHEMA public", empty.database)
    empty.create()
    assert empty.messages() == []


def test_version_1_is_brought_up_to_date_on_demand(mail):
    """Its accounts may have no domain, so programs that know of none must not see those of version 2."""
    comment = "SELECT col_description('account'::regclass, 2)"
    mail.send("old")
    mail.make_oldest()
    assert "bring them up to date with smtpd --create" in refusal(mail, "interactive=none")
    assert mail.sql("SELECT version FROM pillarbox") == [(1,)]
    assert mail.run("smtpd", "--create").returncode == 0
    assert mail.sql("SELECT version FROM pillarbox") == [(3,)]
    assert mail.sql(comment) == [("a name, or a name@domain in ASCII",)]
    mail.send("new")
    assert mail.messages() == ["old", "new"]


def test_a_newer_schema_is_refused(mail):
    mail.sql("UPDATE pillarbox SET version = 99")
    assert "the database is of a newer pillarbox" in refusal(mail)


@pytest.mark.parametrize("version", ("DELETE FROM pillarbox", "INSERT INTO pillarbox VALUES (1)"))
def test_a_damaged_version_is_refused(mail, version):
    mail.sql(version)
    assert "the version of the database is damaged" in refusal(mail)


def test_synchronous_commit_must_wait_for_the_standby(mail, server):
    """The server's setting counts, the database's, and the role's."""
    role = f"ROLE {pgserver.USER}"
    for whose, value in ((role, "local"), (f"DATABASE {mail.database}", "off"), (role, "off")):
        server.sql(f"ALTER {whose} SET synchronous_commit = {value}", "postgres")
        try:
            assert "synchronous_commit is off or local" in refusal(mail)
        finally:
            server.sql(f"ALTER {whose} RESET synchronous_commit", "postgres")
    server.sql(f"ALTER DATABASE {mail.database} SET synchronous_commit = remote_write", "postgres")
    assert mail.send("kept").startswith("250 ")


def test_the_encoding_must_be_utf8(empty, server):
    server.sql(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' OWNER pillarbox", "postgres"
    )
    empty.database = "latin"
    empty.setting = empty.through(server.socket)
    done = empty.run("smtpd", "--create")
    assert done.returncode == 1 and "is not UTF8" in done.stderr


def test_another_server_is_refused(mail, server):
    """Its version() says another name."""
    server.sql(
        "CREATE FUNCTION public.version() RETURNS text LANGUAGE sql AS"
        " $$SELECT 'PostgreSQL 15.2-YB-2.20 on x86_64'::text$$",
        mail.database,
    )
    server.sql(
        f"ALTER DATABASE {mail.database} SET search_path = public, pg_catalog", "postgres"
    )
    server.sql("ALTER ROLE ALL RESET search_path", "postgres")
    try:
        assert "this server is not PostgreSQL 14 or newer" in refusal(mail)
    finally:
        server.sql("ALTER ROLE ALL SET search_path = public, sqlite", "postgres")


def test_a_server_that_is_not_there_is_temporary(mail, tmp_path):
    assert "failed: No such file or directory" in refusal(mail, "interactive=none", database=mail.through(tmp_path))


def test_several_hosts_can_be_named(mail, server, tmp_path):
    hosts = f"{tmp_path},{server.socket}"
    assert mail.send("found", database=mail.through(hosts)).startswith("250 ")


@pytest.mark.parametrize("port", ("5432", "5432,5432"))
def test_one_host_that_is_silent_leaves_time_for_the_next(mail, server, tmp_path, port):
    """It accepts connections, and says nothing."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / ".s.PGSQL.5432"))
        silent.listen()
        hosts = f"{tmp_path},{server.socket}"
        setting = pgserver.setting(hosts, mail.database, port=port)
        assert mail.send("found", database=setting).startswith("250 ")


def test_a_warning_of_a_new_connection_is_not_written(mail, server):
    """PostgreSQL warns that the collations of the operating system have changed."""
    server.sql(
        f"UPDATE pg_database SET datcollversion = '0' WHERE datname = '{mail.database}'", "postgres"
    )
    done = mail.run("smtpd", "--create")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "setting",
    (
        "postgresql:host=127.0.0.1 dbname=mail",
        "postgresql://db.example/mail",
        "postgresql:host=/run/postgresql,db.example",
        "postgresql:hostaddr=127.0.0.1",
        "postgresql:service=mail",
    ),
)
def test_the_sandbox_leaves_unix_sockets_only(mail, setting):
    done = mail.run("smtpd", "-t", database=setting)
    assert done.returncode == 78 and "only UNIX sockets are left" in done.stderr
    done = mail.run("smtpd", "-t", options=["sandbox=off"], database=setting)
    assert done.returncode == 0 and f"database = {setting}\n" in done.stdout


@pytest.mark.parametrize("setting", ("postgresql:secret", "postgresql:host=/run pasword=secret"))
def test_a_password_is_not_logged(mail, setting):
    done = mail.run("smtpd", "--create", database=setting)
    assert done.returncode == 78
    assert "not a connection string" in done.stderr and "secret" not in done.stderr


@pytest.mark.parametrize(
    "setting, session_database, expected",
    (
        ("//u:s%20e@/mail?host=/a,/b", "", ["PGUSER=u", "PGPASSWORD=s e", "PGDATABASE=mail", "PGHOST=/a,/b"]),
        (r"dbname='it\'s' keepalives=1", "", ["PGDATABASE=it's"]),
        ("dbname=mail", "postgresql:host=/pool dbname=mail", ["PGDATABASE=mail", "PGHOST=/pool"]),
        ("", "", []),
    ),
)
def test_other_programs_learn_how_to_connect(mail, setting, session_database, expected):
    """As mailctl, which starts psql. It wants what maildrops get: a whole session of the server."""
    options = [f"session_database={session_database}"] if session_database else []
    done = mail.run("smtpd", "--environment", options=options, database=f"postgresql:{setting}")
    assert done.returncode == 0 and done.stdout.splitlines() == expected, done


def test_a_line_of_the_environment_is_one_line(mail):
    done = mail.run("smtpd", "--environment", database="postgresql://u:a%0Ab@/mail?host=/a")
    assert done.returncode == 1 and "a%0Ab" not in done.stdout and "PGPASSWORD" not in done.stdout, done


def test_text_that_is_not_utf8_is_made_so(mail):
    session = mail.session("smtpd", "interactive=none")
    session.process.stdin.reconfigure(errors="surrogateescape")
    assert mail.submit(session, b"caf\xe9 \xf0\x9f".decode(errors="surrogateescape")).startswith("250 ")
    assert mail.messages() == ["caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"]
    ((content,),) = mail.sql("SELECT content FROM inbox")
    assert r"caf\351 " in content


def test_names_fold_ascii_only(mail):
    mail.sql("INSERT INTO alias VALUES ('Ärger', 'ALICE')")
    session = mail.session("smtpd", "interactive=none")
    session.ask("EHLO client.example", "MAIL FROM:<sender@client.example> SMTPUTF8")
    assert session.ask("RCPT TO:<ÄRGER@mail.example>").startswith("250 ")
    assert session.ask("RCPT TO:<ärger@mail.example>").startswith("550 ")
    assert session.ask("RCPT TO:<aLiCe@mail.example>").startswith("250 ")


def test_the_view_shows_mail(mail):
    mail.send("hello")
    assert mail.sql(VIEW.format("hello").replace("%", "%%")) == [("alice", "hello", True, 0, True)]
