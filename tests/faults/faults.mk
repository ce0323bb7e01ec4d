# Fault tests

.PHONY: faults faults-short fault-programs
STEPS += variants faults-untimed faults-timed

# With sanitizers only the tests that fail the Nth call. No other test reaches the code that runs then.
FAULT_TESTS = tests/faults$(if $(SANITIZE),/test_nth.py)

## failing calls, kills, power cuts, full disks: about an hour
faults: deps-check
	@$(MAKE) fault-programs
	$(PYTEST) -rs $(FAULT_TESTS) --full

## the short forms of these, as in `make check`
faults-short: fault-programs
	$(PYTEST) -rs $(FAULT_TESTS)

# The two parts of the short forms: make check runs alone what measures time.
TIMED_FAULTS = tests/faults/test_locks.py

faults-untimed: fault-programs
	$(PYTEST) -rs $(FAULT_TESTS) --ignore $(TIMED_FAULTS)

faults-timed: fault-programs
	$(PYTEST) -rs $(TIMED_FAULTS)

## build what the fault tests run
fault-programs: all $(REPLY_LISTS) $(BUILD)/tests/record.so $(BUILD)/tests/fail.so \
		$(BUILD)/tests/writer
	$(MAKE) SANITIZE= BUILD=$(DYNAMIC) LINK=dynamic SMTPD=$(DYNAMIC)/smtpd.run \
		POP3D=$(DYNAMIC)/pop3d.run TLSD=$(DYNAMIC)/tlsd.run all variants

# A library that is loaded before libc. It is loaded before the library of the sanitizers too, so it has no
# sanitizers.
define preload_library
@mkdir -p $(@D)
$(CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP -fPIC -shared -o $@ $<
endef

$(BUILD)/tests/%.so: tests/faults/%.c
	$(preload_library)

$(BUILD)/tests/writer: tests/faults/writer.c $(LIBRARY)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ -pie $(LIBS_dynamic)

# The programs once more for each sed script, which changes one source file. The first line of the script
# names that file. A script that changes nothing is an error.
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

# Its altered.o takes the place of the object in the library.
$(VARIANTS:=/smtpd.run): %/smtpd.run: %/altered.o $(SMTPD_OBJECTS) $(LIBRARY)
	$(link_program)

$(VARIANTS:=/pop3d.run): %/pop3d.run: %/altered.o $(POP3D_OBJECTS) $(LIBRARY)
	$(link_program)
