# The Debian package

DEB = build/deb/pillarbox-$(VERSION)

.PHONY: deb

# It is built in a copy of the sources, where debian/ is at the top. That make gets none of the variables
# of this one.
## build a Debian package, in build/
deb: deps-deb
	rm -rf build/deb build/*.deb
	mkdir -p $(DEB)
	cp -R Makefile README.md LICENSE common smtpd pop3d tlsd conf man tests $(DEB)
	mv $(DEB)/conf/debian $(DEB)
	sed -e 's/@VERSION@/$(VERSION)/' -e "s/@DATE@/$$(date -R $${SOURCE_DATE_EPOCH:+-d @$$SOURCE_DATE_EPOCH})/" \
		conf/debian/changelog > $(DEB)/debian/changelog
	cd $(DEB) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b
	mv build/deb/*.deb build/
