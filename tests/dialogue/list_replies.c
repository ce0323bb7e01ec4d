/*
 * Prints a daemon's reply table for test_dialogue.py: a line for each row, with index, status,
 * code and text between tabs. In the text a line end is "\n" and a backslash "\\". Built with
 * -DSMTPD or -DPOP3D, and linked with that daemon's replies.o.
 */
#include <stdio.h>

#if defined(SMTPD)
#include "smtpd/replies.h"
#define REPLIES smtp_replies
enum { COUNT = SMTP_REPLY_COUNT };
#elif defined(POP3D)
#include "pop3d/replies.h"
#define REPLIES pop3_replies
enum { COUNT = POP3_REPLY_COUNT };
#else
#error "-DSMTPD or -DPOP3D says which table"
#endif

static void
print_escaped(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else if (*text == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*text);
	}
}

int
main(void)
{
	for (int i = 0; i < COUNT; i++) {
		const struct reply *reply = &REPLIES[i];

		printf("%d\t%s\t%s\t", i, reply->code, reply->enhanced ? reply->enhanced : "");
		print_escaped(reply->text);
		putchar('\n');
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
