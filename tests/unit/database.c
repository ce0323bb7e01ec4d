/* Tests of common/database, by way of the store: opening, stable storage, many processes, the
 * log. */
#include "tests/unit/unit_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "common/store/sqlite/setup.h"
#include "common/store/sqlite/wal.h"

enum { POSTMASTER = 1 };

/* --- stable storage --- */

/* What becomes of a sync of a file; see fdatasync() below. */
static struct {
	unsigned count;
	bool fail;
	void (*meanwhile)(void); /* called once, while a sync is under way */
} syncs;

static int
sync_file(int fd, long call)
{
	void (*meanwhile)(void) = syncs.meanwhile;

	syncs.count++;
	syncs.meanwhile = NULL;
	if (meanwhile)
		meanwhile();
	if (syncs.fail) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(call, fd);
}

/* Both stand in for the C library's in SQLite. */
int
fdatasync(int fd)
{
	return sync_file(fd, SYS_fdatasync);
}

int
fsync(int fd)
{
	return sync_file(fd, SYS_fsync);
}

static bool no_change; /* of an owner: fchown(2) fails */

int
fchown(int fd, uid_t owner, gid_t group)
{
	errno = EPERM;
	return no_change ? -1 : fchownat(fd, "", owner, group, AT_EMPTY_PATH);
}

static void
expect_synced(const char *what)
{
	if (syncs.count == 0)
		fail_msg("%s: nothing was synced", what);
	syncs.count = 0;
}

static void
what_is_ok_has_been_synced(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	struct store_entry *entries;

	(void)state;
	syncs.count = 0;
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_OK);
	expect_synced("account");
	assert_int_equal(store_account_set_password(store, &account, "x"), STORE_OK);
	expect_synced("password");
	for (uint32_t i = 0; i < 5; i++) {
		assert_int_equal(unit_deliver(store, &account.id, 1, 10, i), STORE_OK);
		expect_synced("delivery");
	}
	entries = unit_list(store, account.id, 5);
	entries[1].to_see = true;
	assert_int_equal(store_maildrop_update(store, account.id, entries, 5), STORE_OK);
	assert_int_equal(syncs.count, 0);
	entries[0].to_delete = true;
	assert_int_equal(store_maildrop_update(store, account.id, entries, 5), STORE_OK);
	expect_synced("deletion");
	free(entries);
	store_close(store);
}

static void
a_sync_that_fails_is_not_ok(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_entry *entries;
	enum store_status delivered;
	enum store_status updated;

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	entries = unit_list(store, alice, 1);
	entries[0].to_delete = true;
	syncs.fail = true;
	delivered = unit_deliver(store, &alice, 1, 10, 2);
	updated = store_maildrop_update(store, alice, entries, 1);
	syncs.fail = false;
	assert_int_equal(delivered, STORE_FAILED);
	assert_int_equal(updated, STORE_FAILED);
	assert_string_equal(store_why(store),
			    "the write-ahead log could not be synced: Input/output error");
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 3), STORE_OK);
	free(entries);
	store_close(store);
}

/* As smtpd(8) says: who sends it again has it there twice. */
static void
field_S13_a_message_may_be_there_all_the_same(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	enum store_status delivered;

	(void)state;
	syncs.fail = true;
	delivered = unit_deliver(store, &alice, 1, 10, 1);
	syncs.fail = false;
	assert_int_equal(delivered, STORE_FAILED);
	unit_expect_count(store, alice, 1);
	store_close(store);
}

static void
deliver_in_another_store(void)
{
	const int64_t postmaster = POSTMASTER;
	struct store *store = unit_open_store();

	assert_int_equal(unit_deliver(store, &postmaster, 1, 10, 77), STORE_OK);
	store_close(store);
}

/* While one waits for the disk the next one can commit, and both syncs become one. */
static void
nobody_waits_for_anothers_sync(void **state)
{
	struct store *store = unit_open_store();
	const int64_t postmaster = POSTMASTER;

	(void)state;
	assert_int_equal(unit_deliver(store, &postmaster, 1, 10, 1), STORE_OK);
	syncs.meanwhile = deliver_in_another_store;
	assert_int_equal(unit_deliver(store, &postmaster, 1, 10, 2), STORE_OK);
	assert_null(syncs.meanwhile);
	unit_expect_count(store, POSTMASTER, 3);
	store_close(store);
}

/* --- opening --- */

static void
expect_not_opened(const char *path, enum store_status expected, const char *part)
{
	char why[STORE_WHY_OCTETS] = "";
	char file[DISK_PATH_OCTETS + 1];
	struct store *store = (struct store *)(void *)why;
	enum store_status status = unit_open(&store, path, 1, why);

	unit_expect_number(path, NULL, status, expected);
	assert_null(store);
	disk_resolve(path, file);
	if (!strstr(why, part) || strncmp(why, file, strnlen(file, 100)) != 0)
		fail_msg("path or \"%s\" is missing in \"%s\"", part, why);
}

static void
a_new_database_is_created(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(store_account_find(store, "postmaster", &account), STORE_OK);
	assert_int_equal(account.id, POSTMASTER);
	assert_true(account.has_password);
	assert_string_equal(account.password, "!");
	unit_expect_count(store, POSTMASTER, 0);
	store_close(store);
	assert_int_equal(unit_sql("PRAGMA application_id"), 0x70626f78);
	assert_int_equal(unit_sql("PRAGMA user_version"), 5);
	assert_int_equal(unit_sql("SELECT count(*) FROM account"), 1);
}

/* The first version's schema, as the build has made a string of it. */
static const char schema_1[] =
#include "common/store/sqlite/schema-1.sql.inc"
	;

