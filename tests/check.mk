# Tests

# What came of the tests for reports from the field: see tests/field.py.
FIELD = $(BUILD)/field
# The programs of the fault tests are linked to shared libraries, so that a test can load one before libc.
DYNAMIC = build/dynamic
# The programs that measure.
BENCH = build/bench

# The environment by which the tests find what was built.
TOOLS = REPLIES=$(BUILD)/tests FAULT_TOOLS=$(BUILD)/tests
BUILT = SMTPD=$(SMTPD) POP3D=$(POP3D) TLSD=$(TLSD) $(TOOLS) BENCH=$(BENCH) \
	DYNAMIC_SMTPD=$(DYNAMIC)/smtpd.run DYNAMIC_POP3D=$(DYNAMIC)/pop3d.run
PYTEST = $(ON_SERVER) $(BUILT) FIELD_RESULTS=$(FIELD) PYTHONPATH=tests $(PYTHON) -m pytest -q -p totals -p field

# Sanitizers make no difference to what starts the programs, to what an operator does, and to speed. The
# fuzzers have sanitizers of their own.
# Each of these kinds keeps one processor busy, or waits, and measures no time: so one more kind than there are processors
# runs at a time. The longest come first. With sanitizers, programs are so slow that their tests need a processor each.
BESIDE = $(if $(SANITIZE),,faults-untimed cluster-short postgresql-short dialogue bench-check fuzz-corpus)
# These run alone: they measure time, or keep all processors busy.
ALONE = unit clients hostile $(if $(SANITIZE),faults-untimed dialogue,faults-timed newcomer supers operator)

# All processors build what the tests need.
CHECKED = all served $(UNIT_TESTS) $(REPLY_LISTS) fault-programs bench-programs \
	$(if $(SANITIZE),,$(if $(CLANG),fuzz-targets) $(if $(SERVER),postgresql-programs))

.PHONY: check unit dialogue clients supers hostile newcomer operator picture bare
STEPS += field beside unit-programs postgresql-programs postgresql-built postgresql-short postgresql-tests \
	cluster-short cluster-tests

## install what is missing, build, and run all tests
check: deps-check
	@$(MAKE) -j $(JOBS) $(CHECKED)
	@rm -rf $(FIELD)
	@exec $(PYTHON) tests/run.py $(BUILD)/totals '$(MAKE)' $(if $(BESIDE),beside) $(ALONE) $(if $(SANITIZE)$(ENGINE),,field)

# What each of them prints stands together: it appears when that kind has ended.
beside:
	@exec $(MAKE) -j $$(($(JOBS) + 1)) -O $(BESIDE)

# The reports from the field, and how their tests ended in this run.
field:
	@$(PYTHON) tests/field.py $(FIELD)

