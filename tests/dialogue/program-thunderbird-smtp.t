# What Thunderbird sends: an address as its name, AUTH PLAIN with its response, BODY and SIZE. After a
# recipient that is refused it leaves without QUIT.
account: alice secret
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO [127.0.0.1]
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example> BODY=8BITMIME SIZE=393
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<alice@mail.example>
S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA
S: 354 {*}
C: Message-ID: <0b1c@mail.example>
C: Date: Sat, 28 Nov 2026 10:00:00 +0000
C: MIME-Version: 1.0
C: Content-Language: en-GB
C: To: alice@mail.example
C: From: Alice <alice@mail.example>
C: Subject: hello
C: Content-Type: text/plain; charset=UTF-8; format=flowed
C: Content-Transfer-Encoding: 8bit
C: 
C: Grüße
C: 
C: .
S: 250 2.0.0 Stored as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
run: smtpd -o interactive=none
S: 220 mail.example ESMTP pillarbox
C: EHLO [127.0.0.1]
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
C: MAIL FROM:<alice@mail.example> BODY=8BITMIME SIZE=393
S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<nobody@mail.example>
S: 550 5.1.1 {*}
rows: SELECT subject, count(*) FROM inbox
| hello | 1
