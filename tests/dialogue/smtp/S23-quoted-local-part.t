account: user secret
use: smtp; from "a b"@remote.example; reset; from "x>y"@remote.example; reset
C: MAIL FROM:<"a@b"@remote.example> SIZE=100  S: 250 2.1.0 Sender <"a@b"@remote.example> accepted
C: RCPT TO:<"user"@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<"us\er"@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
use: unknown "no body"@mail.example; foreign "user@mail.example"@elsewhere.example
C: RCPT TO:<"user@mail.example>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
C: RCPT TO:<"user"x@mail.example>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: data; text quoted; quit
rows: SELECT account, sender FROM inbox  | user | "a@b"@remote.example
