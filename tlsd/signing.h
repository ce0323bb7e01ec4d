/*
 * What the key process signs: a digest of a known length, with a padding of its own choice. A
 * request says which key and which algorithm; it cannot say anything else. Pure: no input, no
 * output, no keys.
 */
#ifndef TLSD_SIGNING_H
#define TLSD_SIGNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SIGNING_ALGORITHMS = 9,
	SIGNING_DIGEST_OCTETS = 64,      /* the longest: SHA-512 */
	SIGNING_SIGNATURE_OCTETS = 1024, /* the longest: RSA with 8,192 bits */
};

/* One of TLS 1.2 or 1.3 (RFC 8446 section 4.2.3). */
struct signing_algorithm {
	const char *key; /* "RSA" or "EC": the type of key that it needs */
	bool pss;        /* RSASSA-PSS with a salt as long as the digest; else PKCS #1 v1.5 */
	const char *digest; /* as OpenSSL names it */
	size_t octets;      /* of the digest */
	const char *name;   /* as OpenSSL lists them for TLS */
};

extern const struct signing_algorithm signing_algorithms[SIGNING_ALGORITHMS];

/* The message is as long as its digest needs it to be. */
struct signing_request {
	uint8_t key; /* a number: that of the pair in the settings */
	uint8_t algorithm;
	uint8_t digest[SIGNING_DIGEST_OCTETS];
};

/* The octets of a request with this algorithm. */
size_t signing_request_octets(const struct signing_algorithm *algorithm);

/*
 * Returns the algorithm of a request of this length. NULL if there is no such algorithm or key,
 * or if the length is not that of the algorithm's digest.
 */
const struct signing_algorithm *signing_check(const struct signing_request *request,
					      size_t octets, size_t keys);

#endif
