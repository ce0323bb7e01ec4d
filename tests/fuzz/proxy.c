/* common/proxy: it asks only for what belongs to the header, and takes no address that is none.
 */
#include "common/wire/proxy.h"

#include <arpa/inet.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static bool
is_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, address) == 1 ||
	       inet_pton(AF_INET6, text, address) == 1;
}

/* A line ends with its CRLF. The other kind says how long it is, beyond its first 16 octets. */
static void
check_length(const uint8_t *data, size_t octets, size_t skipped)
{
	if (data[0] == 'P') {
		FUZZ_CHECK(skipped == 0 && octets <= PROXY_LINE_OCTETS);
		FUZZ_CHECK(data[octets - 1] == '\n' && data[octets - 2] == '\r');
		FUZZ_CHECK(!memchr(data, '\n', octets - 1));
	} else {
		FUZZ_CHECK(octets + skipped ==
			   PROXY_START_OCTETS + ((size_t)data[14] << 8 | data[15]));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proxy proxy;
	enum proxy_status status;
	size_t octets = 0;

	for (;;) {
		char header[PROXY_HEADER_OCTETS];

		memcpy(header, data, octets);
		status = proxy_parse(header, octets, &proxy);
		if (status != PROXY_MORE)
			break;
		FUZZ_CHECK(proxy.octets > 0 && octets + proxy.octets <= sizeof(header));
		octets += proxy.octets;
		if (octets > size)
			return 0;
	}
	if (status == PROXY_MALFORMED)
		return 0;
	FUZZ_CHECK(proxy.address[0] == '\0' || is_address(proxy.address));
	check_length(data, octets, proxy.octets);
	return 0;
}
