/* The words of pop3d. RFC 2449 section 8 and RFC 3206 have the response codes. */
#include "pop3d/replies.h"

#include <stddef.h>

const struct reply pop3_replies[POP3_REPLY_COUNT] = {
	[REPLY_GREETING] = {"+OK", NULL, "{} POP3 pillarbox"},
	[REPLY_BYE] = {"+OK", NULL, "{} closing the connection"},
	[REPLY_OK] = {"+OK", NULL, "Still here"},
	[REPLY_CAPABILITIES] = {"+OK", NULL, "What this server can do"},

	[REPLY_SEND_PASSWORD] = {"+OK", NULL, "PASS and the password, please"},
	[REPLY_NEW_NAME] = {"+OK", NULL, "{} is a new name, PASS creates the account"},
	[REPLY_SIGNED_IN] = {"+OK", NULL, "Signed in, {} messages, {} octets"},
	[REPLY_PASSWORD_SET] = {"+OK", NULL, "Password set, {} messages, {} octets"},
	[REPLY_CREATED] = {"+OK", NULL, "Account {} created, no messages yet"},

	[REPLY_STAT] = {"+OK", NULL, "{} {}"},
	[REPLY_LIST] = {"+OK", NULL, "{} messages of {} octets in all"},
	[REPLY_LIST_ONE] = {"+OK", NULL, "{}"},
	[REPLY_UIDL] = {"+OK", NULL, "Unique-ids follow"},
	[REPLY_UIDL_ONE] = {"+OK", NULL, "{} {}"},
	[REPLY_RETR] = {"+OK", NULL, "{} octets"},
	[REPLY_RETR_MBOX] = {"+OK", NULL, "mbox with messages: {}"},
	[REPLY_TOP] = {"+OK", NULL, "Top of the message follows"},
	[REPLY_DELETED] = {"+OK", NULL, "Message {} goes with QUIT"},
	[REPLY_RESET] = {"+OK", NULL, "Nothing is marked as deleted, {} messages, {} octets"},

	[REPLY_UNKNOWN_COMMAND] = {"-ERR", NULL, "Unknown command"},
	[REPLY_OUT_OF_ORDER] = {"-ERR", NULL, "{} is out of order, {} may come now"},
	[REPLY_SYNTAX] = {"-ERR", NULL, "Syntax: {}"},
	[REPLY_NO_ARGUMENT] = {"-ERR", NULL, "{} takes no argument"},
	[REPLY_LINE_TOO_LONG] = {"-ERR", NULL, "Line too long"},
	[REPLY_BAD_LINE] = {"-ERR", NULL, "Lines end in CRLF and hold no NUL, CR or LF"},
	[REPLY_TOO_MANY_ERRORS] = {"-ERR", NULL, "Too many errors, closing"},
	[REPLY_NO_SUCH_MESSAGE] = {"-ERR", NULL, "There is no message {}"},
	[REPLY_MESSAGE_DELETED] = {"-ERR", NULL, "Message {} is marked as deleted"},
	[REPLY_WRONG_PASSWORD] = {"-ERR", "[AUTH]",
				  "Wrong name or password, attempts left: {}"},
	[REPLY_TOO_MANY_PASSWORDS] = {"-ERR", "[AUTH]", "Too many wrong passwords, closing"},
	[REPLY_NEEDS_TLS] = {"-ERR", NULL, "No password without TLS from where you are"},
	[REPLY_IN_USE] = {"-ERR", "[IN-USE]", "Another session has this maildrop open"},
	[REPLY_STORE_BUSY] = {"-ERR", "[SYS/TEMP]",
			      "The mail store did not answer, try again later"},
	[REPLY_STORE_BROKEN] = {"-ERR", "[SYS/PERM]",
				"The mail store needs its operator, closing"},
	[REPLY_NOT_DELETED] = {"-ERR", "[SYS/TEMP]",
			       "The mail store failed, deleted messages may come back"},
	[REPLY_BAD_CONFIGURATION] = {"-ERR", "[SYS/PERM]",
				     "The server is not configured correctly"},
};
