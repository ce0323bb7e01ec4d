use: alice; mail top
| X-Last: field
|
| line 1
| .line 2
|
| line 4
use: maildrop
C: TOP 1 0  S: +OK Top of the message follows
use: top-fields
S: Subject: top
S: X-Last: field
S:
S: .
C: TOP 1 2  S: +OK Top of the message follows
use: top-fields
S: Subject: top
S: X-Last: field
S:
S: line 1
S: ..line 2
S: .
C: TOP 1 999  S: +OK Top of the message follows
use: top-fields
S: X-Last: field
S:
S: line 1
S: ..line 2
S:
S: line 4
use: end; pop3-quit