static void
execute(const char *text)
{
	char *error = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(UNIT_DATABASE, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s", error);
	sqlite3_close(db);
}

static void
expect_missing(const char *path)
{
	const struct conf *conf = unit_conf(path, 1);
	char why[STORE_WHY_OCTETS] = "";
	bool created;
	struct store *store;
	size_t before = unit_open_files();

	unit_expect_number(path, NULL, store_open(&store, conf, false, &created, why),
			   STORE_MISSING);
	assert_null(store);
	if (!strstr(why, "no database"))
		fail_msg("\"%s\" does not say that there is none", why);
	assert_int_equal(unit_open_files(), before);
}

/* A file system that is not mounted, or not yet. */
static void
field_S1_one_that_is_missing_is_not_created(void **state)
{
	struct stat status;

	(void)state;
	expect_missing(UNIT_DATABASE);
	expect_missing("no/such/mail.db");
	assert_int_equal(access(UNIT_DATABASE, F_OK), -1);
	assert_int_equal(access(UNIT_DATABASE "-lock", F_OK), -1);
	close(open(UNIT_DATABASE, O_CREAT | O_WRONLY, 0600));
	expect_missing(UNIT_DATABASE);
	assert_int_equal(stat(UNIT_DATABASE, &status), 0);
	assert_int_equal(status.st_size, 0);
	/* Its maker has been killed before it had a schema. */
	unit_sql("PRAGMA journal_mode = WAL");
	expect_missing(UNIT_DATABASE);
	assert_int_equal(unit_sql("SELECT count(*) FROM sqlite_schema"), 0);
}

static void
field_S1_one_of_ours_is_brought_up_to_date_by_anybody(void **state)
{
	char why[STORE_WHY_OCTETS];
	struct store *store;
	bool created;

	(void)state;
	execute("PRAGMA journal_mode = WAL");
	execute(schema_1);
	execute("PRAGMA application_id = 1885499256; PRAGMA user_version = 1");
	assert_int_equal(store_open(&store, unit_conf(UNIT_DATABASE, 1), false, &created, why),
			 STORE_OK);
	assert_false(created);
	store_close(store);
	assert_int_equal(unit_sql("SELECT count(*) FROM alias"), 0);
}

static void
it_is_known_who_has_created_it(void **state)
{
	const struct conf *conf = unit_conf(UNIT_DATABASE, 1);
	char why[STORE_WHY_OCTETS];
	struct store *first;
	struct store *second;
	bool created = false;

	(void)state;
	assert_int_equal(store_open(&first, conf, true, &created, why), STORE_OK);
	assert_true(created);
	assert_int_equal(store_open(&second, conf, true, &created, why), STORE_OK);
	assert_false(created);
	store_close(first);
	store_close(second);
}

static const char *const files[] = {UNIT_DATABASE, UNIT_DATABASE "-wal", UNIT_DATABASE "-shm",
				    UNIT_DATABASE "-lock"};

static void
copy_file(const char *from, const char *to)
{
	static char octets[2 << 20];
	int in = open(from, O_RDONLY);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ssize_t n = read(in, octets, sizeof(octets));

	assert_true(in >= 0 && out >= 0 && n >= 0);
	assert_int_equal(write(out, octets, (size_t)n), n);
	close(in);
	close(out);
}

/* Everything that the operator can do to a file's name; the last one moves nothing. */
static void
move_away(const char *path)
{
	assert_int_equal(rename(path, "away"), 0);
}

static void
put_a_copy_there(const char *path)
{
	copy_file(path, "copy");
	assert_int_equal(rename("copy", path), 0);
}

static void
remove_it(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

static void (*const displacements[])(const char *path) = {move_away, put_a_copy_there,
							  remove_it};

static struct {
	void (*displace)(const char *path);
	const char *path;
} planned;

static void
displace_as_planned(void)
{
	planned.displace(planned.path);
}

/* In the child process: nothing else of this one may have these files open. */
static int
deliver_to_displaced_files(void *of)
{
	const bool *during_sync = of;
	const int64_t postmaster = POSTMASTER;
	struct store *store = unit_open_store();
	enum store_status status;

	if (*during_sync)
		syncs.meanwhile = displace_as_planned;
	else
		displace_as_planned();
	status = unit_deliver(store, &postmaster, 1, 100, 1);
	if (status != STORE_MISSING || !strstr(store_why(store), planned.path)) {
		fprintf(stderr, "%s: status %d: %s\n", planned.path, status, store_why(store));
		return 1;
	}
	store_close(store);
	return 0;
}

static void
field_S2_what_is_stored_elsewhere_is_not_ok(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * COUNT(displacements) * COUNT(files); i++) {
		bool during_sync = i % 2;
		pid_t child;

		planned.path = files[i / 2 % COUNT(files)];
		planned.displace = displacements[i / 2 / COUNT(files)];
		store_close(unit_open_store());
		child = unit_fork(deliver_to_displaced_files, &during_sync);
		unit_wait_all(&child, 1);
		for (size_t n = 0; n < COUNT(files); n++)
			unlink(files[n]);
		unlink("away");
	}
}

static void
field_S2_a_link_that_leads_elsewhere_is_noticed(void **state)
{
	const int64_t postmaster = POSTMASTER;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	(void)state;
	assert_int_equal(symlink(UNIT_DATABASE, "link"), 0);
	assert_int_equal(unit_open(&store, "link", 1, why), STORE_OK);
	assert_int_equal(unit_deliver(store, &postmaster, 1, 100, 1), STORE_OK);
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(symlink("other.db", "link"), 0);
	assert_int_equal(unit_deliver(store, &postmaster, 1, 100, 2), STORE_MISSING);
	assert_string_equal(store_why(store), "the path that is set no longer leads here");
	unit_expect_count(store, postmaster, 1);
	store_close(store);
}

/* A restore as the sqlite3 shell does it, with a database that has been copied. */
static void
restore_from(const char *path)
{
	sqlite3 *from;
	sqlite3 *to;
	sqlite3_backup *backup;

	assert_int_equal(sqlite3_open(path, &from), SQLITE_OK);
	assert_int_equal(sqlite3_open(UNIT_DATABASE, &to), SQLITE_OK);
	backup = sqlite3_backup_init(to, "main", from, "main");
	assert_non_null(backup);
	assert_int_equal(sqlite3_backup_step(backup, -1), SQLITE_DONE);
	assert_int_equal(sqlite3_backup_finish(backup), SQLITE_OK);
	sqlite3_close(from);
	sqlite3_close(to);
}

static void
field_S2_what_sqlite_does_by_itself_is_no_alarm(void **state)
{
	static const char *const statements[] = {
		"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM",  "PRAGMA wal_checkpoint(RESTART)",
		"PRAGMA incremental_vacuum(10)",   "ANALYZE",
	};
	const int64_t postmaster = POSTMASTER;
	struct store *store = unit_open_store();

	(void)state;
	assert_int_equal(unit_deliver(store, &postmaster, 1, 100, 1), STORE_OK);
	unit_sql("VACUUM INTO 'copy.db'");
	for (uint32_t i = 0; i < COUNT(statements); i++) {
		unit_sql(statements[i]);
		assert_int_equal(unit_deliver(store, &postmaster, 1, 100, i), STORE_OK);
	}
	restore_from("copy.db");
	assert_int_equal(unit_deliver(store, &postmaster, 1, 100, 9), STORE_OK);
	unit_expect_count(store, postmaster, 2);
	store_close(store);
	/* The last one to go from a shell takes log and index with it. */
	assert_int_equal(unlink(UNIT_DATABASE "-wal") | unlink(UNIT_DATABASE "-shm"), 0);
	store = unit_open_store();
	assert_int_equal(unit_deliver(store, &postmaster, 1, 100, 9), STORE_OK);
	store_close(store);
}

static void
an_existing_one_is_kept(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 100, 1), STORE_OK);
	store_close(store);
	for (int i = 0; i < 3; i++) {
		struct store_entry *entries;

		store = unit_open_store();
		entries = unit_list(store, alice, 1);
		unit_expect_message(store, &entries[0], 100, 1);
		free(entries);
		store_close(store);
	}
}

