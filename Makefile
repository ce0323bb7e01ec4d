# Build and run
#
# `make help` lists the targets and the variables: each has its line from a comment that begins with ##.
# The included files hold the rest: what installs is in conf/, what checks and measures is in tests/.

CC = gcc
CFLAGS = -O2 -g
LDFLAGS =
VERSION = 1.0.0
## static, mixed (only sqlite3 and libcrypt), or dynamic
LINK = static
## 1 builds with ASan and UBSan, in build/sanitize
SANITIZE =
## 1 shows the commands, and not only what they do
V =
## 1 adds the engine for PostgreSQL, in build/postgresql
POSTGRESQL =
## postgresql: make check tests the store on that engine
ENGINE =

ifeq ($(ENGINE),postgresql)
POSTGRESQL = 1
endif

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Werror
# Of branches: each kind of machine has its own option.
PROTECTION_x86_64 = -fcf-protection
PROTECTION_aarch64 = -mbranch-protection=standard
MACHINE := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
HARDENING = -fPIE -fstack-protector-strong -fstack-clash-protection $(PROTECTION_$(MACHINE))

ifeq ($(SANITIZE),)
BUILD = build
SMTPD = smtpd/smtpd
POP3D = pop3d/pop3d
TLSD = tlsd/tlsd
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else
BUILD = build/sanitize
SMTPD = $(BUILD)/smtpd-sanitized
POP3D = $(BUILD)/pop3d-sanitized
TLSD = $(BUILD)/tlsd-sanitized
LINK = dynamic
HARDENING += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# libpq is never static: it would need half a dozen libraries that Debian has no static form of.
ifneq ($(POSTGRESQL),)
BUILD := $(BUILD)/postgresql
SMTPD = $(BUILD)/smtpd.run
POP3D = $(BUILD)/pop3d.run
TLSD = $(BUILD)/tlsd.run
LINK = dynamic
POSTGRESQL_FLAGS = -DPOSTGRESQL -I$(shell pg_config --includedir)
POSTGRESQL_LIBS = -lpq
POSTGRESQL_SCHEMA = common/store/postgresql/schema-*.sql
endif

