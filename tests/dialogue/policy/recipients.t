use: alice; smtp -o 'domains=mail.example, other.example'; from
C: RCPT TO:<alice@OTHER.example>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<Alice+lists+more@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
C: RCPT TO:<alice-lists@mail.example>  S: 550 5.1.1 No such account: <alice-lists@mail.example>
use: unknown +alice@mail.example; foreign alice@localhost; unknown alice%elsewhere.example@mail.example
use: quit; smtp -o recipient_delimiter=-; from
C: RCPT TO:<alice-lists@mail.example>  S: 250 2.1.5 Recipient <{*}> accepted
use: unknown alice+lists@mail.example; quit
# Without a sign-in there is no @ME.
use: smtpd-greets; ehlo; from
C: RCPT TO:@ME  S: 530 5.7.0 Sign in to send from a local address
use: quit
