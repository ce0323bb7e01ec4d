# Packages

BUILD_PACKAGES = gcc libc6-dev libsqlite3-dev libcrypt-dev libssl-dev
SERVE_PACKAGES = ucspi-tcp
TLS_PACKAGES = stunnel4 openssl
TEST_PACKAGES = libcmocka-dev python3-pytest python3-pytest-xdist sqlite3 curl swaks msmtp mpop \
	fetchmail getmail6 mutt perl libauthen-sasl-perl netcat-openbsd telnet neomutt s-nail \
	ruby nodejs node-nodemailer default-jdk-headless libmail-java postfix \
	libnet-ssleay-perl libio-socket-ssl-perl sslscan strace util-linux procps
HOSTILE_PACKAGES = fail2ban
OPERATOR_PACKAGES = sqlite3 openssl bash util-linux
# tests/supers/get-inetds unpacks inetd and xinetd without installing them. The last line is what they need.
SUPERS_PACKAGES = daemontools ipsvd runit s6 socat systemd util-linux iproute2 netbase procps openssl \
	libwrap0 libtirpc3 libselinux1 libbsd0 libevent-2.1-7 libsystemd0
BENCH_PACKAGES = gnuplot-nox openssl stunnel4
DEB_PACKAGES = build-essential debhelper lintian libcmocka-dev sqlite3 procps openssl
FUZZ_PACKAGES = clang libclang-rt-dev afl++
LINT_PACKAGES = clang clang-format clang-tidy cppcheck mandoc shellcheck
COVERAGE_PACKAGES = gcovr
CROSS_PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user libcmocka-dev python3-pytest sqlite3

# What deps-NAME installs beside the packages for a build.
NEEDED_serve = $(SERVE_PACKAGES) $(if $(TLS),$(TLS_PACKAGES))
NEEDED_check = $(SERVE_PACKAGES) $(TLS_PACKAGES) $(TEST_PACKAGES) $(SUPERS_PACKAGES) \
	$(HOSTILE_PACKAGES) $(OPERATOR_PACKAGES) $(DEB_PACKAGES) $(FUZZ_PACKAGES)
NEEDED_lint = $(LINT_PACKAGES)
NEEDED_fuzz = $(FUZZ_PACKAGES)
NEEDED_bench = $(SERVE_PACKAGES) $(BENCH_PACKAGES)
NEEDED_coverage = $(NEEDED_check) $(COVERAGE_PACKAGES)
NEEDED_cross = $(CROSS_PACKAGES)
NEEDED_deb = $(DEB_PACKAGES)

DEPS = $(patsubst %,deps-%,serve check lint fuzz bench coverage deb cross)
STEPS += $(DEPS)
.PHONY: deps

# Installs the Debian packages that are missing, as root or with sudo. Otherwise it says which they are.
# RUNLEVEL=1 keeps the daemons among them, such as Postfix, from being started.
define install_packages
@missing=; for package in $(1); do \
	dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || \
		missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] && exit 0; \
if ! command -v apt-get >/dev/null; then \
	echo "Please install what these Debian packages contain:$$missing"; \
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

## install the packages for a build; deps-check, ...: for that
deps:
	$(call install_packages,$(BUILD_PACKAGES))

$(DEPS): deps-%:
	$(call install_packages,$(BUILD_PACKAGES) $(NEEDED_$*))
