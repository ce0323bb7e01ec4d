#include "tlsd/signing.h"

/* What we prefer comes first. */
const struct signing_algorithm signing_algorithms[SIGNING_ALGORITHMS] = {
	{"EC", false, "SHA2-256", 32, "ECDSA+SHA256"},
	{"EC", false, "SHA2-384", 48, "ECDSA+SHA384"},
	{"EC", false, "SHA2-512", 64, "ECDSA+SHA512"},
	{"RSA", true, "SHA2-256", 32, "RSA-PSS+SHA256"},
	{"RSA", true, "SHA2-384", 48, "RSA-PSS+SHA384"},
	{"RSA", true, "SHA2-512", 64, "RSA-PSS+SHA512"},
	{"RSA", false, "SHA2-256", 32, "RSA+SHA256"},
	{"RSA", false, "SHA2-384", 48, "RSA+SHA384"},
	{"RSA", false, "SHA2-512", 64, "RSA+SHA512"},
};

size_t
signing_request_octets(const struct signing_algorithm *algorithm)
{
	return offsetof(struct signing_request, digest) + algorithm->octets;
}

const struct signing_algorithm *
signing_check(const struct signing_request *request, size_t octets, size_t keys)
{
	const struct signing_algorithm *algorithm;

	if (octets < offsetof(struct signing_request, digest) || request->key >= keys ||
	    request->algorithm >= SIGNING_ALGORITHMS)
		return NULL;
	algorithm = &signing_algorithms[request->algorithm];
	return octets == signing_request_octets(algorithm) ? algorithm : NULL;
}
