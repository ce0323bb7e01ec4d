#include "common/wire/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "common/base/array.h"
#include "common/base/number.h"

static enum proxy_status
need(struct proxy *proxy, size_t octets)
{
	proxy->octets = octets;
	return PROXY_MORE;
}

/* --- version 1: a line --- */

static const char tag[] = "PROXY ";
static const char unknown[] = "UNKNOWN";
static const char line_end[] = "\r\n";

/* The shortest header is "PROXY UNKNOWN\r\n". Version 2 is longer. */
enum { SHORTEST = sizeof(tag) + sizeof(unknown) + sizeof(line_end) - 3 };

/* Moves *text past a word and the one space after it. False if either is missing. */
static bool
take_word(const char **text, const char **word, size_t *octets)
{
	*word = *text;
	*octets = strcspn(*text, " ");
	*text += *octets;
	if (*octets == 0 || **text != ' ')
		return false;
	(*text)++;
	return true;
}

static bool
take_address(const char **text, int family, char address[PEER_ADDRESS_OCTETS + 1])
{
	unsigned char parsed[sizeof(struct in6_addr)];
	const char *word;
	size_t octets;

	if (!take_word(text, &word, &octets) || octets > PEER_ADDRESS_OCTETS)
		return false;
	memcpy(address, word, octets);
	address[octets] = '\0';
	return inet_pton(family, address, parsed) == 1;
}

static bool
take_port(const char **text)
{
	const char *start = *text;
	uint64_t port;

	return number_read(text, &port) == NUMBER_OK && port <= UINT16_MAX &&
	       (*start != '0' || *text == start + 1);
}

/* The rest of a line: two addresses and two ports. */
static bool
parse_addresses(const char *text, int family, char address[PEER_ADDRESS_OCTETS + 1])
{
	char ours[PEER_ADDRESS_OCTETS + 1];

	return take_address(&text, family, address) && take_address(&text, family, ours) &&
	       take_port(&text) && *text++ == ' ' && take_port(&text) && *text == '\0';
}

/* A line without its tag and its end. */
static bool
parse_line(const char *text, struct proxy *proxy)
{
	static const struct {
		const char *word;
		int family;
	} families[] = {{"TCP4", AF_INET}, {"TCP6", AF_INET6}};
	size_t octets = strcspn(text, " ");

	/* What follows "UNKNOWN" is to be ignored. */
	if (octets == strlen(unknown) && memcmp(text, unknown, octets) == 0)
		return true;
	for (size_t i = 0; i < COUNT(families); i++)
		if (octets == strlen(families[i].word) && text[octets] == ' ' &&
		    memcmp(text, families[i].word, octets) == 0)
			return parse_addresses(text + octets + 1, families[i].family,
					       proxy->address);
	return false;
}

static enum proxy_status
parse_version_1(const char *header, size_t octets, struct proxy *proxy)
{
	char text[PROXY_LINE_OCTETS + 1];

	if (memchr(header, '\0', octets) || memchr(header, '\n', octets - 1))
		return PROXY_MALFORMED;
	if (header[octets - 1] != '\n') {
		/* If the last octet is a CR, a LF follows; else both. */
		size_t more = header[octets - 1] == '\r' ? 1 : 2;

		return octets + more <= PROXY_LINE_OCTETS ? need(proxy, more) : PROXY_MALFORMED;
	}
	octets -= strlen(line_end);
	if (header[octets] != '\r')
		return PROXY_MALFORMED;
	memcpy(text, header, octets);
	text[octets] = '\0';
	proxy->octets = 0;
	return parse_line(text + strlen(tag), proxy) ? PROXY_DONE : PROXY_MALFORMED;
}

/* --- version 2: binary --- */

static const char signature[] = "\r\n\r\n\0\r\nQUIT\n";

enum {
	SIGNATURE_OCTETS = sizeof(signature) - 1,
	/* What follows the signature: an octet each, and the length of the rest in two. */
	VERSION_AND_COMMAND = SIGNATURE_OCTETS,
	FAMILY,
	LENGTH,
	LOCAL = 0x20, /* the balancer itself is the client */
	PROXY = 0x21,
};

struct family {
	unsigned char octet;
	int family;    /* AF_UNSPEC: the address is of no use here */
	size_t octets; /* of both addresses and both ports; the client's address is first */
};

static const struct family families_2[] = {
	{0x00, AF_UNSPEC, 0}, /* unknown */
	{0x11, AF_INET, 12},  /* TCP over IPv4 */
	{0x12, AF_INET, 12},  /* UDP */
	{0x21, AF_INET6, PROXY_IPV6_OCTETS},
	{0x22, AF_INET6, PROXY_IPV6_OCTETS},
	{0x31, AF_UNSPEC, 216}, /* a unix stream */
	{0x32, AF_UNSPEC, 216},
};

static const struct family *
find_family(unsigned char octet)
{
	for (size_t i = 0; i < COUNT(families_2); i++)
		if (families_2[i].octet == octet)
			return &families_2[i];
	return NULL;
}

static size_t
length_of(const char *header)
{
	return (size_t)(unsigned char)header[LENGTH] << 8 | (unsigned char)header[LENGTH + 1];
}

static enum proxy_status
parse_version_2(const char *header, size_t octets, struct proxy *proxy)
{
	const struct family *family = find_family((unsigned char)header[FAMILY]);
	unsigned char command = (unsigned char)header[VERSION_AND_COMMAND];
	size_t length = length_of(header);
	size_t used = PROXY_START_OCTETS;

	if (!family || (command != LOCAL && command != PROXY))
		return PROXY_MALFORMED;
	if (command == PROXY && length < family->octets)
		return PROXY_MALFORMED;
	if (command == PROXY && family->family != AF_UNSPEC) {
		used += family->octets;
		if (octets < used)
			return need(proxy, used - octets);
		inet_ntop(family->family, header + PROXY_START_OCTETS, proxy->address,
			  sizeof(proxy->address));
	}
	proxy->is_own = command == LOCAL;
	proxy->octets = PROXY_START_OCTETS + length - used;
	return PROXY_DONE;
}

/* --- both --- */

static bool
begins_with(const char *header, size_t octets, const char *start, size_t start_octets)
{
	return memcmp(header, start, octets < start_octets ? octets : start_octets) == 0;
}

enum proxy_status
proxy_parse(const char *header, size_t octets, struct proxy *proxy)
{
	bool is_line = begins_with(header, octets, tag, strlen(tag));
	bool is_binary = begins_with(header, octets, signature, SIGNATURE_OCTETS);

	proxy->address[0] = '\0';
	proxy->is_own = false;
	if (!is_line && !is_binary)
		return PROXY_MALFORMED;
	if (octets < SHORTEST)
		return need(proxy, SHORTEST - octets);
	if (is_line)
		return parse_version_1(header, octets, proxy);
	if (octets < PROXY_START_OCTETS)
		return need(proxy, PROXY_START_OCTETS - octets);
	return parse_version_2(header, octets, proxy);
}