static void
an_empty_file_becomes_a_database(void **state)
{
	(void)state;
	close(open(UNIT_DATABASE, O_CREAT | O_WRONLY, 0600));
	store_close(unit_open_store());
	assert_int_equal(unit_sql("PRAGMA user_version"), 5);
}

/* As a copy is that VACUUM INTO has made. */
static void
one_that_left_wal_mode_is_put_back(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 100, 1), STORE_OK);
	store_close(store);
	unit_sql("PRAGMA journal_mode = DELETE");
	assert_int_equal(access(UNIT_DATABASE "-wal", F_OK), -1);
	store = unit_open_store();
	assert_int_equal(unit_deliver(store, &alice, 1, 100, 2), STORE_OK);
	unit_expect_count(store, alice, 2);
	store_close(store);
	assert_int_equal(access(UNIT_DATABASE "-wal", F_OK), 0);
}

static void
closing_nothing_is_allowed(void **state)
{
	(void)state;
	store_close(NULL);
}

/* SQLite keeps a database open for as long as there is a statement. */
static void
closing_leaves_no_file_open(void **state)
{
	size_t before = unit_open_files();
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 100, 1), STORE_OK);
	unit_expect_count(store, alice, 1);
	assert_true(unit_open_files() > before);
	store_close(store);
	assert_int_equal(unit_open_files(), before);
}

static void
the_database_of_another_program_is_refused(void **state)
{
	static const char *const foreign[] = {
		"CREATE TABLE account (id INTEGER)", "CREATE TABLE theirs (x)",
		"PRAGMA application_id = 12345",     "PRAGMA user_version = 1",
		"PRAGMA user_version = 99",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(foreign); i++) {
		unit_sql(foreign[i]);
		expect_not_opened(UNIT_DATABASE, STORE_BROKEN, "another program");
		assert_true(unit_sql("SELECT count(*) FROM sqlite_schema") <= 1);
		assert_int_equal(unlink(UNIT_DATABASE), 0);
	}
}

static void
a_newer_version_is_refused(void **state)
{
	(void)state;
	store_close(unit_open_store());
	unit_sql("PRAGMA user_version = 6");
	expect_not_opened(UNIT_DATABASE, STORE_BROKEN, "newer");
	assert_int_equal(unit_sql("PRAGMA user_version"), 6);
}

/* A database as version 1 has left it, with a message for alice. Returns her id. */
static int64_t
make_version_1(void)
{
	execute("PRAGMA journal_mode = WAL");
	execute(schema_1);
	execute("PRAGMA application_id = 1885499256; PRAGMA user_version = 1;"
		" INSERT INTO account (name, quota, created) VALUES ('alice', 5000, 1);"
		" INSERT INTO message VALUES (1, 't', 5, 'a@b', NULL, '', 'h', 's', 5);"
		" INSERT INTO content VALUES (65536, CAST('hello' AS BLOB));"
		" INSERT INTO delivery SELECT id, 1, 5, 1 FROM account WHERE name = 'alice'");
	return unit_sql("SELECT id FROM account WHERE name = 'alice'");
}

static void
expect_mail_of_version_1(struct store *store, int64_t alice)
{
	struct store_entry *entries = unit_list(store, alice, 1);
	struct store_summary summary;

	assert_int_equal(entries[0].octets, 5);
	assert_true(entries[0].seen);
	unit_expect_chunk(store, entries[0].message, 0, "hello", 5);
	assert_int_equal(store_maildrop_summaries(store, alice, entries, 1, &summary),
			 STORE_OK);
	assert_string_equal(summary.subject, "s");
	free(entries);
}

