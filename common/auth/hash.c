#include "common/auth/hash.h"

#include <crypt.h>
#include <math.h>
#include <string.h>

#include "common/base/array.h"

/* The digits of crypt(5), in their order, and those of some methods. */
static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char decimal[] = "0123456789";
static const char hexadecimal[] = "0123456789abcdef";

static int
value_of(char digit)
{
	return (int)(strchr(digits, digit) - digits);
}

/* Flags, the logarithm of N, r and perhaps more, up to '$'. This and the functions below it add
 * the units of a cost. They return what follows it, or NULL if the text begins with none. */
static const char *
read_yescrypt(const char *text, double *units)
{
	size_t octets = strspn(text, digits);

	if (octets < 3 || text[octets] != '$')
		return NULL;
	*units += ldexp(value_of(text[2]) + 1, value_of(text[1]) + 1);
	return text + octets + 1;
}

/* The logarithm of N in one digit, r and p in five each. */
static const char *
read_scrypt(const char *text, double *units)
{
	if (strspn(text, digits) < 11)
		return NULL;
	*units += ldexp(value_of(text[1]), value_of(text[0]));
	return text + 11;
}

static const char *
read_bcrypt(const char *text, double *units)
{
	if (strspn(text, decimal) != 2 || text[2] != '$')
		return NULL;
	*units += ldexp(1, (text[0] - '0') * 10 + text[1] - '0');
	return text + 3;
}

static const char *
read_rounds(const char *text, double *units)
{
	size_t octets = strspn(text, decimal);
	double rounds = 0;

	if (octets < 2 || text[0] == '0' || text[octets] != '$')
		return NULL;
	for (size_t i = 0; i < octets; i++)
		rounds = rounds * 10 + (text[i] - '0');
	*units += rounds;
	return text + octets + 1;
}

/*
 * The forms of crypt(5). A hash has the first one that fits. A salt without an end includes the
 * digits of the hash. The speeds were measured; forms with the same speed are of one method.
 */
static const struct form {
	const char *prefix;
	double speed; /* units in a millisecond */
	double slack; /* the factor by which crypt(3) varies the cost at random */
	double units; /* besides the cost that is read */
	const char *(*read_cost)(const char *text, double *units);
	const char *salt; /* what it may contain; NULL: all but '$' and ':' */
	size_t fewest, most;
	const char *end;
	size_t digits;
} forms[] = {
	{"$y$", 1700, 1, 0, read_yescrypt, digits, 0, 86, "$", 43},
	{"$gy$", 1700, 1, 0, read_yescrypt, digits, 0, 86, "$", 43},
	{"$7$", 1170, 1, 0, read_scrypt, digits, 0, 86, "$", 43},
	{"$2a$", 16.7, 1, 0, read_bcrypt, digits, 53, 53, "", 0},
	{"$2b$", 16.7, 1, 0, read_bcrypt, digits, 53, 53, "", 0},
	{"$2x$", 16.7, 1, 0, read_bcrypt, digits, 53, 53, "", 0},
	{"$2y$", 16.7, 1, 0, read_bcrypt, digits, 53, 53, "", 0},
	{"$6$rounds=", 4300, 1, 0, read_rounds, NULL, 1, 16, "$", 86},
	{"$6$", 4300, 1, 5000, NULL, NULL, 1, 16, "$", 86},
	{"$5$rounds=", 5000, 1, 0, read_rounds, NULL, 1, 16, "$", 43},
	{"$5$", 5000, 1, 5000, NULL, NULL, 1, 16, "$", 43},
	{"$sha1$", 1550, 1.4, 0, read_rounds, digits, 1, 64, "$", 28},
	{"$md5,rounds=", 650, 2, 4096, read_rounds, digits, 8, 8, "$", 22},
	{"$md5,rounds=", 650, 2, 4096, read_rounds, digits, 8, 8, "$$", 22},
	{"$md5$", 650, 2, 4096, NULL, digits, 8, 8, "$", 22},
	{"$md5$", 650, 2, 4096, NULL, digits, 8, 8, "$$", 22},
	{"$1$", 10, 1, 1, NULL, NULL, 1, 8, "$", 22},
	{"$3$$", 1000, 1, 1, NULL, hexadecimal, 32, 32, "", 0},
	{"_", 10, 1, 1, NULL, digits, 19, 19, "", 0},
	{"", 10, 1, 1, NULL, digits, 13, 178, "", 0},
};

/* Sets the units of a hash in a form. Returns its salt, or NULL if it begins in another way. */
static const char *
read_units(const struct form *form, const char *hash, double *units)
{
	size_t octets = strlen(form->prefix);

	if (strncmp(hash, form->prefix, octets) != 0)
		return NULL;
	*units = form->units;
	hash += octets;
	return form->read_cost ? form->read_cost(hash, units) : hash;
}

static bool
is_complete(const struct form *form, const char *salt)
{
	size_t octets = form->salt ? strspn(salt, form->salt) : strcspn(salt, "$:");
	size_t end = strlen(form->end);
	const char *rest = salt + octets;

	return octets >= form->fewest && octets <= form->most &&
	       strncmp(rest, form->end, end) == 0 &&
	       strspn(rest + end, digits) == form->digits && rest[end + form->digits] == '\0';
}

/* Finds the form of a hash, or of a setting, which has no digits. NULL if it has none. */
static const struct form *
find_form(const char *hash, bool is_setting, double *units)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		const char *salt = read_units(&forms[i], hash, units);

		if (salt && (is_setting || is_complete(&forms[i], salt)))
			return &forms[i];
	}
	return NULL;
}

/* As for a hash that the method would make now. */
static const struct form *
find_usual_form(const struct password_method *method, double *units)
{
	char salt[64];
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	/* With octets from the middle, so is a cost that varies. */
	memset(salt, 0x7f, sizeof(salt));
	if (!crypt_gensalt_rn(method->prefix, method->cost, salt, sizeof(salt), setting,
			      sizeof(setting)))
		return NULL;
	return find_form(setting, true, units);
}

enum hash_finding
hash_compare(const struct password_method *method, const char *hash)
{
	double units = 0;
	double usual_units = 0;
	const struct form *form = find_form(hash, false, &units);
	const struct form *usual = find_usual_form(method, &usual_units);
	double time;
	double usual_time;
	double slack;

	if (!form || !usual)
		return form ? HASH_USUAL : HASH_UNUSABLE;
	time = units / form->speed;
	usual_time = usual_units / usual->speed;
	/* Methods differ by machine: a third more or less is no difference. */
	slack = form->speed == usual->speed ? form->slack : 1.4;
	if (time > usual_time * slack)
		return HASH_DEARER;
	return time * slack < usual_time ? HASH_WEAKER : HASH_USUAL;
}
