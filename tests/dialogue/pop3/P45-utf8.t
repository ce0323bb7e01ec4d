# UTF8 is allowed before sign-in only.
use: alice; pop3
C: UTF8  S: +OK UTF-8 enabled
C: utf8  S: +OK UTF-8 enabled
C: UTF8 x  S: -ERR UTF8 takes no argument
use: username
C: UTF8  S: +OK UTF-8 enabled
C: PASS secret  S: -ERR PASS is out of sequence, expected {*}
use: login alice | secret | 0
C: UTF8  S: -ERR UTF8 is out of sequence, expected {*}
use: pop3-quit
# Messages are the same with and without it.
use: mail Grüße
|
| Viele Grüße
use: maildrop; retrieve
S*: {any}
S: Subject: Grüße
S:
S: Viele Grüße
S: .
use: pop3-quit; pop3
C: UTF8  S: +OK UTF-8 enabled
use: login; retrieve
S*: {any}
S: Subject: Grüße
S:
S: Viele Grüße
use: end; pop3-quit