static void
version_1_is_migrated_with_its_mail(void **state)
{
	int64_t alice = make_version_1();
	struct store *store = unit_open_store();
	struct store_found found;

	(void)state;
	expect_mail_of_version_1(store, alice);
	assert_int_equal(store_recipients_find(store, NAME("alice"), &found), STORE_OK);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.recipients[0].account, alice);
	assert_int_equal(found.recipients[0].quota, 5000);
	free(found.recipients);
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	store_close(store);
	assert_int_equal(unit_sql("PRAGMA user_version"), 5);
	assert_int_equal(unit_sql("PRAGMA application_id"), 0x70626f78);
	assert_int_equal(unit_sql("SELECT count(*) FROM alias"), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM account"), 2);
	store = unit_open_store();
	unit_expect_count(store, alice, 2);
	store_close(store);
}

/* As when a kill or a full disk comes in between: all of it, or nothing. */
/* As versions before this one could leave them behind; no message may be lost for it. */
static void
field_S3_what_refers_to_nobody_is_migrated_too(void **state)
{
	int64_t alice = make_version_1();
	struct store *store;

	(void)state;
	execute("UPDATE message SET sender = 99;"
		" INSERT INTO delivery VALUES (98, 1, 5, 0)");
	store = unit_open_store();
	expect_mail_of_version_1(store, alice);
	store_close(store);
	assert_int_equal(unit_sql("SELECT count(*) FROM message WHERE sender = 99"), 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM delivery WHERE account = 98"), 1);
}

static void
field_S3_nothing_new_refers_to_nobody(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_account bob;
	struct unit_content content = {.octets = 10};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("from bob", 10);

	(void)state;
	assert_int_equal(store_account_create(store, "bob", NULL, &bob), STORE_OK);
	message.sender = &bob;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	assert_int_equal(store_account_check(store, &bob), STORE_OK);
	unit_sql("DELETE FROM account WHERE name = 'bob'");
	content.given = 0;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_REVOKED);
	assert_int_equal(store_account_check(store, &bob), STORE_REVOKED);
	/* Another account of that name is another account. */
	unit_account(store, "bob");
	assert_int_equal(store_account_check(store, &bob), STORE_REVOKED);
	unit_expect_count(store, alice, 1);
	store_close(store);
}

static void
a_migration_that_fails_changes_nothing(void **state)
{
	int64_t alice = make_version_1();
	struct store *store;

	(void)state;
	execute("CREATE TABLE alias (x)");
	expect_not_opened(UNIT_DATABASE, STORE_BROKEN, "alias");
	assert_int_equal(unit_sql("PRAGMA user_version"), 1);
	execute("DROP TABLE alias");
	store = unit_open_store();
	expect_mail_of_version_1(store, alice);
	store_close(store);
}

static void
garbage_is_refused_and_left_alone(void **state)
{
	static const char text[] =
		"This is somebody's diary, and by no means a database. It is long "
		"enough for a header of SQLite's, which has a hundred octets.\n";
	char data[sizeof(text)];
	int fd = open(UNIT_DATABASE, O_CREAT | O_WRONLY, 0600);

	(void)state;
	assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
	close(fd);
	expect_not_opened(UNIT_DATABASE, STORE_BROKEN, "not a database");
	fd = open(UNIT_DATABASE, O_RDONLY);
	assert_int_equal(read(fd, data, sizeof(data)), sizeof(data));
	assert_memory_equal(data, text, sizeof(text));
	close(fd);
}

static void
paths_that_lead_nowhere_are_refused(void **state)
{
	char path[5000];

	(void)state;
	expect_not_opened("no/such/directory.db", STORE_MISSING, "No such file");
	assert_int_equal(mkdir("directory", 0700), 0);
	expect_not_opened("directory", STORE_BROKEN, "");
	memset(path, 'p', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	expect_not_opened(path, STORE_BROKEN, "too long");
}

/* At no time do they belong to root: no_change. Sessions of the owner may be about to open
 * them.
 */
static void
field_S5_all_its_files_are_the_owners_at_once(void **state)
{
	static const char *const suffixes[] = {"", "-lock", "-wal", "-shm"};
	char path[sizeof(UNIT_DATABASE "-lock")];
	struct stat status;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(".", 1234, 1235), 0);
	no_change = true;
	store_close(unit_open_store());
	no_change = false;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		snprintf(path, sizeof(path), UNIT_DATABASE "%s", suffixes[i]);
		assert_int_equal(stat(path, &status), 0);
		unit_expect_number("owner", NULL, status.st_uid, 1234);
		unit_expect_number("group", NULL, status.st_gid, 1235);
	}
}

static void
nobody_else_can_read_it(void **state)
{
	mode_t before = umask(077); /* as both programs have it */
	struct store *store = unit_open_store();

	(void)state;
	unit_account(store, "alice");
	umask(before);
	for (size_t i = 0; i < COUNT(files); i++) {
		struct stat status;

		assert_int_equal(stat(files[i], &status), 0);
		assert_int_equal(status.st_mode & 077, 0);
	}
	store_close(store);
}

struct race {
	int start[2]; /* a pipe whose end is the signal to run */
	int number;
};

static int
run_race(void *of)
{
	const struct race *race = of;
	const int64_t postmaster = POSTMASTER;
	char why[STORE_WHY_OCTETS];
	char name[20];
	char octet;
	struct store *store;
	struct store_account account;
	int failed;

	snprintf(name, sizeof(name), "racer%d", race->number);
	close(race->start[1]);
	if (read(race->start[0], &octet, 1) != 0)
		return 1;
	if (unit_open(&store, UNIT_DATABASE, 5, why) != STORE_OK) {
		fprintf(stderr, "%s\n", why);
		return 2;
	}
	failed = store_account_create(store, name, NULL, &account) != STORE_OK ||
		 unit_deliver(store, &postmaster, 1, 1000, (uint32_t)race->number) != STORE_OK;
	store_close(store);
	return failed ? 3 : 0;
}

