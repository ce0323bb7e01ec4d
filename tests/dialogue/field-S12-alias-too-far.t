# An alias that leads to too many, or in too many steps, is put off whole, and the log says why.
account: alice secret
sql: INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
| SELECT 'all', 'user' || i FROM n;
| INSERT INTO alias VALUES ('all', 'alice');
| INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
| SELECT 'ring' || i, 'ring' || ((i + 1) % 2000) FROM n WHERE i < 2000;
| INSERT INTO alias VALUES ('ring7', 'alice'), ('most', 'alice'), ('most', 'all')
run: smtpd -o interactive=none -o log=warning
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: MAIL FROM:<sender@remote.example>
S: 250 2.1.0 Sender <sender@remote.example> accepted
C: RCPT TO:<all@mail.example>
S: 451 4.2.4 <all@mail.example> leads to too many, try again later
C: RCPT TO:<ring0@mail.example>
S: 451 4.2.4 <ring0@mail.example> leads to too many, try again later
C: RCPT TO:<most+x@mail.example>
S: 451 4.2.4 <most+x@mail.example> leads to too many, try again later
C: DATA
S: 503 5.5.1 DATA is out of order, RCPT may come now
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: QUIT
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={s=id} event=alias-not-followed recipient=all@mail.example because="it has more than 10000 targets"
stderr: pillarbox-smtpd session={=s} event=alias-not-followed recipient=ring0@mail.example because="it leads through more than 100 aliases"
stderr: pillarbox-smtpd session={=s} event=alias-not-followed recipient=most+x@mail.example because="it has more than 10000 targets"
# Nor is it the sender's own.
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<all@mail.example>
S: 553 5.7.1 You are not <all@mail.example>
C: QUIT
S: 221 2.0.0 mail.example closing the connection
