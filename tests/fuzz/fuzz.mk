# Fuzzers

## how many seconds each fuzzer runs
FUZZ_SECONDS = 60
## how many run at a time
FUZZ_JOBS = 2

FUZZ = build/fuzz
FUZZ_SANITIZERS = address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# gcc defines this with -fsanitize=address, and clang does not.
FUZZ_SANITIZED = -D__SANITIZE_ADDRESS__
FUZZ_TARGETS = $(patsubst tests/fuzz/%.c,$(FUZZ)/%,$(filter-out %/fuzz.c %/fresh.c $(if $(OPENSSL),,%/tlsd_*.c),\
	$(wildcard tests/fuzz/*.c)))
CLANG = $(shell command -v clang)
RUN_FUZZ = $(BUILT) PYTHONPATH=tests FUZZ=$(FUZZ) $(PYTHON) tests/fuzz/fuzz.py

.PHONY: fuzz fuzz-corpus
STEPS += fuzz-targets fuzz-programs

## install what is missing, build, and run every fuzzer
fuzz: deps-fuzz
	@$(MAKE) -j $(JOBS) fuzz-targets fuzz-programs
	$(RUN_FUZZ) run --seconds $(FUZZ_SECONDS) --jobs $(FUZZ_JOBS)

# For totals.py.
define skip_fuzz_corpus
@echo 'fuzz-corpus: SKIPPED, no clang'; \
[ -z "$$TOTALS" ] || echo 'skipped fuzz-corpus: clang is not installed' >"$$TOTALS"/fuzz-corpus
endef

## run each input of tests/fuzz/corpus once
fuzz-corpus: all $(if $(CLANG),fuzz-targets)
	$(if $(filter fuzz-targets,$^),$(RUN_FUZZ) replay,$(skip_fuzz_corpus))

# clang builds the library and the objects again: with libFuzzer for the targets, and for AFL++ as programs.
fuzz-targets:
	$(MAKE) SANITIZE= FUZZING=1 BUILD=$(FUZZ) CC=clang \
		HARDENING='-fsanitize=fuzzer-no-link,$(FUZZ_SANITIZERS) $(FUZZ_SANITIZED)' $(FUZZ_TARGETS)

fuzz-programs: $(FUZZ)/fresh.so
	AFL_QUIET=1 AFL_USE_ASAN=1 AFL_USE_UBSAN=1 $(MAKE) SANITIZE= \
		LINK=dynamic BUILD=$(FUZZ)/programs CC=afl-clang-fast HARDENING=$(FUZZ_SANITIZED) \
		SMTPD=$(FUZZ)/smtpd.run POP3D=$(FUZZ)/pop3d.run OPENSSL= all

# The names of the targets say which objects they need, as those of the unit tests do.
ifneq ($(FUZZING),)
$(FUZZ)/%: $(FUZZ)/tests/fuzz/%.o $(FUZZ)/tests/fuzz/fuzz.o $(LIBRARY) \
		$(filter-out %/main.o,$(SMTPD_OBJECTS) $(POP3D_OBJECTS) $(if $(OPENSSL),$(TLSD_OBJECTS)))
	$(CC) -fsanitize=fuzzer,$(FUZZ_SANITIZERS) -o $@ $(wordlist 1,2,$^) \
		$(call unit_objects,$*) $(LIBRARY) $(LIBS_dynamic) $(OPENSSL) \
		-Wl,--wrap=read,--wrap=write,--wrap=wait_ready
endif

$(FUZZ)/fresh.so: tests/fuzz/fresh.c
	$(preload_library)
