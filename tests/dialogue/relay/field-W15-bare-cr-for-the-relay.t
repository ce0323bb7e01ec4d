# What BDAT brings for the relay holds no NUL and no bare CR, as with DATA: after CR CR LF a dot might end the
# message there. Nothing of such a message is handed on or stored.

fragment: to-friend
C: MAIL FROM:<@ME>
S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to friend@elsewhere.example

use: alice; bob
file: relay
| cat > message
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay"
# CR CR LF, and a dot on a line of its own
use: to-friend; unacceptable BDAT 50 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\nMAIL FROM:<x@mail.example>\r\n
# In the header, inside a line, before the dot
use: to-friend; unacceptable BDAT 19 LAST\r\nSubject: x\ry\r\n\r\nz\r\n; to-friend
R: BDAT 21 LAST\r\nSubject: x\r\n\r\na\r.\rb\r\n  S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
# The last octet of a chunk: its LF may follow in the next one, or not. Each later chunk is refused.
use: to-friend
R: BDAT 16\r\nSubject: x\r\n\r\na\r  S: 250 2.0.0 16 octets received
R: BDAT 4\r\n\nb\r\n  S: 250 2.0.0 4 octets received
R: BDAT 2\r\nc\r  S: 250 2.0.0 2 octets received
use: unacceptable BDAT 3\r\nd\r\n; unacceptable BDAT 3 LAST\r\ne\r\n
# The last octet of the message, and of one whose last chunk is empty
use: to-friend; unacceptable BDAT 16 LAST\r\nSubject: x\r\n\r\na\r; to-friend
R: BDAT 18\r\nSubject: x\r\n\r\na\r\n\r  S: 250 2.0.0 18 octets received
R: BDAT 0 LAST\r\n  S: 550 5.6.0 The message has a NUL, or a CR or LF on its own
# NUL
use: to-friend; unacceptable BDAT 19 LAST\r\nSubject: x\r\n\r\na\0b\r\n
# One foreign recipient is enough, in any order.
C: MAIL FROM:<@ME>  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to bob@mail.example; to friend@elsewhere.example
use: unacceptable BDAT 22 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\n; to-friend
use: to bob@mail.example; unacceptable BDAT 19 LAST\r\nSubject: x\r\n\r\na\rb\r\n; quit
lines: message
rows: SELECT count(*) FROM message  | 0
# With local recipients only it is accepted, and the relay gets a valid message.
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay"
C: MAIL FROM:<@ME>  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to bob@mail.example
R: BDAT 25 LAST\r\nSubject: x\r\n\r\na\r\r\n.\r\r\n\0\r\n  S: 250 2.0.0 Stored as {id}
use: to-friend
R: BDAT 16\r\nSubject: x\r\n\r\na\r  S: 250 2.0.0 16 octets received
R: BDAT 5 LAST\r\n\n.\r\nb  S: 250 2.0.0 Relayed as {id}
use: quit; relayed
| Subject: x
|
| a
| .
| b
rows: SELECT count(*) FROM message  | 1