static void
several_may_migrate_it_at_once(void **state)
{
	enum { RUNNERS = 8 };
	pid_t children[RUNNERS];
	struct race race;
	struct store *store;
	int64_t alice = make_version_1();

	(void)state;
	assert_int_equal(pipe(race.start), 0);
	for (race.number = 0; race.number < RUNNERS; race.number++)
		children[race.number] = unit_fork(run_race, &race);
	close(race.start[0]);
	close(race.start[1]);
	unit_wait_all(children, RUNNERS);
	assert_int_equal(unit_sql("SELECT count(*) FROM account"), RUNNERS + 2);
	store = unit_open_store();
	unit_expect_count(store, POSTMASTER, RUNNERS);
	expect_mail_of_version_1(store, alice);
	store_close(store);
}

static void
several_may_create_it_at_once(void **state)
{
	enum { ROUNDS = 30, RUNNERS = 10 };

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		pid_t children[RUNNERS];
		struct race race;
		struct store *store;

		assert_int_equal(pipe(race.start), 0);
		for (race.number = 0; race.number < RUNNERS; race.number++)
			children[race.number] = unit_fork(run_race, &race);
		close(race.start[0]);
		close(race.start[1]);
		unit_wait_all(children, RUNNERS);
		assert_int_equal(unit_sql("SELECT count(*) FROM account"), RUNNERS + 1);
		store = unit_open_store();
		unit_expect_count(store, POSTMASTER, RUNNERS);
		store_close(store);
		unlink(UNIT_DATABASE);
		unlink(UNIT_DATABASE "-wal");
		unlink(UNIT_DATABASE "-shm");
		unlink(UNIT_DATABASE "-lock");
	}
}

/* --- many at a time, and killed ones --- */

/* Who reads does not wait for who writes; who writes waits for as long as it was told to. */
static void
the_writer_lock_has_an_end(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_account account;
	pid_t writer;
	int64_t start;

	(void)state;
	store_close(store);
	writer = unit_start_stuck_writer(alice);
	store = unit_open_store();
	start = unit_now_ms();
	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	unit_expect_count(store, alice, 0);
	assert_int_equal(unit_lock_maildrop(store, alice, 0), STORE_OK);
	unit_expect_waited(start, 0);
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_BUSY);
	unit_expect_waited(start, 1000);
	assert_true(strlen(store_why(store)) > 0);
	unit_kill(writer);
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	unit_expect_count(store, alice, 1);
	store_close(store);
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 1);
	assert_int_equal(unit_sql("SELECT integrity_check = 'ok' FROM pragma_integrity_check"),
			 1);
}

/* Each failure lets the next one have its turn: no lock and no transaction stays behind. */
static void
failures_leave_no_lock(void **state)
{
	struct store *first = unit_open_store();
	struct store *second = unit_open_store();
	struct store_account account;
	const int64_t missing = 12345;
	const int64_t postmaster = POSTMASTER;

	(void)state;
	assert_int_equal(unit_deliver(first, &missing, 1, 10, 1), STORE_NOT_FOUND);
	assert_int_equal(unit_deliver(second, &postmaster, 1, 10, 2), STORE_OK);
	assert_int_equal(store_account_create(second, "postmaster", NULL, &account),
			 STORE_EXISTS);
	assert_int_equal(unit_deliver(first, &postmaster, 1, 10, 3), STORE_OK);
	unit_expect_count(second, POSTMASTER, 2);
	store_close(first);
	store_close(second);
}

static int
deliver_many(void *of)
{
	const unsigned *count = of;
	const int64_t postmaster = POSTMASTER;
	char why[STORE_WHY_OCTETS];
	struct store *store;
	int failed = 0;

	if (unit_open(&store, UNIT_DATABASE, 10, why) != STORE_OK)
		return 1;
	for (unsigned i = 0; i < *count && !failed; i++) {
		failed = unit_deliver(store, &postmaster, 1, 5000, i) != STORE_OK;
		store_idle(store);
	}
	store_close(store);
	return failed ? 2 : 0;
}

static void
many_writers_lose_nothing(void **state)
{
	enum { WRITERS = 6 };
	unsigned each = 40;
	pid_t children[WRITERS];
	struct store *store;
	struct store_entry *entries;

	(void)state;
	store_close(unit_open_store());
	for (int i = 0; i < WRITERS; i++)
		children[i] = unit_fork(deliver_many, &each);
	unit_wait_all(children, WRITERS);
	store = unit_open_store();
	entries = unit_list(store, POSTMASTER, (size_t)WRITERS * each);
	free(entries);
	store_close(store);
	assert_int_equal(unit_sql("SELECT count(*) FROM (SELECT subject FROM message"
				  " GROUP BY subject HAVING count(*) = 6)"),
			 each);
}

/* Stops at any instant: whatever was said to be stored is, and the store is sound. */
static int
deliver_until_killed(void *of)
{
	const int *said = of;
	const int64_t postmaster = POSTMASTER;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 10, why) != STORE_OK)
		return 1;
	for (uint32_t i = 0;; i++) {
		if (unit_deliver(store, &postmaster, 1, 70000, i) != STORE_OK ||
		    write(*said, "x", 1) != 1)
			return 2;
		store_idle(store);
	}
}

static void
a_kill_loses_nothing_that_was_promised(void **state)
{
	size_t promised = 0;

	(void)state;
	store_close(unit_open_store());
	for (useconds_t round = 1; round <= 8; round++) {
		char data[1000];
		struct store *store;
		struct store_entry *entries;
		size_t count;
		ssize_t n;
		pid_t child;
		int fds[2];

		assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
		child = unit_fork(deliver_until_killed, &fds[1]);
		usleep(round * 7919);
		unit_kill(child);
		n = read(fds[0], data, sizeof(data));
		promised += n > 0 ? (size_t)n : 0;
		close(fds[0]);
		close(fds[1]);
		store = unit_open_store();
		assert_int_equal(store_maildrop_open(store, POSTMASTER, 0, &entries, &count),
				 STORE_OK);
		assert_true(count >= promised);
		promised = count; /* one may have been stored and not been said to be */
		free(entries);
		store_close(store);
		assert_int_equal(
			unit_sql("SELECT integrity_check = 'ok' FROM pragma_integrity_check"),
			1);
		assert_int_equal(unit_sql("SELECT count(*) FROM content"), 2 * count);
	}
	assert_true(promised > 0);
}

