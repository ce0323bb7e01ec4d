# Only for those who have signed in, and only where the setting names a program.
account: alice secret
file: relay
| printf '%s\n' "$@" > arguments
| cat > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example> is not in a domain of ours
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<@mail.example:friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example> is not in a domain of ours
C: RCPT TO:<friend%elsewhere.example@mail.example>
S: 550 5.1.1 Nobody here is called <friend%elsewhere.example@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -l -o "relay=/bin/sh {dir}/relay -f"
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example> is not in a domain of ours
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 550 5.7.1 <friend@elsewhere.example>: this server does not send mail to other domains
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# For mail that stays here it is not called.
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f"
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 Nobody here is called <nobody@mail.example>
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: local
C: .
S: 250 2.0.0 Stored as {id}
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: local too
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
rows: SELECT account, subject FROM inbox ORDER BY message
| alice | local
| alice | local too
# A person who has entered without a password is signed in all the same.
run: smtpd -o "relay=/bin/sh {dir}/relay -i -f"
S: 220 mail.example ESMTP pillarbox
C: HELO dave
S: 250 mail.example account dave created, it has no password
C: MAIL FROM:@ME
S: 250 2.1.0 Sender <dave@mail.example> accepted
C: RCPT TO:<friend@elsewhere.example>
S: 250 2.1.5 Recipient <friend@elsewhere.example> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: dave
C: .
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
| -i
| -f
| dave@mail.example
| --
| friend@elsewhere.example
