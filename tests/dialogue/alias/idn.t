# A label in UTF-8 and its A-label are one domain, in the settings, in addresses and in names. So are capitals,
# and a u with a combining diaeresis.
account: ann secret
account: bob secret
sql: UPDATE account SET name = 'ann@xn--bcher-kva.example' WHERE name = 'ann'
sql: INSERT INTO alias VALUES ('grüße@xn--bcher-kva.example', 'bob')
use: smtp -o domains=mail.example,bücher.example
C: MAIL FROM:<sender@remote.example> SMTPUTF8  S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<ann@bücher.example>  S: 250 2.1.5 Recipient <ann@b??cher.example> accepted
C: RCPT TO:<grüße@BüCHER.example>  S: 250 2.1.5 Recipient <gr????e@B??CHER.example> accepted
C: RCPT TO:<grüße@BÜCHER.example>  S: 250 2.1.5 Recipient <gr????e@B??CHER.example> accepted
C: RCPT TO:<ann@bücher.example>  S: 250 2.1.5 Recipient <ann@bu??cher.example> accepted
C: RCPT TO:<ann@bùcher.example>  S: 550 5.7.1 <ann@b??cher.example> is not in a local domain
use: to ann@XN--BCHER-KVA.example; data; text
use: delivery two | ann+x@xn--bcher-kva.example; quit
rows: SELECT subject, account FROM inbox ORDER BY message, account
| one | ann@xn--bcher-kva.example
| one | bob
| two | ann@xn--bcher-kva.example
# NUL ann@bücher.example NUL secret; the sender has no domain, and gets the first one.
use: smtp -o domains=BÜCHER.example
C: AUTH PLAIN AGFubkBiw7xjaGVyLmV4YW1wbGUAc2VjcmV0  S: 235 2.7.0 Signed in as ann@xn--bcher-kva.example
use: from-me ann@xn--bcher-kva.example; reset
C: MAIL FROM:<ann@bücher.example> SMTPUTF8  S: 250 2.1.0 Sender <ann@b??cher.example> accepted
use: reset
C: MAIL FROM:ann  S: 250 2.1.0 Sender <ann@xn--bcher-kva.example> accepted
use: reset; from-me ann@xn--bcher-kva.example
C: RCPT TO:@ME  S: 250 2.1.5 Recipient <ann@xn--bcher-kva.example> accepted
use: data; text three; quit
rows: SELECT sender, account FROM inbox WHERE subject = 'three'  | ann@xn--bcher-kva.example | ann@xn--bcher-kva.example
use: pop3 -o domains=bücher.example; login ann@bücher.example | secret | {d}; pop3-quit
