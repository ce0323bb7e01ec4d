#include "common/base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "common/base/number.h"
#include "common/base/words.h"

/* IPv4 has its place among the addresses of IPv6: RFC 4291 section 2.5.5.2. */
enum { IPV4_OCTETS = 4, IPV6_OCTETS = 16, IPV4_BITS = 32, IPV6_BITS = 128 };

struct network {
	unsigned char address[IPV6_OCTETS];
	uint64_t bits; /* of the prefix */
};

/* Finds the network that has this address alone. */
static bool
parse_address(const char *text, struct network *network)
{
	static const unsigned char ipv4_prefix[IPV6_OCTETS - IPV4_OCTETS] = {
		[10] = 0xFF, [11] = 0xFF};

	network->bits = IPV6_BITS;
	if (inet_pton(AF_INET, text, network->address + sizeof(ipv4_prefix)) == 1) {
		memcpy(network->address, ipv4_prefix, sizeof(ipv4_prefix));
		return true;
	}
	return inet_pton(AF_INET6, text, network->address) == 1;
}

static bool
parse_bits(const char *text, bool is_ipv4, struct network *network)
{
	uint64_t most = is_ipv4 ? IPV4_BITS : IPV6_BITS;
	uint64_t bits;

	if (!number_parse(text, &bits) || bits > most)
		return false;
	network->bits = IPV6_BITS - most + bits;
	return true;
}

static bool
parse_network(const char *word, size_t octets, struct network *network)
{
	char text[INET6_ADDRSTRLEN + sizeof("/128")];
	char *slash;

	if (octets >= sizeof(text))
		return false;
	memcpy(text, word, octets);
	text[octets] = '\0';
	slash = strchr(text, '/');
	if (slash)
		*slash = '\0';
	return parse_address(text, network) &&
	       (!slash || parse_bits(slash + 1, !strchr(text, ':'), network));
}

static bool
has(const struct network *network, const struct network *address)
{
	size_t octets = network->bits / 8;
	unsigned rest = network->bits % 8;
	unsigned mask = 0xFFU << (8 - rest) & 0xFFU;

	return memcmp(network->address, address->address, octets) == 0 &&
	       (rest == 0 ||
		((network->address[octets] ^ address->address[octets]) & mask) == 0);
}

bool
network_list_is_valid(const char *list, const char **wrong, size_t *octets)
{
	struct network network;

	for (*wrong = words_first(list, octets); *octets > 0;
	     *wrong = words_first(*wrong + *octets, octets))
		if (!parse_network(*wrong, *octets, &network))
			return false;
	return true;
}

bool
network_list_has(const char *list, const char *address)
{
	struct network wanted;
	struct network network;
	size_t octets;
	const char *word;

	if (list[0] == '\0' || !parse_address(address, &wanted))
		return false;
	for (word = words_first(list, &octets); octets > 0;
	     word = words_first(word + octets, &octets))
		if (parse_network(word, octets, &network) && has(&network, &wanted))
			return true;
	return false;
}
