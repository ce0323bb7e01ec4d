# pillarbox: smtpd and pop3d.
#
#   make serve      install what is missing, build, run both servers on 127.0.0.1
#   make serve TLS=1   the same with TLS, and a certificate that signs itself
#   make check      install what is missing, build, run all tests
#   make            build only
#   make faults     the long forms of the fault tests
#   make fuzz       every fuzzer for FUZZ_SECONDS (60)
#   make bench      measure, beside the peers that `make bench-peers` has got; QUICK=1, FULL=1
#   make coverage   the branches that the tests take; fails below 95 %
#   make mutate     change the sources, MUTANTS=200 times, and see whether a test notices
#   make harden-report   all that is about attackers, in one table with figures
#   make lint       format, static analysis, man pages, the direction of includes
#   make install    PREFIX=/usr/local, SYSCONFDIR=/etc, DESTDIR for packagers
#   make uninstall  what make install has put there, but never a configuration that was changed
#   make deb        a Debian package, in build/
#
# SANITIZE=1 builds with the address and undefined behaviour sanitizers, in a directory of its own.
# LINK=static (default), mixed (sqlite3 and libcrypt static) or dynamic.

CC = gcc
CFLAGS = -O2 -g
LDFLAGS =
VERSION = 1.0.0
PREFIX = /usr/local
SYSCONFDIR = /etc
DESTDIR =
LINK = static
SANITIZE =

# make serve
DATA = var
LISTEN = 127.0.0.1
SMTP_PORT = 2525
POP3_PORT = 1110
TLS =
SMTPS_PORT = 2465
POP3S_PORT = 2995

PYTHON = /usr/bin/python3
# What came of the tests of reports from the field: tests/field.py.
FIELD = $(BUILD)/field
PYTEST = FIELD_RESULTS=$(FIELD) PYTHONPATH=tests $(PYTHON) -m pytest -q -p field

BUILD_PACKAGES = gcc libc6-dev libsqlite3-dev libcrypt-dev
SERVE_PACKAGES = ucspi-tcp
TLS_PACKAGES = stunnel4 openssl
TEST_PACKAGES = libcmocka-dev python3-pytest python3-pytest-xdist sqlite3 curl swaks msmtp mpop \
	fetchmail getmail6 mutt perl libauthen-sasl-perl netcat-openbsd telnet neomutt s-nail \
	ruby nodejs node-nodemailer default-jdk-headless libmail-java postfix \
	libnet-ssleay-perl libio-socket-ssl-perl strace util-linux
HOSTILE_PACKAGES = fail2ban
OPERATOR_PACKAGES = sqlite3 openssl bash util-linux
# inetd and xinetd come without their packages, see tests/supers/get-inetds: these are what they need.
SUPERS_PACKAGES = daemontools ipsvd runit s6 socat systemd util-linux iproute2 netbase \
	libwrap0 libtirpc3 libselinux1 libbsd0 libevent-2.1-7 libsystemd0
BENCH_PACKAGES = gnuplot-nox openssl stunnel4
DEB_PACKAGES = build-essential debhelper lintian libcmocka-dev sqlite3
FUZZ_PACKAGES = clang libclang-rt-14-dev afl++
LINT_PACKAGES = clang clang-format clang-tidy cppcheck mandoc shellcheck

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Werror
HARDENING = -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection

ifeq ($(SANITIZE),)
BUILD = build
SMTPD = smtpd/smtpd
POP3D = pop3d/pop3d
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else
BUILD = build/sanitize
SMTPD = $(BUILD)/smtpd-sanitized
POP3D = $(BUILD)/pop3d-sanitized
LINK = dynamic
HARDENING += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