/* --- the write-ahead log --- */

static off_t
octets_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : 0;
}

static off_t
log_octets(void)
{
	return octets_of(UNIT_DATABASE "-wal");
}

/* One delivery of a few frames can come on top. */
enum { LONGEST_LOG_OCTETS = (WAL_FRAMES + 16) * 4120 };

static void
maintenance_keeps_the_log_short(void **state)
{
	enum { DELIVERIES = 1000 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	off_t longest = 0;

	(void)state;
	for (uint32_t i = 0; i < DELIVERIES; i++) {
		assert_int_equal(unit_deliver(store, &alice, 1, 4096, i), STORE_OK);
		longest = log_octets() > longest ? log_octets() : longest;
		store_idle(store);
	}
	assert_in_range(longest, 1, LONGEST_LOG_OCTETS);
	unit_expect_count(store, alice, DELIVERIES);
	store_close(store);
	assert_in_range(log_octets(), 0, LONGEST_LOG_OCTETS);
}

/* Whoever is alone with the log knows nothing of checkpoints that others have made. */
static void
one_process_after_the_other_keeps_it_short(void **state)
{
	enum { DELIVERIES = 200 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");

	(void)state;
	for (uint32_t i = 0; i < DELIVERIES; i++) {
		store_close(store);
		store = unit_open_store();
		assert_int_equal(unit_deliver(store, &alice, 1, 4096, i), STORE_OK);
		store_idle(store);
		assert_in_range(log_octets(), 1, LONGEST_LOG_OCTETS);
	}
	unit_expect_count(store, alice, DELIVERIES);
	store_close(store);
}

static int
keep_store_open(void *of)
{
	struct store *store = unit_open_store();

	(void)store;
	if (write(*(const int *)of, "x", 1) == 1)
		unit_sleep_until_killed();
	return 1;
}

/* While others have it open, nobody has to read it whole. */
static void
others_let_it_grow_longer(void **state)
{
	enum { DELIVERIES = 400, SHARED_OCTETS = WAL_SHARED_FRAMES * 4120 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	off_t longest = 0;
	pid_t other;
	char octet;
	int fds[2];

	(void)state;
	store_close(store);
	assert_int_equal(pipe(fds), 0);
	other = unit_fork(keep_store_open, &fds[1]);
	assert_int_equal(read(fds[0], &octet, 1), 1);
	store = unit_open_store();
	for (uint32_t i = 0; i < DELIVERIES; i++) {
		assert_int_equal(unit_deliver(store, &alice, 1, 4096, i), STORE_OK);
		longest = log_octets() > longest ? log_octets() : longest;
		store_idle(store);
	}
	assert_in_range(longest, SHARED_OCTETS, SHARED_OCTETS + LONGEST_LOG_OCTETS);
	unit_kill(other);
	close(fds[0]);
	close(fds[1]);
	unit_expect_count(store, alice, DELIVERIES);
	store_close(store);
}

static void
without_maintenance_it_grows_and_then_starts_anew(void **state)
{
	enum { DELIVERIES = 60 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	off_t grown;

	(void)state;
	for (uint32_t i = 0; i < DELIVERIES; i++)
		assert_int_equal(unit_deliver(store, &alice, 1, 20000, i), STORE_OK);
	grown = log_octets();
	assert_true(grown > 1000000);
	store_idle(store);
	assert_int_equal(unit_deliver(store, &alice, 1, 20000, DELIVERIES), STORE_OK);
	assert_int_equal(log_octets(), grown);
	unit_expect_count(store, alice, DELIVERIES + 1);
	store_close(store);
}

static void
a_large_log_is_cut(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 30 << 20, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, &alice, 1, 12 << 20, 1), STORE_OK);
	assert_true(log_octets() > WAL_FILE_OCTETS);
	store_idle(store);
	assert_int_equal(log_octets(), 0);
	unit_expect_count(store, alice, 2);
	store_close(store);
}

/* --- free space --- */

enum { LARGE_OCTETS = 10000000, SMALL_OCTETS = 100000 };

static void
delete_all(struct store *store, int64_t account, size_t count)
{
	struct store_entry *entries = unit_list(store, account, count);

	for (size_t i = 0; i < count; i++)
		entries[i].to_delete = true;
	assert_int_equal(store_maildrop_update(store, account, entries, count), STORE_OK);
	free(entries);
	store_idle(store);
}

static void
free_space_is_used_again(void **state)
{
	enum { ROUNDS = 5, MESSAGES = 20 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	off_t octets = 0;

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		for (uint32_t i = 0; i < MESSAGES; i++)
			assert_int_equal(unit_deliver(store, &alice, 1, SMALL_OCTETS, i),
					 STORE_OK);
		store_idle(store);
		if (round == 0)
			octets = octets_of(UNIT_DATABASE);
		assert_in_range(octets_of(UNIT_DATABASE), 1, octets + octets / 10);
		delete_all(store, alice, MESSAGES);
	}
	store_close(store);
}

/* The octets that a delivery adds to the log. */
static off_t
log_octets_of_delivery(struct store *store, int64_t account, size_t octets)
{
	store_idle(store);
	assert_int_equal(unit_sql("PRAGMA wal_checkpoint(TRUNCATE)"), 0);
	assert_int_equal(unit_deliver(store, &account, 1, octets, 1), STORE_OK);
	return log_octets();
}

/* A delivery writes as much into free pages as at the end of a new database. */
static void
expect_free_pages_cost_nothing(void)
{
	enum { MESSAGES = 4, FRAMES_MORE = 5 }; /* pointer maps, and the list of free pages */
	static const size_t sizes[] = {1000, 1000000};
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	off_t octets[COUNT(sizes)];
	int64_t free_pages;

	for (size_t i = 0; i < COUNT(sizes); i++)
		octets[i] = log_octets_of_delivery(store, alice, sizes[i]);
	for (uint32_t i = 0; i < MESSAGES; i++)
		assert_int_equal(unit_deliver(store, &alice, 1, LARGE_OCTETS, i), STORE_OK);
	delete_all(store, alice, MESSAGES + COUNT(sizes));
	free_pages = unit_sql("PRAGMA freelist_count");
	for (size_t i = 0; i < COUNT(sizes); i++)
		assert_in_range(log_octets_of_delivery(store, alice, sizes[i]), 1,
				octets[i] + FRAMES_MORE * (off_t)4120);
	assert_in_range(unit_sql("PRAGMA freelist_count"), free_pages - 300, free_pages - 1);
	store_close(store);
}

static void
field_S14_free_pages_cost_a_delivery_nothing(void **state)
{
	(void)state;
	expect_free_pages_cost_nothing();
}

static void
field_S14_nor_do_they_without_auto_vacuum(void **state)
{
	(void)state;
	unit_sql("CREATE TABLE t (x)");
	unit_sql("DROP TABLE t");
	expect_free_pages_cost_nothing();
}

/* The size of the database from which on the disk below is full; see fallocate() below. */
static off_t full_disk_octets;

/* For the reserve, in the place of the C library's. */
int
fallocate(int fd, int mode, off_t offset, off_t octets)
{
	if (full_disk_octets > 0 && octets_of(UNIT_DATABASE) >= full_disk_octets) {
		errno = ENOSPC;
		return -1;
	}
	return (int)syscall(SYS_fallocate, fd, mode, offset, octets);
}

static off_t
reserve_octets(void)
{
	return octets_of(UNIT_DATABASE "-lock");
}

static struct store *
fill_and_lose_reserve(int64_t *alice, uint32_t messages)
{
	struct store *store = unit_open_store();

	*alice = unit_account(store, "alice");
	for (uint32_t i = 0; i < messages; i++)
		assert_int_equal(unit_deliver(store, alice, 1, LARGE_OCTETS, i), STORE_OK);
	store_idle(store);
	assert_true(reserve_octets() > 0);
	assert_int_equal(truncate(UNIT_DATABASE "-lock", 0), 0);
	return store;
}

/* What deletions have freed is for the next messages, but for what the reserve lacks. */
static void
field_S9_free_pages_renew_the_reserve(void **state)
{
	int64_t alice;
	struct store *store = fill_and_lose_reserve(&alice, 3);
	off_t before = octets_of(UNIT_DATABASE);

	(void)state;
	full_disk_octets = before - (1 << 20);
	delete_all(store, alice, 3);
	assert_int_equal(reserve_octets(), 2 << 20);
	assert_in_range(octets_of(UNIT_DATABASE), before - (2 << 20), full_disk_octets);
	full_disk_octets = 0;
	store_close(store);
	assert_int_equal(unit_sql("SELECT integrity_check = 'ok' FROM pragma_integrity_check"),
			 1);
}

static void
a_whole_reserve_leaves_free_pages_alone(void **state)
{
	int64_t alice;
	struct store *store = fill_and_lose_reserve(&alice, 3);
	off_t before = octets_of(UNIT_DATABASE);

	(void)state;
	delete_all(store, alice, 3);
	assert_int_equal(reserve_octets(), 2 << 20);
	assert_int_equal(octets_of(UNIT_DATABASE), before);
	store_close(store);
}

/* It keeps all its pages, and so the disk stays full. */
static void
a_database_without_auto_vacuum_stays_as_large(void **state)
{
	struct store *store;
	int64_t alice;
	off_t octets;

	(void)state;
	unit_sql("CREATE TABLE t (x)");
	unit_sql("DROP TABLE t");
	store = fill_and_lose_reserve(&alice, 1);
	octets = octets_of(UNIT_DATABASE);
	full_disk_octets = octets;
	delete_all(store, alice, 1);
	full_disk_octets = 0;
	assert_int_equal(octets_of(UNIT_DATABASE), octets);
	assert_int_equal(reserve_octets(), 0);
	store_close(store);
}

/* --- deletions in batches --- */

enum { MANY = 700 };

static struct store_entry *
deliver_many_and_mark(struct store *store, int64_t account)
{
	struct store_entry *entries;

	for (uint32_t i = 0; i < MANY; i++)
		assert_int_equal(unit_deliver(store, &account, 1, 100, i), STORE_OK);
	entries = unit_list(store, account, MANY);
	for (size_t i = 0; i < MANY; i++)
		entries[i].to_delete = i % 10 != 9;
	return entries;
}

static void
fail_from_now_on(void)
{
	syncs.fail = true;
}

/* What is left of a maildrop after an error: all that is not marked, and the newest of the
 * others. */
static size_t
expect_oldest_deleted(struct store *store, int64_t account, const struct store_entry *before)
{
	struct store_entry *after;
	size_t count;
	size_t kept = 0;
	bool deleted = true;

	assert_int_equal(store_maildrop_open(store, account, 0, &after, &count), STORE_OK);
	for (size_t i = 0; i < MANY; i++) {
		bool there = kept < count && after[kept].message == before[i].message;

		kept += there;
		if (!before[i].to_delete)
			assert_true(there);
		else if (!there)
			assert_true(deleted);
		else
			deleted = false;
	}
	assert_int_equal(kept, count);
	free(after);
	return count;
}

static void
field_S9_an_error_leaves_the_newest(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_entry *entries = deliver_many_and_mark(store, alice);
	size_t kept;

	(void)state;
	syncs.meanwhile = fail_from_now_on;
	assert_int_equal(store_maildrop_update(store, alice, entries, MANY), STORE_FAILED);
	syncs.fail = false;
	kept = expect_oldest_deleted(store, alice, entries);
	assert_in_range(kept, MANY / 2, MANY - 1);
	assert_int_equal(store_maildrop_update(store, alice, entries, MANY), STORE_OK);
	assert_int_equal(expect_oldest_deleted(store, alice, entries), MANY / 10);
	free(entries);
	store_close(store);
}

static void
field_S9_others_write_between_batches(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_entry *entries = deliver_many_and_mark(store, alice);

	(void)state;
	syncs.meanwhile = deliver_in_another_store;
	assert_int_equal(store_maildrop_update(store, alice, entries, MANY), STORE_OK);
	assert_null(syncs.meanwhile);
	unit_expect_count(store, POSTMASTER, 1);
	assert_int_equal(expect_oldest_deleted(store, alice, entries), MANY / 10);
	free(entries);
	store_close(store);
}

/* Nothing of a message is left in the pages that its deletion writes. */
static void
what_is_deleted_is_overwritten(void **state)
{
	static const char secret[] = "the secret of the reverse-path";
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct unit_content content = {.seed = 1, .octets = 100};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("subject", 100);
	char *octets = malloc(1000000);
	FILE *file;
	size_t count;

	(void)state;
	message.reverse_path = secret;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	delete_all(store, alice, 1);
	store_close(store);
	unit_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	file = fopen(UNIT_DATABASE, "r");
	assert_non_null(file);
	count = fread(octets, 1, 1000000, file);
	assert_true(count > 4096);
	assert_null(memmem(octets, count, secret, strlen(secret)));
	fclose(file);
	free(octets);
}

/* Nothing is lost when the log is left as it is, as by a process that was killed. */
static void
the_log_outlives_its_process(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct store_entry *entries;

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 100000, 1), STORE_OK);
	store_close(store);
	assert_true(log_octets() > 100000);
	store = unit_open_store();
	entries = unit_list(store, alice, 1);
	unit_expect_message(store, &entries[0], 100000, 1);
	free(entries);
	store_close(store);
}

