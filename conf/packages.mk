# Packages

PROGRAM_PACKAGES = gcc libc6-dev libsqlite3-dev libcrypt-dev
BUILD_PACKAGES = $(PROGRAM_PACKAGES) libssl-dev $(if $(POSTGRESQL),libpq-dev)
TLS_PACKAGES = stunnel4 openssl
TEST_PACKAGES = ucspi-tcp libcmocka-dev python3-pytest python3-pytest-xdist sqlite3 curl swaks msmtp mpop \
	fetchmail getmail6 mutt perl libauthen-sasl-perl netcat-openbsd telnet neomutt s-nail \
	ruby nodejs node-nodemailer default-jdk-headless libmail-java postfix \
	libnet-ssleay-perl libio-socket-ssl-perl sslscan strace util-linux procps
HOSTILE_PACKAGES = fail2ban
POSTGRESQL_PACKAGES = libpq-dev postgresql pgbouncer python3-psycopg2
CLUSTER_PACKAGES = $(POSTGRESQL_PACKAGES) patroni etcd-server haproxy
OPERATOR_PACKAGES = sqlite3 openssl bash util-linux
# tests/supers/get-inetds unpacks inetd and xinetd without installing them. The last line is what they need.
SUPERS_PACKAGES = daemontools ipsvd runit s6 socat systemd util-linux iproute2 netbase procps openssl \
	libwrap0 libtirpc3 libselinux1 libbsd0 libevent-2.1-7 libsystemd0
BENCH_PACKAGES = ucspi-tcp openssl stunnel4
BARE_PACKAGES = debootstrap git iproute2 util-linux python3-pytest
DEB_PACKAGES = build-essential debhelper lintian libcmocka-dev sqlite3 procps openssl
FUZZ_PACKAGES = clang libclang-rt-dev afl++
LINT_PACKAGES = clang clang-format clang-tidy cppcheck mandoc shellcheck libpq-dev
COVERAGE_PACKAGES = gcovr
CROSS_PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user libcmocka-dev python3-pytest sqlite3

# What deps-NAME installs beside the packages for a build; without TLS, tlsd is not built to serve.
NEEDED_serve = $(if $(WITH_TLS),libssl-dev openssl)
NEEDED_check = $(TLS_PACKAGES) $(TEST_PACKAGES) $(SUPERS_PACKAGES) \
	$(HOSTILE_PACKAGES) $(OPERATOR_PACKAGES) $(DEB_PACKAGES) $(FUZZ_PACKAGES) $(CLUSTER_PACKAGES)
NEEDED_lint = $(LINT_PACKAGES)
NEEDED_fuzz = $(FUZZ_PACKAGES)
NEEDED_bare = $(BARE_PACKAGES)
NEEDED_bench = $(BENCH_PACKAGES) $(POSTGRESQL_PACKAGES)
NEEDED_coverage = $(NEEDED_check) $(COVERAGE_PACKAGES)
NEEDED_cross = $(CROSS_PACKAGES)
NEEDED_deb = $(DEB_PACKAGES)

DEPS = $(patsubst %,deps-%,serve check lint fuzz bare bench coverage deb cross)
STEPS += $(DEPS)
.PHONY: deps

## install the packages for a build; deps-NAME: for make NAME
deps:
	@sh conf/install-packages $(BUILD_PACKAGES)

$(DEPS): deps-%:
	@sh conf/install-packages $(if $(filter serve,$*),$(PROGRAM_PACKAGES),$(BUILD_PACKAGES)) $(NEEDED_$*)