CPPFLAGS = -I. -I$(BUILD) -D_GNU_SOURCE
COMPILE = $(CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(HARDENING) $(CFLAGS) -MMD -MP
RELRO = -Wl,-z,relro,-z,now,-z,noexecstack

# The static sqlite3 mentions dlopen(), which only its unused extension loader calls; the linker
# warns of that.
LINK_static = -static-pie -Wl,--no-warnings $(RELRO) -Wl,--gc-sections
LIBS_static = -lsqlite3 -lcrypt -lm
LINK_mixed = -pie $(RELRO)
LIBS_mixed = -Wl,-Bstatic -lsqlite3 -lcrypt -Wl,-Bdynamic -lm
LINK_dynamic = -pie $(RELRO)
LIBS_dynamic = -lsqlite3 -lcrypt
LINK_PROGRAM = $(CC) $(HARDENING) $(CFLAGS) $(LINK_$(LINK)) $(LDFLAGS)

# The rooms of common/ and the folders of its engines.
COMMON_SOURCES = $(wildcard common/*/*.c common/*/*/*.c)
COMMON_OBJECTS = $(COMMON_SOURCES:%.c=$(BUILD)/%.o)
SMTPD_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard smtpd/*.c))
POP3D_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard pop3d/*.c))
LIBRARY = $(BUILD)/libpillarbox.a
SOURCES = $(COMMON_SOURCES) $(wildcard smtpd/*.c pop3d/*.c)
MAN = $(wildcard man/*.[1-8])

# A unit test of the daemon's part links with all of that daemon but its main.
UNIT_TESTS = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
REPLY_LISTS = $(BUILD)/tests/smtp-replies $(BUILD)/tests/pop3-replies

# What the bench runs: build/bench/load and build/bench/floor.
BENCH = build/bench

.PHONY: all field deps deps-serve deps-check deps-lint serve check unit dialogue clients supers faults \
	fault-programs faults-short variants hostile operator bench bench-peers bench-programs \
	bench-check deps-bench deps-fuzz fuzz-targets fuzz-programs fuzz fuzz-corpus lint install clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(SMTPD) $(POP3D)

$(SMTPD): $(SMTPD_OBJECTS) $(LIBRARY)
	$(LINK_PROGRAM) -o $@ $^ $(LIBS_$(LINK))

$(POP3D): $(POP3D_OBJECTS) $(LIBRARY)
	$(LINK_PROGRAM) -o $@ $^ $(LIBS_$(LINK))

$(LIBRARY): $(COMMON_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

SQLITE = common/store/sqlite
SCHEMA = $(patsubst %,$(BUILD)/%.inc,$(wildcard $(SQLITE)/*.sql))

$(BUILD)/$(SQLITE)/schema.o: $(SCHEMA)

# SQL as C strings, one a line.
$(BUILD)/%.sql.inc: %.sql
	@mkdir -p $(@D)
	sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

-include $(shell find $(BUILD) \( -path $(BUILD)/peers -o -path $(BUILD)/deb \) -prune -o -name '*.d' -print 2>/dev/null)

# --- what is needed -------------------------------------------------------------------------

# Installs Debian packages that are missing: as root, or with sudo; elsewhere says which.
# RUNLEVEL=1 keeps daemons among them, Postfix for one, from being started.
define install_packages
@missing=; for package in $(1); do \
	dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || \
		missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] && exit 0; \
if ! command -v apt-get >/dev/null; then \
	echo "Please install what these Debian packages have:$$missing"; \
elif [ "$$(id -u)" = 0 ]; then \
	apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
elif command -v sudo >/dev/null; then \
	sudo apt-get update -qq && sudo RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
else \
	echo "Please install, as root: apt-get install$$missing"; \
fi
endef

deps:
	$(call install_packages,$(BUILD_PACKAGES))

deps-serve:
	$(call install_packages,$(BUILD_PACKAGES) $(SERVE_PACKAGES) $(if $(TLS),$(TLS_PACKAGES)))

deps-check:
	$(call install_packages,$(BUILD_PACKAGES) $(SERVE_PACKAGES) $(TLS_PACKAGES) $(TEST_PACKAGES) \
		$(SUPERS_PACKAGES) $(HOSTILE_PACKAGES) $(OPERATOR_PACKAGES) $(DEB_PACKAGES) \
		$(FUZZ_PACKAGES))

deps-lint:
	$(call install_packages,$(BUILD_PACKAGES) $(LINT_PACKAGES))

# --- run ------------------------------------------------------------------------------------

serve: deps-serve
	@$(MAKE) --no-print-directory all
	@DATA='$(DATA)' LISTEN='$(LISTEN)' SMTP_PORT='$(SMTP_PORT)' POP3_PORT='$(POP3_PORT)' \
		TLS='$(TLS)' SMTPS_PORT='$(SMTPS_PORT)' POP3S_PORT='$(POP3S_PORT)' sh conf/serve

# --- test -----------------------------------------------------------------------------------

# Who starts the programs, what an operator does, and how fast it all is, makes no difference to
# sanitized programs; and the fuzzers have sanitizers of their own.
CHECKS = unit dialogue clients faults-short hostile $(if $(SANITIZE),,supers operator bench-check \
	fuzz-corpus)

# What they need is built by all processors; the tests themselves come one kind after the other.
CHECKED = all $(UNIT_TESTS) $(REPLY_LISTS) fault-programs bench-programs
JOBS = $(shell nproc)

check: deps-check
	@$(MAKE) --no-print-directory -j $(JOBS) $(CHECKED)
	@rm -rf $(FIELD)
	@$(MAKE) --no-print-directory $(CHECKS) $(if $(SANITIZE),,field)

# The reports from the field, and what came of their tests in this run.
field:
	@$(PYTHON) tests/field.py $(FIELD)

UNIT_LIBS = -lcmocka $(LIBS_dynamic)

$(BUILD)/unit/%: tests/unit/%.c $(filter-out %/main.o,$(SMTPD_OBJECTS) $(POP3D_OBJECTS)) $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $< $(call unit_objects,$*) $(LIBRARY) -pie $(UNIT_LIBS)

# smtpd_path is a test of smtpd's, pop3d_maildrop one of pop3d's, any other one of common's.
unit_objects = $(filter-out %/main.o,$(if $(filter smtpd_%,$(1)),$(SMTPD_OBJECTS),$(if \
	$(filter pop3d_%,$(1)),$(POP3D_OBJECTS))))

unit-programs: $(UNIT_TESTS)

unit: unit-programs
	@FIELD_RESULTS=$(FIELD) sh tests/unit/run $(UNIT_TESTS)

$(BUILD)/tests/smtp-replies: tests/dialogue/list_replies.c $(BUILD)/smtpd/replies.o
	@mkdir -p $(@D)
	$(COMPILE) -DSMTPD -o $@ $^ -pie

$(BUILD)/tests/pop3-replies: tests/dialogue/list_replies.c $(BUILD)/pop3d/replies.o
	@mkdir -p $(@D)
	$(COMPILE) -DPOP3D -o $@ $^ -pie

dialogue: all $(REPLY_LISTS)
	SMTPD=$(SMTPD) POP3D=$(POP3D) REPLIES=$(BUILD)/tests $(PYTEST) \
		tests/dialogue

# Most mail programs send the same octets as the next one, which is enough once.
CLIENT_TESTS = $(if $(SANITIZE),$(patsubst %,tests/clients/test_%.py,cases extensions relay),\
	tests/clients)

clients: all
	SMTPD=$(SMTPD) POP3D=$(POP3D) $(PYTEST) -rs -n 4 $(CLIENT_TESTS)

supers: all $(REPLY_LISTS)
	sh tests/supers/get-inetds $(BUILD)/inetd
	SMTPD=$(SMTPD) POP3D=$(POP3D) REPLIES=$(BUILD)/tests $(PYTEST) -rs -n 4 \
		tests/supers

# Only a failure in the middle of something takes sanitized programs where nothing else does.
FAULT_TESTS = tests/faults$(if $(SANITIZE),/test_nth.py)

# Linked to shared libraries, so that the fault tests can put their own in front of libc.
DYNAMIC = build/dynamic

fault-programs: all $(REPLY_LISTS) $(BUILD)/tests/record.so $(BUILD)/tests/fail.so \
		$(BUILD)/tests/writer
	$(MAKE) --no-print-directory SANITIZE= BUILD=$(DYNAMIC) LINK=dynamic SMTPD=$(DYNAMIC)/smtpd.run \
		POP3D=$(DYNAMIC)/pop3d.run all variants

# What a test puts in front of libc. Never sanitized: it stands in front of the sanitizer's own
# library too.
$(BUILD)/tests/%.so: tests/faults/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP -fPIC -shared -o $@ $<

# The programs with one source file that a sed script has altered: the script's first line names it. A
# script that does not find what it is to alter fails.
VARIANTS = $(patsubst tests/faults/variants/%.sed,$(BUILD)/variants/%,\
	$(wildcard tests/faults/variants/*.sed))
altered = $(shell sed -n '1s/^\# \([^:]*\).*/\1/p' $(1))

variants: $(VARIANTS:=/smtpd.run) $(VARIANTS:=/pop3d.run)

$(BUILD)/variants/%/altered.c: tests/faults/variants/%.sed $(wildcard $(SQLITE)/*.c)
	@mkdir -p $(@D)
	sed -f $< $(call altered,$<) > $@
	! cmp -s $@ $(call altered,$<)

$(BUILD)/variants/%/altered.o: $(BUILD)/variants/%/altered.c $(SCHEMA)
	$(COMPILE) -c -o $@ $<

$(BUILD)/variants/%/smtpd.run: $(SMTPD_OBJECTS) $(BUILD)/variants/%/altered.o $(LIBRARY)
	$(LINK_PROGRAM) -o $@ $^ $(LIBS_$(LINK))

$(BUILD)/variants/%/pop3d.run: $(POP3D_OBJECTS) $(BUILD)/variants/%/altered.o $(LIBRARY)
	$(LINK_PROGRAM) -o $@ $^ $(LIBS_$(LINK))

$(BUILD)/tests/writer: tests/faults/writer.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ -pie $(LIBS_dynamic)

FAULTS = SMTPD=$(SMTPD) POP3D=$(POP3D) REPLIES=$(BUILD)/tests FAULT_TOOLS=$(BUILD)/tests \
	DYNAMIC_SMTPD=$(DYNAMIC)/smtpd.run DYNAMIC_POP3D=$(DYNAMIC)/pop3d.run \
	$(PYTEST) -rs $(FAULT_TESTS)

faults-short: fault-programs
	$(FAULTS)

faults: deps-check
	@$(MAKE) --no-print-directory fault-programs
	$(FAULTS) --full

# Sanitized programs take many times as long to start: what they are asked is what octets they take.
HOSTILE_TESTS = $(if $(SANITIZE),$(patsubst %,tests/hostile/test_%.py,octets sequences),tests/hostile)

hostile: all $(REPLY_LISTS)
	SMTPD=$(SMTPD) POP3D=$(POP3D) REPLIES=$(BUILD)/tests SEQUENCES=$(if $(SANITIZE),500,3000) \
		$(PYTEST) -rs -n 2 $(HOSTILE_TESTS)

# mailctl, the examples of the manual, installation, and upgrades; then the Debian package, which
# changes the machine while it is there.
OPERATOR = SMTPD=$(SMTPD) POP3D=$(POP3D) FAULT_TOOLS=$(BUILD)/tests \
	DYNAMIC_SMTPD=$(DYNAMIC)/smtpd.run DYNAMIC_POP3D=$(DYNAMIC)/pop3d.run \
	$(PYTEST) -rs

operator: fault-programs
	$(OPERATOR) -n 4 --ignore tests/operator/test_deb.py tests/operator
	$(OPERATOR) tests/operator/test_deb.py

# --- fuzz -----------------------------------------------------------------------------------

# Everything once more, by clang: with what libFuzzer wants to know, and for AFL++. The targets'
# names tell what they are linked with, as those of unit tests do.
FUZZ = build/fuzz
FUZZ_SANITIZERS = address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# What gcc defines itself with -fsanitize=address.
FUZZ_SANITIZED = -D__SANITIZE_ADDRESS__
FUZZ_TARGETS = $(patsubst tests/fuzz/%.c,$(FUZZ)/%,$(filter-out %/fuzz.c %/fresh.c,\
	$(wildcard tests/fuzz/*.c)))
FUZZ_SECONDS = 60
FUZZ_JOBS = 2
RUN_FUZZ = SMTPD=$(SMTPD) POP3D=$(POP3D) FUZZ=$(FUZZ) $(PYTHON) tests/fuzz/fuzz.py

ifneq ($(FUZZING),)
$(FUZZ)/%: $(FUZZ)/tests/fuzz/%.o $(FUZZ)/tests/fuzz/fuzz.o $(LIBRARY) \
		$(filter-out %/main.o,$(SMTPD_OBJECTS) $(POP3D_OBJECTS))
	$(CC) -fsanitize=fuzzer,$(FUZZ_SANITIZERS) -o $@ $(wordlist 1,2,$^) \
		$(call unit_objects,$*) $(LIBRARY) $(LIBS_dynamic) \
		-Wl,--wrap=read,--wrap=write,--wrap=wait_ready
endif

fuzz-targets:
	$(MAKE) --no-print-directory -j $(JOBS) SANITIZE= FUZZING=1 BUILD=$(FUZZ) CC=clang \
		HARDENING='-fsanitize=fuzzer-no-link,$(FUZZ_SANITIZERS) $(FUZZ_SANITIZED)' $(FUZZ_TARGETS)

fuzz-programs: $(FUZZ)/fresh.so
	AFL_QUIET=1 AFL_USE_ASAN=1 AFL_USE_UBSAN=1 $(MAKE) --no-print-directory SANITIZE= \
		LINK=dynamic BUILD=$(FUZZ)/programs CC=afl-clang-fast HARDENING=$(FUZZ_SANITIZED) \
		SMTPD=$(FUZZ)/smtpd.run POP3D=$(FUZZ)/pop3d.run all

$(FUZZ)/fresh.so: tests/fuzz/fresh.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -fPIC -shared -o $@ $<

deps-fuzz:
	$(call install_packages,$(BUILD_PACKAGES) $(FUZZ_PACKAGES))

# Each for FUZZ_SECONDS, FUZZ_JOBS at a time.
fuzz: deps-fuzz
	@$(MAKE) --no-print-directory -j $(JOBS) fuzz-targets fuzz-programs
	$(RUN_FUZZ) run --seconds $(FUZZ_SECONDS) --jobs $(FUZZ_JOBS)

# What they have found once, again.
fuzz-corpus: all $(if $(shell command -v clang),fuzz-targets)
	$(if $(filter fuzz-targets,$^),$(RUN_FUZZ) replay,@echo 'fuzz-corpus: SKIPPED, no clang')

# --- measure --------------------------------------------------------------------------------

# Never sanitized. The floor is linked as our programs are.
COMPILE_BENCH = $(CC) -std=c11 -I. -D_GNU_SOURCE $(WARNINGS) $(CFLAGS)

$(BENCH)/load: $(wildcard tests/bench/load*.c) tests/bench/load.h
	@mkdir -p $(@D)
	$(COMPILE_BENCH) -o $@ $(filter %.c,$^)

$(BENCH)/floor: tests/bench/floor.c
	@mkdir -p $(@D)
	$(COMPILE_BENCH) -fPIE -o $@ $< $(LINK_static)

bench-programs: $(BENCH)/load $(BENCH)/floor

$(BENCH)/slow_sync.so: tests/bench/slow_sync.c
	@mkdir -p $(@D)
	$(COMPILE_BENCH) -fPIC -shared -o $@ $<

bench-peers:
	sh tests/bench/install-peers build/peers

deps-bench:
	$(call install_packages,$(BUILD_PACKAGES) $(SERVE_PACKAGES) $(BENCH_PACKAGES))

QUICK =
FULL =

bench: deps-bench
	@$(MAKE) --no-print-directory SANITIZE= all bench-programs fault-programs \
		$(BENCH)/slow_sync.so
	BENCH=$(BENCH) $(PYTHON) tests/bench/bench.py $(if $(QUICK),--quick) $(if $(FULL),--full)

# --- judge the tests ------------------------------------------------------------------------

.PHONY: unit-programs coverage-programs deps-coverage coverage mutate harden-report

# The share of branches that the tests take, counted by gcov, in percent; with less it fails.
COVERAGE_LEAST = 95
COVERAGE_PACKAGES = gcovr

# As the programs are, but not optimized, and with what tests/coverage says about counters.
COVERAGE = build/coverage
COVERAGE_MAKE = $(MAKE) --no-print-directory SANITIZE= BUILD=$(COVERAGE) \
	SMTPD=$(COVERAGE)/smtpd.run POP3D=$(COVERAGE)/pop3d.run LINK=dynamic \
	CC='sh tests/coverage/cc' CFLAGS='-O0 -g --coverage -Wno-maybe-uninitialized' \
	LIBS_dynamic='$(COVERAGE)/counters.o -Wl,--wrap=__gcov_exit -lsqlite3 -lcrypt'

$(COVERAGE)/counters.o: tests/coverage/counters.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O2 -fPIE -c -o $@ $<

coverage-programs: $(COVERAGE)/counters.o $(REPLY_LISTS) $(BUILD)/tests/fail.so \
		$(BUILD)/tests/writer
	$(COVERAGE_MAKE) all unit-programs

deps-coverage: deps-check
	$(call install_packages,$(COVERAGE_PACKAGES))

coverage: deps-coverage
	@$(MAKE) --no-print-directory coverage-programs
	COVERAGE=$(COVERAGE) REPLIES=$(BUILD)/tests FAULT_TOOLS=$(BUILD)/tests \
		sh tests/coverage/run $(COVERAGE_LEAST)

# Changes of the sources, one at a time, that a test should notice; SEED= repeats a run.
MUTANTS = 200
SEED =

mutate: deps-check
	tests/mutate --mutants $(MUTANTS) $(if $(SEED),--seed $(SEED)) --least 80

# Hours, most of them; AGAIN='lint mutate' repeats some steps and takes the rest from the last time.
AGAIN =

harden-report: deps-check deps-lint deps-coverage
	FUZZ_SECONDS=$(FUZZ_SECONDS) MUTANTS=$(MUTANTS) \
		tests/harden-report $(AGAIN:%=--again %)

bench-check: all bench-programs
	SMTPD=$(SMTPD) POP3D=$(POP3D) BENCH=$(BENCH) $(PYTEST) tests/bench

lint: deps-lint
	@$(MAKE) --no-print-directory $(SCHEMA)
	clang-format --dry-run --Werror $(wildcard common/*/*.[ch] common/*/*/*.[ch] smtpd/*.[ch] pop3d/*.[ch] \
		tests/unit/*.[ch] tests/dialogue/*.[ch] tests/faults/*.[ch] tests/bench/*.[ch] \
		tests/fuzz/*.[ch] tests/coverage/*.c)
	@$(MAKE) --no-print-directory -j $(JOBS) analyse
	shellcheck conf/serve conf/stunnel/renew tests/unit/run \
		tests/coverage/cc tests/coverage/run tests/clients/helpers/own-dev-log \
		tests/bench/install-peers tests/supers/get-inetds tests/supers/furnish \
		$(wildcard conf/*/*/run conf/*/*/log/run) conf/inetd/pop3 conf/inetd/submission \
		$(wildcard conf/socat/* conf/debian/pillarbox.p*) conf/mailctl \
		conf/mailctl.bash-completion .ci/run
	$(PYTHON) tests/lint-includes
	mandoc -Tlint -Wwarning $(MAN)

# Each of them with its own idea of what is wrong; what it is not asked for stands, with the reason, in
# .clang-tidy and .cppcheck.
TIDY = $(patsubst %.c,$(BUILD)/lint/%.tidy,$(SOURCES))
ANALYSER = $(patsubst %.c,$(BUILD)/lint/%.analyser,$(SOURCES))

.PHONY: analyse cppcheck $(TIDY) $(ANALYSER)

$(TIDY): $(BUILD)/lint/%.tidy: %.c
	clang-tidy --quiet $< -- -std=c11 $(CPPFLAGS) 2>/dev/null

# What keeps the texts that tsearch(3) is given, and so does not leak them.
KEEP_IN_TREES = common/store/expansion.c smtpd/recipients.c

$(ANALYSER): $(BUILD)/lint/%.analyser: %.c
	gcc -std=c11 $(CPPFLAGS) $(WARNINGS) -O2 -fanalyzer \
		$(if $(filter $<,$(KEEP_IN_TREES)),-Wno-analyzer-malloc-leak) -c -o /dev/null $<

cppcheck:
	cppcheck --quiet --error-exitcode=1 --inconclusive --std=c11 --library=posix --library=gnu \
		--enable=warning,style,performance,portability,unusedFunction \
		--suppressions-list=.cppcheck $(CPPFLAGS) common smtpd pop3d

analyse: cppcheck $(TIDY) $(ANALYSER)
	@echo 'analysers: gcc -fanalyzer, clang-tidy, cppcheck: $(words $(SOURCES)) files, 0 findings'

# --- install --------------------------------------------------------------------------------

LIBEXECDIR = $(PREFIX)/libexec/pillarbox
DOCDIR = $(PREFIX)/share/doc/pillarbox
EXAMPLES = $(DOCDIR)/examples
MANDIR = $(PREFIX)/share/man/man
COMPLETIONS = $(PREFIX)/share/bash-completion/completions
CONFIGURATION = $(SYSCONFDIR)/pillarbox.conf

SAMPLES = conf/pillarbox.conf $(shell find conf -mindepth 2 -type f ! -path 'conf/debian/*')

# Texts, each with where it goes.
TEXTS = README.md:$(DOCDIR)/README.md LICENSE:$(DOCDIR)/LICENSE \
	conf/mailctl:$(PREFIX)/bin/mailctl conf/mailctl.bash-completion:$(COMPLETIONS)/mailctl \
	$(foreach page,$(MAN),$(page):$(MANDIR)$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(foreach sample,$(SAMPLES),$(sample):$(EXAMPLES)/$(sample:conf/%=%))

INSTALLED = $(LIBEXECDIR)/smtpd $(LIBEXECDIR)/pop3d \
	$(foreach text,$(TEXTS),$(lastword $(subst :, ,$(text))))

# What the texts say about where things are, made true for this installation. A link to a sample leads to
# the sample; a link to a page that is in the sources only becomes plain text.
MAKE_TRUE = sed -e 's|/usr/local/libexec/pillarbox|$(LIBEXECDIR)|g' \
	-e 's|/usr/local/share/doc/pillarbox|$(DOCDIR)|g' -e 's|\([ <`]\)conf/\([a-z]\)|\1$(EXAMPLES)/\2|g' \
	-e 's|](conf/|](examples/|g' -e 's,\[\([^]]*\)](\(common\|man\|tests\)/[^)]*),\1,g' \
	-e 's|^libexec=.*|libexec=$(LIBEXECDIR)|'

.PHONY: uninstall deps-deb deb

# A configuration that is there stays as it is; the present one is among the samples.
install: all
	install -D -m 755 $(SMTPD) $(DESTDIR)$(LIBEXECDIR)/smtpd
	install -D -m 755 $(POP3D) $(DESTDIR)$(LIBEXECDIR)/pop3d
	@set -e; for text in $(TEXTS); do \
		from=$${text%%:*}; to=$(DESTDIR)$${text#*:}; mode=644; \
		[ ! -x $$from ] || mode=755; \
		echo "$$from -> $$to"; \
		$(MAKE_TRUE) $$from | install -D -m $$mode /dev/stdin $$to; \
	done
	@if [ -e $(DESTDIR)$(CONFIGURATION) ]; then \
		echo "$(DESTDIR)$(CONFIGURATION) stays as it is; the present one is $(EXAMPLES)/pillarbox.conf"; \
	else \
		install -D -m 644 $(DESTDIR)$(EXAMPLES)/pillarbox.conf $(DESTDIR)$(CONFIGURATION) && \
			echo "Now look at $(DESTDIR)$(CONFIGURATION)"; \
	fi

# Directories that only pillarbox uses go too, unless there is something else in them.
uninstall:
	@if cmp -s $(DESTDIR)$(EXAMPLES)/pillarbox.conf $(DESTDIR)$(CONFIGURATION); then \
		rm $(DESTDIR)$(CONFIGURATION); \
	elif [ -e $(DESTDIR)$(CONFIGURATION) ]; then \
		echo "$(DESTDIR)$(CONFIGURATION) has been changed, and stays"; \
	fi
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	@for directory in $(LIBEXECDIR) $(DOCDIR); do \
		[ ! -d $(DESTDIR)$$directory ] || \
			find $(DESTDIR)$$directory -depth -type d -empty -delete; \
	done
	@echo "Mail and accounts are where they were"

# --- Debian ---------------------------------------------------------------------------------

deps-deb:
	$(call install_packages,$(BUILD_PACKAGES) $(DEB_PACKAGES))

# In a copy of the source, where debian/ is at the top, and with nothing of what this make was told.
DEB = build/deb/pillarbox-$(VERSION)

deb: deps-deb
	rm -rf build/deb build/*.deb
	mkdir -p $(DEB)
	cp -R Makefile README.md LICENSE common smtpd pop3d conf man tests $(DEB)
	mv $(DEB)/conf/debian $(DEB)
	sed -e 's/@VERSION@/$(VERSION)/' -e "s/@DATE@/$$(date -R $${SOURCE_DATE_EPOCH:+-d @$$SOURCE_DATE_EPOCH})/" \
		conf/debian/changelog > $(DEB)/debian/changelog
	cd $(DEB) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b
	mv build/deb/*.deb build/

clean:
	rm -rf build smtpd/smtpd pop3d/pop3d
