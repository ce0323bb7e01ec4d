# An LMTP client has authenticated the sender: our own addresses are accepted, and there is no AUTH. The
# terminal dialect is off, on a pipe and where all may use it.
use: alice; smtpd-greets -l -o interactive=any -o plaintext_auth=any -o inbound=no
L: LHLO relay.example  S: 500 5.5.2 A line ends in CRLF and has no NUL, CR or LF in it
C: LHLO alice  S: 250-mail.example speaks LMTP
S*: 250-{!AUTH}{*}
S: 250 HELP
C: secret  S: 500 5.5.1 Unknown command, HELP lists the commands
C: PASS secret  S: 500 5.5.1 Unknown command, HELP lists the commands
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 5{*}
C: AUTH LOGIN  S: 5{*}
C: MAIL FROM:@ME  S: 530 5.7.0 Sign in to send from a local address
C: MAIL FROM:<>  S: 250 2.1.0 Sender <> accepted
use: reset; message alice@mail.example; text to myself
C: MAIL FROM:<alice>  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to; data; unacceptable Subject: text\n.\n\r\n.\r\n; quit
rows: SELECT sender, subject FROM inbox  | alice@mail.example | to myself
