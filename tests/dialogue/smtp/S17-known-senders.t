# Signed-in users and LMTP servers may name any number of unknown recipients.
use: alice; smtp-as-alice -o max_errors=2; from alice@mail.example; unknown
C: RCPT TO:<x@elsewhere.example>
S: 550 5.7.1 <x@elsewhere.example>: this server does not send mail to other domains
use: unknown no.one@mail.example; reset
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
C: MAIL FROM:<alice@mail.example>  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: quit; smtpd-greets -l -o max_errors=2
C: LHLO server.example  S: 250-mail.example {*}
use: extensions; from; unknown; foreign x@elsewhere.example; unknown no.one@mail.example; reset
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
use: from; quit
