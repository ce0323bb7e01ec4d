# Lint

# The shell scripts: the files whose first line names a shell. The completion and the parts of mailctl are sourced, and have
# no such line.
SCRIPTS = $(shell find .ci conf tests -type f ! -name '*.pyc' -exec \
	awk 'FNR == 1 && /^\#!.*\/(ba)?sh$$/ { print FILENAME } { nextfile }' {} +) $(wildcard conf/mailctl.d/*.sh) conf/mailctl.bash-completion

.PHONY: lint
STEPS += schemas

schemas: $(SCHEMA)

## check format, C, shell scripts, man pages, includes
lint: deps-lint
	@$(MAKE) schemas
	@$(MAKE) POSTGRESQL=1 schemas
	clang-format --dry-run --Werror $(SOURCES) $(HEADERS) $(wildcard common/store/postgresql/*.c) $(wildcard tests/*/*.[ch])
	@$(MAKE) -j $(JOBS) analyse
	@$(MAKE) -j $(JOBS) POSTGRESQL=1 analyse
	shellcheck $(SCRIPTS)
	$(PYTHON) tests/lint-includes
	mandoc -Tlint -Wwarning $(MAN)

# Three analysers. .clang-tidy and .cppcheck name the checks that are off, and the reasons.
# The build for PostgreSQL has the same sources, and some of its own.
ANALYSED = $(if $(POSTGRESQL),$(filter common/store/postgresql/%,$(SOURCES)),$(SOURCES))
TIDY = $(patsubst %.c,$(BUILD)/lint/%.tidy,$(ANALYSED))
ANALYSER = $(patsubst %.c,$(BUILD)/lint/%.analyser,$(ANALYSED))
STEPS += analyse cppcheck $(TIDY) $(ANALYSER)

analyse: cppcheck $(TIDY) $(ANALYSER)
	@echo 'analysers: gcc -fanalyzer, clang-tidy, cppcheck: $(words $(ANALYSED)) files, 0 findings'

$(TIDY): $(BUILD)/lint/%.tidy: %.c
	clang-tidy --quiet $< -- -std=c11 $(CPPFLAGS) 2>/dev/null

# What these files put into a tree of tsearch(3), or into a list, gcc reports as a leak.
KEEP_MEMORY = common/store/expansion.c smtpd/recipients.c tlsd/forks.c

$(ANALYSER): $(BUILD)/lint/%.analyser: %.c
	gcc -std=c11 $(CPPFLAGS) $(WARNINGS) -O2 -fanalyzer \
		$(if $(filter $<,$(KEEP_MEMORY)),-Wno-analyzer-malloc-leak) -c -o /dev/null $<

cppcheck:
	cppcheck --quiet --error-exitcode=1 --inconclusive --std=c11 --library=posix --library=gnu \
		--enable=warning,style,performance,portability,unusedFunction \
		--suppressions-list=.cppcheck $(CPPFLAGS) $(SOURCES)
