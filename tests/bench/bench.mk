# Measurements

## 1 takes about nine minutes, and is rough
QUICK =
## 1 adds a database of 10 GiB
FULL =

.PHONY: bench bench-peers bench-check
STEPS += bench-programs

build_for_postgresql = $(if $(SERVER),@$(MAKE) SANITIZE= POSTGRESQL=1 all)

## install what is missing, build, and measure
bench: deps-bench
	@$(MAKE) SANITIZE= all bench-programs fault-programs $(BENCH)/slow_sync.so
	$(build_for_postgresql)
	BENCH=$(BENCH) $(PYTHON) tests/bench/bench.py $(if $(QUICK),--quick) $(if $(FULL),--full)

## get other mail servers, for `make bench` to compare with
bench-peers:
	sh tests/bench/install-peers build/peers

## test what measures
bench-check: all bench-programs
	$(build_for_postgresql)
	$(PYTEST) tests/bench

bench-programs: $(BENCH)/load $(BENCH)/floor

# They have no sanitizers. The floor is linked as the programs are.
COMPILE_BENCH = $(CC) -std=c11 -I. -D_GNU_SOURCE $(WARNINGS) $(CFLAGS)

$(BENCH)/load: $(wildcard tests/bench/load*.c) tests/bench/load.h
	@mkdir -p $(@D)
	$(COMPILE_BENCH) -o $@ $(filter %.c,$^) -lssl -lcrypto

$(BENCH)/floor: tests/bench/floor.c
	@mkdir -p $(@D)
	$(COMPILE_BENCH) -fPIE -o $@ $< $(LINK_static)

$(BENCH)/slow_sync.so: tests/bench/slow_sync.c
	$(preload_library)
