# What is no chunk size leaves nobody to know where the next command begins: the session ends there.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT x
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT -1
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT +5
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 5x
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 0x5
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 5 FIRST
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 5LAST
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 5 LAST extra
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT LAST
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT LAST 5
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 5 5 LAST
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 99999999999999999999
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: BDAT 18446744073709551616
C: NOOP
S: 501 5.5.4 Syntax: BDAT octets [LAST]
# In the middle of a message too, and nothing of that is stored.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
R: BDAT 12\r\nSubject: x\r\n
S: 250 2.0.0 Chunk of 12 octets taken
R: BDAT 6 LAST now\r\nQUIT\r\nRSET\r\n
S: 501 5.5.4 Syntax: BDAT octets [LAST]
rows: SELECT count(*) FROM message
| 0
