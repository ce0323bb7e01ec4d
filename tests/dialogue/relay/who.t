# Only for signed-in users, and only if the setting names a program.
use: alice; relay; smtp -o "relay=/bin/sh {dir}/relay -i -f"; from; foreign; to
C: RCPT TO:<@mail.example:friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example> is not in a local domain
use: unknown friend%elsewhere.example@mail.example; quit
use: lmtp -o "relay=/bin/sh {dir}/relay -f"; from alice@mail.example; foreign; quit
use: smtp-as-alice; from alice@mail.example
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example>: this server does not send mail to other domains
use: quit
# It is not called for local mail.
use: smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"; envelope alice@mail.example; unknown; data
use: text local; envelope alice@mail.example | friend@elsewhere.example; reset
use: message alice@mail.example; text local too; quit
lines: arguments
rows: SELECT account, subject FROM inbox ORDER BY message
| alice | local
| alice | local too
# A person who entered without a password is signed in too.
use: smtpd-greets -o "relay=/bin/sh {dir}/relay -i -f"
C: HELO dave  S: 250 mail.example account dave created, without a password
C: MAIL FROM:@ME  S: 250 2.1.0 Sender <dave@mail.example> accepted
use: to friend@elsewhere.example; data
C: Subject: dave
C: .  S: 250 2.0.0 Relayed as {id}
use: quit; arguments dave@mail.example
