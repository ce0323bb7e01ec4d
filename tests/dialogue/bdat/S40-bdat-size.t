# After an invalid chunk size the next command cannot be found, so the session ends.

fragment: ends $command
use: smtpd-greets -o interactive=none
C: $command
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]

account: alice secret
use: ends BDAT x
use: ends BDAT
use: ends BDAT -1
use: ends BDAT +5
use: ends BDAT 5x
use: ends BDAT 0x5
use: ends BDAT 5 FIRST
use: ends BDAT 5LAST
use: ends BDAT 5 LAST extra
use: ends BDAT LAST
use: ends BDAT LAST 5
use: ends BDAT 5 5 LAST
use: ends BDAT 99999999999999999999
use: ends BDAT 18446744073709551616
# Also inside a message, and nothing is stored.
use: smtp; envelope
R: BDAT 12\r\nSubject: x\r\n  S: 250 2.0.0 12 octets received
R: BDAT 6 LAST now\r\nQUIT\r\nRSET\r\n  S: 501 5.5.4 Syntax: BDAT octets [LAST]
rows: SELECT count(*) FROM message  | 0
