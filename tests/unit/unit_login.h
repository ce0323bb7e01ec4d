/* Logins for tests of those who sign in. */
#ifndef TESTS_UNIT_UNIT_LOGIN_H
#define TESTS_UNIT_UNIT_LOGIN_H

#include "common/auth/account.h"

/* What a login is where the domains are a.example and b.example. */
static inline struct account_login
unit_login(const char *text)
{
	const struct conf conf = {.domains = "a.example b.example"};
	struct account_login login;

	account_read_login(&conf, text, &login);
	return login;
}

/* The address of one that lasts as long as the block. */
#define LOGIN(text) ((const struct account_login[]){unit_login(text)})

#endif
