# Cross building, for aarch64

CROSS = build/cross
CROSS_LIBRARIES = libsqlite3-dev libsqlite3-0 libcrypt-dev libcrypt1 libssl-dev libssl3 libcmocka-dev libcmocka0
CROSS_ROOT = $(CURDIR)/$(CROSS)/libraries/root
CROSS_PATHS = $(CROSS_ROOT)/usr/lib/aarch64-linux-gnu $(CROSS_ROOT)/lib/aarch64-linux-gnu

# qemu-user runs a program of another machine on this one. For that program the kernel has no seccomp and no
# landlock.
colon = $(subst $() ,:,$(1))
QEMU = qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$(call colon,$(CROSS_PATHS))

# The same Makefile, with the other compiler.
CROSS_MAKE = $(MAKE) BUILD=$(CROSS) CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar \
	CFLAGS='-O2 -g -isystem $(CROSS_ROOT)/usr/include -isystem $(CROSS_ROOT)/usr/include/aarch64-linux-gnu \
	$(CROSS_PATHS:%=-L%)' OPENSSL='-lssl -lcrypto' SMTPD=$(CROSS)/smtpd.run POP3D=$(CROSS)/pop3d.run \
	TLSD=$(CROSS)/tlsd.run

# Tests of these modules need what qemu-user lacks or does in its own way: seccomp and landlock, the errors of
# execve(), signals that kill, page faults, files that are replaced while they are mapped.
CROSS_WITHOUT = database date descriptors listener log memory sandbox smtpd_helper smtpd_relay syslog throttle tls \
	tlsd_confine tlsd_forks
CROSS_UNIT = $(filter-out $(CROSS_WITHOUT),$(UNIT_SOURCES:tests/unit/%.c=%))
# Those that are played in steps are about time and signals, which are this machine's.
## which transcripts it plays, as pytest -k
CROSS_PLAYS = whole
# In these the log has a line about what the sandbox lacks, or the relay's program cannot be executed.
CROSS_PLAYS_WITHOUT = L9-words-in-the-log or log/lines or S1-created-and-logged or W12-zone or \
	relay/failures or W1-long-local-parts-relay

.PHONY: cross
STEPS += cross-programs cross-unit cross-dialogue

## build for aarch64, and run tests there, under qemu-user
cross: deps-cross
	sh tests/cross/get-libraries $(CROSS)/libraries arm64 $(CROSS_LIBRARIES)
	@$(CROSS_MAKE) -j $(JOBS) cross-programs
	@$(MAKE) -j $(JOBS) --output-sync=target $(REPLY_LISTS) cross-unit cross-dialogue

cross-programs: all $(CROSS_UNIT:%=$(BUILD)/unit/%)

# Starts a program under qemu.
$(CROSS)/qemu/smtpd: PROGRAM = smtpd.run
$(CROSS)/qemu/pop3d: PROGRAM = pop3d.run
$(CROSS)/qemu/%: PROGRAM = $*
$(CROSS)/qemu/%:
	@mkdir -p $(@D)
	@printf '#!/bin/sh\nexec $(QEMU) %s "$$@"\n' $(CURDIR)/$(CROSS)/$(PROGRAM) >$@
	@chmod 755 $@

cross-unit: $(CROSS_UNIT:%=$(CROSS)/qemu/unit/%)
	@echo 'cross: SKIPPED, because of qemu-user: $(words $(CROSS_WITHOUT)) modules: $(CROSS_WITHOUT)'
	@sh tests/unit/run $^

# In place of the filter, test_calls.py compares the system calls with those that it allows.
cross-dialogue: $(CROSS)/qemu/smtpd $(CROSS)/qemu/pop3d $(REPLY_LISTS)
	@echo 'cross: SKIPPED, because qemu-user has no seccomp and no landlock: the sandbox'
	@echo 'cross: SKIPPED, because of qemu-user: transcripts: $(CROSS_PLAYS_WITHOUT)'
	SMTPD=$(CROSS)/smtpd.run POP3D=$(CROSS)/pop3d.run $(PYTHON) -m pytest -q tests/cross
	$(TOOLS) SMTPD=$(CROSS)/qemu/smtpd POP3D=$(CROSS)/qemu/pop3d PYTHONPATH=tests \
		$(PYTHON) -m pytest -q -p field tests/dialogue/test_dialogue.py \
		-k '($(CROSS_PLAYS)) and not ($(CROSS_PLAYS_WITHOUT))'
