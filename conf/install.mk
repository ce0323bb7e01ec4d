# Installation

## where programs, mailctl, manual and samples go
PREFIX = /usr/local
## where settings go; without -c, programs read those in /etc
SYSCONFDIR = /etc
## goes in front of all paths, for packagers
DESTDIR =

LIBEXECDIR = $(PREFIX)/libexec/pillarbox
DOCDIR = $(PREFIX)/share/doc/pillarbox
EXAMPLES = $(PREFIX)/share/pillarbox
MANDIR = $(PREFIX)/share/man/man
COMPLETIONS = $(PREFIX)/share/bash-completion/completions
CONFIGURATIONS = pillarbox.conf pillarbox-tlsd.conf

SAMPLES = $(addprefix conf/,$(CONFIGURATIONS)) $(shell find conf -mindepth 2 -type f ! -path 'conf/debian/*' \
	! -path 'conf/mailctl.d/*' ! -path 'conf/super-server/*')

# What mailctl reads, beside the programs.
MAILCTL_PARTS = $(wildcard conf/mailctl.d/*.sh)

# What the README shows.
PICTURES = common/parts.svg tests/newcomer/session.svg

# Each text and where it goes.
TEXTS = README.md:$(DOCDIR)/README.md LICENSE:$(DOCDIR)/LICENSE \
	$(foreach picture,$(PICTURES),$(picture):$(DOCDIR)/$(notdir $(picture))) \
	conf/mailctl:$(PREFIX)/bin/mailctl conf/mailctl.bash-completion:$(COMPLETIONS)/mailctl \
	$(foreach part,$(MAILCTL_PARTS),$(part):$(LIBEXECDIR)/mailctl.d/$(notdir $(part))) \
	$(foreach engine,sqlite postgresql,common/store/$(engine)/findings.sql:$(LIBEXECDIR)/$(engine)/findings.sql) \
	$(foreach page,$(MAN),$(page):$(MANDIR)$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(foreach sample,$(SAMPLES),$(sample):$(EXAMPLES)/$(sample:conf/%=%))

INSTALLED = $(LIBEXECDIR)/smtpd $(LIBEXECDIR)/pop3d $(LIBEXECDIR)/tlsd \
	$(foreach text,$(TEXTS),$(lastword $(subst :, ,$(text))))

# The texts name paths. This puts in the paths of this installation. A link to a sample leads to the installed
# sample. Pictures are beside the page. A link to a page that is only in the sources becomes plain text.
MAKE_TRUE = sed -e 's|/usr/local/libexec/pillarbox|$(LIBEXECDIR)|g' \
	-e 's|/usr/local/share/pillarbox|$(EXAMPLES)|g' -e 's|\([ <`]\)conf/\([a-z]\)|\1$(EXAMPLES)/\2|g' \
	-e 's|](conf/|](../../pillarbox/|g' $(foreach picture,$(PICTURES),-e 's|]($(picture))|]($(notdir $(picture)))|') \
	-e 's,\[\([^]]*\)](\(common\|man\|tests\)/[^)]*),\1,g' \
	-e 's|^libexec=.*|libexec=$(LIBEXECDIR)|' -e 's|^samples=.*|samples=$(EXAMPLES)|'

.PHONY: install uninstall

## build and install; existing settings are kept
install: all
	install -D -m 755 $(SMTPD) $(DESTDIR)$(LIBEXECDIR)/smtpd
	install -D -m 755 $(POP3D) $(DESTDIR)$(LIBEXECDIR)/pop3d
	$(if $(OPENSSL),install -D -m 755 $(TLSD) $(DESTDIR)$(LIBEXECDIR)/tlsd)
	@set -e; for text in $(TEXTS); do \
		from=$${text%%:*}; to=$(DESTDIR)$${text#*:}; mode=644; \
		[ ! -x $$from ] || mode=755; \
		echo "$$from -> $$to"; \
		$(MAKE_TRUE) $$from | install -D -m $$mode /dev/stdin $$to; \
	done
	@set -e; for name in $(CONFIGURATIONS); do \
		file=$(DESTDIR)$(SYSCONFDIR)/$$name; \
		if [ -e $$file ]; then \
			echo "$$file stays as it is; this version's is $(EXAMPLES)/$$name"; \
		else \
			install -D -m 644 $(DESTDIR)$(EXAMPLES)/$$name $$file; \
		fi; \
	done
	@echo "Next, as root: mailctl setup"

# A directory of pillarbox's own goes too, unless it holds other files.
## remove what was installed; changed settings are kept
uninstall:
	@for name in $(CONFIGURATIONS); do \
		file=$(DESTDIR)$(SYSCONFDIR)/$$name; \
		if cmp -s $(DESTDIR)$(EXAMPLES)/$$name $$file; then \
			rm $$file; \
		elif [ -e $$file ]; then \
			echo "$$file has been changed, and stays"; \
		fi; \
	done
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	@for directory in $(LIBEXECDIR) $(DOCDIR) $(EXAMPLES); do \
		[ ! -d $(DESTDIR)$$directory ] || \
			find $(DESTDIR)$$directory -depth -type d -empty -delete; \
	done
	@echo "Mail and accounts have not been touched"