# Those of what is not built are left out.
UNBUILT_TESTS = $(if $(OPENSSL),,tests/unit/tlsd_%) $(if $(POSTGRESQL),,tests/unit/postgresql_%)
UNIT_SOURCES = $(filter-out $(UNBUILT_TESTS),$(wildcard tests/unit/*.c))
UNIT_TESTS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
UNIT_LIBS = -lcmocka $(LIBS_dynamic) $(OPENSSL)

# The test smtpd_X, pop3d_X or tlsd_X is linked with all objects of that daemon but its main. Other tests need only
# the library.
unit_objects = $(filter-out %/main.o,$(if $(filter smtpd_%,$(1)),$(SMTPD_OBJECTS),$(if \
	$(filter pop3d_%,$(1)),$(POP3D_OBJECTS),$(if $(filter tlsd_%,$(1)),$(TLSD_OBJECTS)))))

$(BUILD)/unit/%: tests/unit/%.c $(filter-out %/main.o,$(SMTPD_OBJECTS) $(POP3D_OBJECTS) \
		$(if $(OPENSSL),$(TLSD_OBJECTS))) $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $< $(call unit_objects,$*) $(LIBRARY) -pie $(UNIT_LIBS)

unit-programs: $(UNIT_TESTS)

## each module by itself
unit: unit-programs
	@FIELD_RESULTS=$(FIELD) sh tests/unit/run $(UNIT_TESTS)

# They print the reply tables.
REPLY_LISTS = $(BUILD)/tests/smtp-replies $(BUILD)/tests/pop3-replies

$(BUILD)/tests/smtp-replies: TABLE = SMTPD
$(BUILD)/tests/pop3-replies: TABLE = POP3D
$(REPLY_LISTS): $(BUILD)/tests/%-replies: tests/dialogue/list_replies.c $(BUILD)/%d/replies.o
	@mkdir -p $(@D)
	$(COMPILE) -D$(TABLE) -o $@ $^ -pie

DIALOGUE_TESTS = tests/dialogue

## the transcripts: what is sent, and what comes back
dialogue: all $(REPLY_LISTS)
	$(PYTEST) $(DIALOGUE_TESTS)

# The store on PostgreSQL, in a build of its own. tests/pgserver.py starts a server for a command.
WITH_SERVER = $(PYTHON) tests/pgserver.py
SERVED_TESTS = $(patsubst %,$(BUILD)/unit/%,store sign_in postgresql_records postgresql_content)
# What make check takes of it: the promise of a 250, the lock of a maildrop, the commands of mailctl, a store that is
# copied while mailctl is killed, and the transcripts of the store.
SHORT = $(patsubst %,tests/postgresql/test_%,break.py pool.py mailctl.py::test_each_command \
	mailctl.py::test_a_killed_move_goes_on)
SHORT_PLAYS = whole and store

SERVER = $(wildcard $(shell pg_config --bindir 2>/dev/null)/initdb)

define skip_postgresql
@echo '$(1): SKIPPED, no PostgreSQL server'; \
[ -z "$$TOTALS" ] || echo 'skipped $(1): PostgreSQL is not installed' >"$$TOTALS"/$(1)
endef

.PHONY: postgresql

## PostgreSQL: modules, pools, commits, transcripts, mailctl
postgresql: deps-check
	@$(MAKE) POSTGRESQL=1 CHOSEN=tests/postgresql PLAYS= postgresql-tests

postgresql-short:
	$(if $(SERVER),@$(MAKE) POSTGRESQL=1 CHOSEN='$(SHORT)' PLAYS='$(SHORT_PLAYS)' \
		postgresql-tests,$(call skip_postgresql,postgresql))

# For both kinds of tests that need it.
postgresql-programs:
	@$(MAKE) POSTGRESQL=1 postgresql-built

postgresql-built: all $(SERVED_TESTS) $(REPLY_LISTS)
	@:

postgresql-tests: postgresql-built
	@sh tests/unit/run $(BUILD)/unit/store
	@$(WITH_SERVER) sh tests/unit/run $(SERVED_TESTS)
	$(PYTEST) -rs $(CHOSEN)
	ENGINE=postgresql $(WITH_SERVER) env $(PYTEST) -rs tests/dialogue/test_dialogue.py -k '$(PLAYS)'

.PHONY: cluster

## three database servers, two mail servers: 20 failovers
cluster: deps-check
	@$(MAKE) POSTGRESQL=1 LONG=--full cluster-tests

# One failure of each kind.
cluster-short:
	$(if $(SERVER),@$(MAKE) POSTGRESQL=1 LONG= cluster-tests,$(call skip_postgresql,cluster))

cluster-tests: postgresql-built
	$(PYTEST) -rs tests/cluster $(LONG)

# Most mail programs send the same octets as the others. With sanitizers, a few are enough; of those with TLS, a
# session of each kind (implicit, STARTTLS, STLS) over a tlsd that has sanitizers as well, and a reload.
TLSD_TESTS = $(foreach how,tlsd tlsd-now,test_tls.py::test_send[curl-$(how)] \
	test_tls.py::test_fetch_and_delete[curl-$(how)]) test_tlsd.py::test_reload_takes_certificate_and_key_together
CLIENT_TESTS = $(if $(SANITIZE),$(patsubst %,tests/clients/test_%.py,cases extensions relay) \
	$(if $(OPENSSL),$(patsubst %,'tests/clients/%',$(TLSD_TESTS))),tests/clients)

## real mail programs
clients: all served
	$(PYTEST) -rs -n 6 $(CLIENT_TESTS)

## super-servers, with the files of conf/
supers: all $(REPLY_LISTS)
	sh tests/supers/get-inetds $(BUILD)/inetd
	$(PYTEST) -rs -n 4 tests/supers

# Programs with sanitizers take many times as long to start. They are tested on octets and sequences only.
HOSTILE_TESTS = $(if $(SANITIZE),$(patsubst %,tests/hostile/test_%.py,octets sequences),tests/hostile)

## attackers: octets, sequences, limits, passwords, timing
hostile: all $(REPLY_LISTS)
	SEQUENCES=$(if $(SANITIZE)$(ENGINE),500,3000) $(PYTEST) -rs -n 4 $(HOSTILE_TESTS)

## the first minutes: make serve, make check, the README
newcomer: all served
	$(PYTEST) -rs -n 4 tests/newcomer

## draw the picture of the first session again
picture: all served
	$(BUILT) PYTHONPATH=tests $(PYTHON) tests/newcomer/picture.py tests/newcomer/session.svg

## the README on a bare Debian, and an upgrade: half an hour
bare: deps-bare
	sh tests/bare/get-root build/bare/root
	$(PYTEST) -rs tests/bare

OPERATOR_TESTS = --ignore-glob 'tests/operator/test_deb*' tests/operator

# The Debian package comes last and alone, because it changes the machine while it is installed.
## mailctl, the manual's examples, installation, upgrades
operator: fault-programs
	$(PYTEST) -rs -n 4 $(OPERATOR_TESTS)
	$(if $(ENGINE),,$(PYTEST) -rs tests/operator/test_deb*.py)

# With ENGINE: those whose sessions store mail, with their databases on a server. All others are about something
# else, or about files of SQLite's engine.
ifneq ($(ENGINE),)
BESIDE =
ALONE = dialogue clients hostile operator
ON_SERVER = $(WITH_SERVER) env
DIALOGUE_TESTS = tests/dialogue/test_dialogue.py
CLIENT_TESTS = tests/clients $(patsubst %,--ignore tests/clients/test_%.py,calls descriptors log serve)
HOSTILE_TESTS = $(patsubst %,tests/hostile/test_%.py,octets sequences)
OPERATOR_TESTS = $(patsubst %,tests/operator/test_%.py,accounts aliases mail messages)
endif
