# An LMTP session begins with LHLO and nothing else; an SMTP session knows no LHLO.
account: alice secret
run: smtpd -l
S: 220 mail.example ESMTP pillarbox
C: MAIL FROM:<sender@remote.example>
S: 503 5.5.1 MAIL is out of order, LHLO may come now
C: EHLO relay.example
S: 500 5.5.1 Unknown command, HELP lists them
C: HELO relay.example
S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>
S: 503 5.5.1 MAIL is out of order, LHLO may come now
C: LHLO
S: 501 5.5.4 Syntax: LHLO name
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: EHLO relay.example
S: 500 5.5.1 Unknown command, HELP lists them
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
# A second LHLO has the effect of RSET.
C: LHLO relay.example
S: 250-mail.example speaks LMTP
S*: 250-{*}
S: 250 {*}
C: RCPT TO:<alice@mail.example>
S: 503 5.5.1 RCPT is out of order, MAIL may come now
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: LHLO relay.example
S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>
S: 503 5.5.1 MAIL is out of order, {*} may come now
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: LHLO relay.example
S: 500 5.5.1 Unknown command, HELP lists them
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
# pop3d has no such option.
prints: settings
run: pop3d -l
exit: 64
stderr: {any}
stderr: usage: {any}
