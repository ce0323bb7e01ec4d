# Tests of the tests

## how many percent of the branches the tests must take
COVERAGE_LEAST = 95
## how many changes of the sources `make mutate` tries
MUTANTS = 200
## repeats the `make mutate` that had this seed
SEED =
# AGAIN='lint mutate' repeats these two. The table has the last results of the others.
## the steps of `make harden-report` to repeat; default: all
AGAIN =

.PHONY: coverage mutate harden-report
STEPS += coverage-programs

# The programs without optimization. tests/coverage/counters.c says what is special about their counters.
COVERAGE = build/coverage
COVERAGE_BUILD = SANITIZE= BUILD=$(COVERAGE) \
	SMTPD=$(COVERAGE)/smtpd.run POP3D=$(COVERAGE)/pop3d.run TLSD=$(COVERAGE)/tlsd.run LINK=dynamic \
	CC='sh tests/coverage/cc' CFLAGS='-O0 -g --coverage -Wno-maybe-uninitialized' \
	LIBS_dynamic='$(COVERAGE)/counters.o -Wl,--wrap=__gcov_exit -lsqlite3 -lcrypt'

$(COVERAGE)/counters.o: tests/coverage/counters.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O2 -fPIE -c -o $@ $<

coverage-programs: $(COVERAGE)/counters.o $(REPLY_LISTS) $(BUILD)/tests/fail.so \
		$(BUILD)/tests/writer
	$(MAKE) $(COVERAGE_BUILD) all unit-programs

## count the branches that the tests take
coverage: deps-coverage
	@$(MAKE) coverage-programs
	COVERAGE=$(COVERAGE) $(TOOLS) sh tests/coverage/run $(COVERAGE_LEAST)

## change the sources and see whether a test fails
mutate: deps-check
	tests/mutate --mutants $(MUTANTS) $(if $(SEED),--seed $(SEED)) --least 80

## all about attackers, as a table of figures: takes hours
harden-report: deps-check deps-lint deps-coverage
	FUZZ_SECONDS=$(FUZZ_SECONDS) MUTANTS=$(MUTANTS) \
		tests/harden-report $(AGAIN:%=--again %)