/* One that SQLite has not given, as for memory of our own, is not told in its last words. */
static void
field_S8_a_result_of_our_own_has_its_words(void **state)
{
	char why[STORE_WHY_OCTETS];
	struct database database;

	(void)state;
	assert_int_equal(setup_open(&database, unit_conf(UNIT_DATABASE, 1), true, why),
			 STORE_OK);
	assert_int_equal(database_execute(&database, "SELECT nothing"), STORE_BROKEN);
	assert_int_equal(database_status(&database, SQLITE_NOMEM), STORE_FAILED);
	assert_string_equal(database.why, "out of memory (SQLite result 7)");
	setup_close(&database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(what_is_ok_has_been_synced),
		unit_test_in_directory(a_sync_that_fails_is_not_ok),
		unit_test_in_directory(field_S13_a_message_may_be_there_all_the_same),
		unit_test_in_directory(nobody_waits_for_anothers_sync),
		unit_test_in_directory(a_new_database_is_created),
		unit_test_in_directory(field_S1_one_that_is_missing_is_not_created),
		unit_test_in_directory(field_S1_one_of_ours_is_brought_up_to_date_by_anybody),
		unit_test_in_directory(it_is_known_who_has_created_it),
		unit_test_in_directory(field_S2_what_is_stored_elsewhere_is_not_ok),
		unit_test_in_directory(field_S2_a_link_that_leads_elsewhere_is_noticed),
		unit_test_in_directory(field_S2_what_sqlite_does_by_itself_is_no_alarm),
		unit_test_in_directory(an_existing_one_is_kept),
		unit_test_in_directory(an_empty_file_becomes_a_database),
		unit_test_in_directory(one_that_left_wal_mode_is_put_back),
		cmocka_unit_test(closing_nothing_is_allowed),
		unit_test_in_directory(closing_leaves_no_file_open),
		unit_test_in_directory(the_database_of_another_program_is_refused),
		unit_test_in_directory(a_newer_version_is_refused),
		unit_test_in_directory(version_1_is_migrated_with_its_mail),
		unit_test_in_directory(field_S3_what_refers_to_nobody_is_migrated_too),
		unit_test_in_directory(field_S3_nothing_new_refers_to_nobody),
		unit_test_in_directory(a_migration_that_fails_changes_nothing),
		unit_test_in_directory(several_may_migrate_it_at_once),
		unit_test_in_directory(garbage_is_refused_and_left_alone),
		unit_test_in_directory(paths_that_lead_nowhere_are_refused),
		unit_test_in_directory(nobody_else_can_read_it),
		unit_test_in_directory(field_S5_all_its_files_are_the_owners_at_once),
		unit_test_in_directory(several_may_create_it_at_once),
		unit_test_in_directory(the_writer_lock_has_an_end),
		unit_test_in_directory(failures_leave_no_lock),
		unit_test_in_directory(many_writers_lose_nothing),
		unit_test_in_directory(a_kill_loses_nothing_that_was_promised),
		unit_test_in_directory(maintenance_keeps_the_log_short),
		unit_test_in_directory(one_process_after_the_other_keeps_it_short),
		unit_test_in_directory(others_let_it_grow_longer),
		unit_test_in_directory(without_maintenance_it_grows_and_then_starts_anew),
		unit_test_in_directory(a_large_log_is_cut),
		unit_test_in_directory(free_space_is_used_again),
		unit_test_in_directory(field_S9_free_pages_renew_the_reserve),
		unit_test_in_directory(a_whole_reserve_leaves_free_pages_alone),
		unit_test_in_directory(a_database_without_auto_vacuum_stays_as_large),
		unit_test_in_directory(field_S14_free_pages_cost_a_delivery_nothing),
		unit_test_in_directory(field_S14_nor_do_they_without_auto_vacuum),
		unit_test_in_directory(field_S9_an_error_leaves_the_newest),
		unit_test_in_directory(field_S9_others_write_between_batches),
		unit_test_in_directory(what_is_deleted_is_overwritten),
		unit_test_in_directory(the_log_outlives_its_process),
		unit_test_in_directory(field_S8_a_result_of_our_own_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
