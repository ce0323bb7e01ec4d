#include "common/auth/password.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/memory.h"

_Static_assert(PASSWORD_HASH_OCTETS + 1 == CRYPT_OUTPUT_SIZE, "a hash fits, with its NUL");
_Static_assert(PASSWORD_OCTETS + 1 == CRYPT_MAX_PASSPHRASE_SIZE, "as crypt.h has it");

/*
 * Runs crypt_rn(3) and leaves no trace of its work. False, and errno, if it makes no hash. For
 * a setting that it cannot read it returns NULL, and so nothing that could match.
 */
static bool
run_crypt(const char *password, const char *setting, char hash[PASSWORD_HASH_OCTETS + 1])
{
	struct crypt_data *work = calloc(1, sizeof(*work));
	const char *output;
	int error;

	if (!work)
		return false;
	output = crypt_rn(password, setting, work, sizeof(*work));
	error = errno;
	memory_wipe_stack();
	if (output)
		memcpy(hash, output, strlen(output) + 1);
	explicit_bzero(work, sizeof(*work));
	free(work);
	errno = error;
	return output != NULL;
}

/* salt: octets to make the salt of; with NULL libxcrypt asks the system for them. */
static bool
make_setting(const struct password_method *method, const char *salt, int octets,
	     char setting[CRYPT_GENSALT_OUTPUT_SIZE])
{
	return crypt_gensalt_rn(method->prefix, method->cost, salt, octets, setting,
				CRYPT_GENSALT_OUTPUT_SIZE) != NULL;
}

bool
password_hash(const struct password_method *method, const char *password,
	      char hash[PASSWORD_HASH_OCTETS + 1])
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	return make_setting(method, NULL, 0, setting) && run_crypt(password, setting, hash);
}

/* Compares in a time that depends only on the length. */
static bool
same(const char *a, const char *b)
{
	size_t octets = strlen(a);
	unsigned char difference = 0;

	if (strlen(b) != octets)
		return false;
	for (size_t i = 0; i < octets; i++)
		difference |= (unsigned char)(a[i] ^ b[i]);
	return difference == 0;
}

static bool
is_locked(const char *hash)
{
	return hash[0] == '!' || hash[0] == '*';
}

enum password_result
password_verify(const char *hash, const char *password)
{
	char output[PASSWORD_HASH_OCTETS + 1];

	if (is_locked(hash) || strlen(password) > PASSWORD_OCTETS)
		return PASSWORD_WRONG;
	if (!run_crypt(password, hash, output))
		return errno == ENOMEM ? PASSWORD_FAILED : PASSWORD_UNUSABLE;
	/* All hashes of a method have the same length. */
	if (strlen(output) != strlen(hash))
		return PASSWORD_UNUSABLE;
	return same(output, hash) ? PASSWORD_RIGHT : PASSWORD_WRONG;
}

/* As many octets as any method could ask for, to make settings that are not kept. */
enum { FIXED_SALT_OCTETS = 64 };

static bool
make_fixed_setting(const struct password_method *method, char filler,
		   char setting[CRYPT_GENSALT_OUTPUT_SIZE])
{
	char salt[FIXED_SALT_OCTETS];

	memset(salt, filler, sizeof(salt));
	return make_setting(method, salt, sizeof(salt), setting);
}

enum password_result
password_pretend(const struct password_method *method, const char *password)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	char output[PASSWORD_HASH_OCTETS + 1];

	if (strlen(password) > PASSWORD_OCTETS)
		return PASSWORD_WRONG;
	if (!make_fixed_setting(method, 'x', setting) || !run_crypt(password, setting, output))
		return PASSWORD_FAILED;
	return PASSWORD_WRONG;
}

bool
password_is_outdated(const struct password_method *method, const char *hash)
{
	char one[CRYPT_GENSALT_OUTPUT_SIZE];
	char other[CRYPT_GENSALT_OUTPUT_SIZE];
	size_t shared = 0;

	if (!make_fixed_setting(method, '\0', one) ||
	    !make_fixed_setting(method, '\377', other))
		return false;
	/* Two settings with different salts share the method and its cost. */
	while (one[shared] != '\0' && one[shared] == other[shared])
		shared++;
	/* "$5$rounds=1000$" also begins with "$5$". */
	return strncmp(hash, one, shared) != 0 || strncmp(hash + shared, "rounds=", 7) == 0;
}
