# UTF8 is allowed before sign-in only.
use: alice; pop3
C: UTF8  S: +OK UTF-8 it is
C: utf8  S: +OK UTF-8 it is
C: UTF8 x  S: -ERR UTF8 takes no argument
use: username
C: UTF8  S: +OK UTF-8 it is
C: PASS secret  S: -ERR PASS is out of order, {*} may come now
use: login alice | secret | 0
C: UTF8  S: -ERR UTF8 is out of order, {*} may come now
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
C: UTF8  S: +OK UTF-8 it is
use: login; retrieve
S*: {any}
S: Subject: Grüße
S:
S: Viele Grüße
use: end; pop3-quit
