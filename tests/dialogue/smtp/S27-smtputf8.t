# With SMTPUTF8 addresses may be UTF-8, and the message comes out unchanged. It ends with the transaction. An
# alias may be UTF-8 too.
account: alice secret
sql: INSERT INTO alias VALUES ('größe', 'alice')
use: smtp
C: MAIL FROM:<sender@remote.example> SMTPUTF8=1  S: 501 5.5.4 Bad or repeated parameter SMTPUTF8=1
C: MAIL FROM:<sender@remote.example> SMTPUTF8=  S: 501 5.5.4 Bad or repeated parameter SMTPUTF8=
C: MAIL FROM:<sender@remote.example> SMTPUTF8 SMTPUTF8  S: 501 5.5.4 Bad or repeated parameter SMTPUTF8
C: MAIL FROM:<> smtputf8  S: 250 2.1.0 Sender <> accepted
C: RCPT TO:<alice@mail.example> SMTPUTF8  S: 555 5.5.4 Unknown parameter SMTPUTF8
use: reset
C: MAIL FROM:<jürgen@rémote.example> SIZE=100 SMTPUTF8 BODY=8BITMIME
S: 250 2.1.0 Sender <j??rgen@r??mote.example> accepted
C: RCPT TO:<jürgen@mail.example>  S: 550 5.1.1 No such account: <j??rgen@mail.example>
C: RCPT TO:<alice@mäil.example>  S: 550 5.7.1 <alice@m??il.example> is not in a local domain
C: RCPT TO:<größe@mail.example>  S: 250 2.1.5 Recipient <gr????e@mail.example> accepted
use: data
C: Subject: Grüße
C: From: Jürgen <jürgen@rémote.example>
C:
C: Viele Grüße
use: stored; from
C: RCPT TO:<jürgen@mail.example>  S: 553 5.6.7 The recipient requires SMTPUTF8 in MAIL
use: quit
rows: SELECT reverse_path, subject FROM message  | j{xC3}{xBC}rgen@r{xC3}{xA9}mote.example | Gr{xC3}{xBC}{xC3}{x9F}e
use: maildrop; retrieve
use: trace client.example (local) | UTF8SMTP | jürgen@rémote.example | größe@mail.example
S: Subject: Grüße
S: From: Jürgen <jürgen@rémote.example>
S:
S: Viele Grüße
use: end; pop3-quit
