# Where aliases cannot be looked up, nobody is told that an address is not theirs.
modes: step
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
meanwhile sql: ALTER TABLE alias RENAME TO gone
C: MAIL FROM:<alice@mail.example>
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RSET
S: 250 2.0.0 OK
C: MAIL FROM:<alice+tag@mail.example>
S: 421 4.3.5 The mail store needs its operator, closing
exit: 1
stderr: {any} event=store-fault trying="look up the sender" problem={any}