# What --version says.
CPPFLAGS = -I. -I$(BUILD) -D_GNU_SOURCE -DPILLARBOX_VERSION='"$(VERSION)"' -DPILLARBOX_LINK='"$(LINK)"' $(POSTGRESQL_FLAGS)
COMPILE = $(CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(HARDENING) $(CFLAGS) -MMD -MP
RELRO = -Wl,-z,relro,-z,now,-z,noexecstack

# Only the extension loader of sqlite3 calls dlopen(), and we do not use it. The linker warns of that call
# in a static program, so its warnings are off.
LINK_static = -static-pie -Wl,--no-warnings $(RELRO) -Wl,--gc-sections
LIBS_static = -lsqlite3 -lcrypt -lm
LINK_mixed = -pie $(RELRO)
LIBS_mixed = -Wl,-Bstatic -lsqlite3 -lcrypt -Wl,-Bdynamic -lm
LINK_dynamic = -pie $(RELRO)
LIBS_dynamic = -lsqlite3 -lcrypt $(POSTGRESQL_LIBS)
# tlsd is always linked to the shared libraries of OpenSSL: an update of theirs needs no build. Where their headers are
# missing, everything else is built.
HASH := \#
OPENSSL := $(shell printf '$(HASH)include <openssl/ssl.h>\n$(HASH)if OPENSSL_VERSION_MAJOR < 3\n$(HASH)error\n$(HASH)endif\n' | \
	$(CC) -E - >/dev/null 2>&1 && echo -lssl -lcrypto)
LINK_PROGRAM = $(CC) $(HARDENING) $(CFLAGS) $(LINK_$(LINK)) $(LDFLAGS)

# The directories of common/ and the folders of the store's engines.
LEFT_OUT = $(if $(POSTGRESQL),common/store/unbuilt.c,common/store/postgresql/%)
COMMON_SOURCES = $(filter-out $(LEFT_OUT),$(wildcard common/*/*.c common/*/*/*.c))
COMMON_OBJECTS = $(COMMON_SOURCES:%.c=$(BUILD)/%.o)
SMTPD_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard smtpd/*.c))
POP3D_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard pop3d/*.c))
TLSD_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tlsd/*.c))
LIBRARY = $(BUILD)/libpillarbox.a
SOURCES = $(COMMON_SOURCES) $(wildcard smtpd/*.c pop3d/*.c tlsd/*.c conf/super-server/*.c)
HEADERS = $(wildcard common/*/*.h common/*/*/*.h smtpd/*.h pop3d/*.h tlsd/*.h conf/super-server/*.h)
SQLITE = common/store/sqlite
SCHEMA = $(patsubst %,$(BUILD)/%.inc,$(wildcard $(SQLITE)/schema-*.sql $(POSTGRESQL_SCHEMA)))
MAN = $(wildcard man/*.[1-8])
# The super-server of make serve.
SERVE_OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(wildcard conf/super-server/*.c))

# A make that this one starts does not tell which directory it enters.
MAKEFLAGS += --no-print-directory
JOBS = $(shell nproc)
PYTHON = /usr/bin/python3

# What a step does, in a line; nothing with -s. A recipe whose first line calls this has Q in front of its commands.
SILENT = $(findstring s,$(firstword -$(MAKEFLAGS)))
INDENT = $(if ,)  $(if ,)
step = $(if $(V)$(SILENT),,$(info $(INDENT)$(1) $(2)))
Q = $(if $(V),,@)

# The targets that `make help` lists are phony where they stand. STEPS are phony too: parts of other
# targets, which `make help` leaves out.
STEPS =
.PHONY: all serve clean help
.DELETE_ON_ERROR:
.SECONDARY:

## build smtpd, pop3d and tlsd; the default
all: $(SMTPD) $(POP3D) $(if $(OPENSSL),$(TLSD),no-tlsd)

no-tlsd:
	@echo 'tlsd is not built: libssl-dev is missing, version 3 or later'
STEPS += no-tlsd

# A program has the objects that it depends on, then the library.
link_program = $(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS_$(LINK))

$(SMTPD): $(SMTPD_OBJECTS)
$(POP3D): $(POP3D_OBJECTS)
$(SMTPD) $(POP3D): $(LIBRARY)
	$(call step,LINK,$@)
	$(Q)$(link_program)

$(TLSD): $(TLSD_OBJECTS) $(LIBRARY)
	$(call step,LINK,$@)
	$(Q)$(CC) $(HARDENING) $(CFLAGS) -pie $(RELRO) -Wl,--gc-sections,--as-needed $(LDFLAGS) -o $@ \
		$(filter %.o,$^) $(LIBRARY) $(OPENSSL)

$(BUILD)/super-server: $(SERVE_OBJECTS) $(LIBRARY)
	$(call step,LINK,$@)
	$(Q)$(CC) $(HARDENING) $(CFLAGS) -pie $(RELRO) $(LDFLAGS) -o $@ $^

$(LIBRARY): $(COMMON_OBJECTS)
	$(call step,AR  ,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# There are many objects: a process less for each saves a tenth of the time.
$(BUILD)/%.o: %.c
	$(if $(wildcard $(@D)),,@mkdir -p $(@D))
	$(call step,CC  ,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/common/process/version.o: Makefile
$(BUILD)/$(SQLITE)/schema.o $(BUILD)/common/store/postgresql/tables.o: $(SCHEMA)
# C compilers need not accept a string of more than 4095 octets; ours do.
$(BUILD)/common/store/postgresql/tables.o $(BUILD)/lint/common/store/postgresql/tables.analyser: WARNINGS += -Wno-overlength-strings

# Each line of SQL becomes a C string.
$(BUILD)/%.sql.inc: %.sql
	@mkdir -p $(@D)
	$(call step,SQL ,$<)
	$(Q)sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

-include $(shell find $(BUILD) \( -path $(BUILD)/peers -o -path $(BUILD)/deb -o -path $(BUILD)/bare \) -prune -o -name '*.d' -print 2>/dev/null)

## where `make serve` keeps the mail
DATA = var
## the address that it listens on
LISTEN = 127.0.0.1
## the port for SMTP
SMTP_PORT = 2525
## the port for POP3
POP3_PORT = 1110
## 1 offers TLS too, with a self-signed certificate
TLS = 0
## the port for SMTP with implicit TLS
SMTPS_PORT = 2465
## the port for POP3 with implicit TLS
POP3S_PORT = 2995

WITH_TLS = $(filter-out 0 no off,$(TLS))

served: $(SMTPD) $(POP3D) $(BUILD)/super-server $(if $(WITH_TLS),$(TLSD))
	@:
STEPS += served

# Without warnings, and with no more debugging information than line numbers, the code is the same. It takes a
# tenth less to build.
serve: CFLAGS = -O2 -g1

# exec: a signal for make reaches the servers.
## install what is missing, build, and run both servers
serve: deps-serve
	@$(MAKE) -j $(JOBS) SANITIZE= CFLAGS='$(CFLAGS)' WARNINGS= served
	@export DATA='$(DATA)' LISTEN='$(LISTEN)' SMTP_PORT='$(SMTP_PORT)' POP3_PORT='$(POP3_PORT)' \
		TLS='$(WITH_TLS)' SMTPS_PORT='$(SMTPS_PORT)' POP3S_PORT='$(POP3S_PORT)' V='$(V)'; \
		exec sh conf/serve

## remove all that was built
clean:
	rm -rf build smtpd/smtpd pop3d/pop3d tlsd/tlsd

include conf/packages.mk conf/install.mk conf/deb.mk tests/check.mk tests/faults/faults.mk tests/fuzz/fuzz.mk \
	tests/bench/bench.mk tests/cross/cross.mk tests/judge.mk tests/lint.mk

.PHONY: $(STEPS)

# The first line of a file is the title of its part.
## show this list
help:
	@echo 'make TARGET [VARIABLE=VALUE]...'
	@awk 'FNR == 1 { title = "\n" substr($$0, 3) "\n" } \
		/^## / { text = substr($$0, 4); next } \
		text && /^[A-Za-z0-9_-]+( =|:)/ { \
			sub(/:.*/, ""); sub(/ = ?/, "="); \
			printf "%s  %-18s %s\n", title, $$0, text; title = "" } \
		{ text = "" }' $(filter %Makefile %.mk,$(MAKEFILE_LIST))
