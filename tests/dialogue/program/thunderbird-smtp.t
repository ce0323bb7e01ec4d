# Thunderbird sends an address as its name, AUTH PLAIN with a response, BODY and SIZE. After a refused
# recipient it leaves without QUIT.
use: alice; smtpd-greets -o interactive=none; ehlo [127.0.0.1]; signed-in
C: MAIL FROM:<alice@mail.example> BODY=8BITMIME SIZE=393  S: 250 2.1.0 Sender <alice@mail.example> accepted
use: to
C: DATA  S: 354 {*}
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
use: stored; quit
use: smtpd-greets -o interactive=none; ehlo [127.0.0.1]; signed-in
C: MAIL FROM:<alice@mail.example> BODY=8BITMIME SIZE=393  S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:<nobody@mail.example>  S: 550 5.1.1 {*}
rows: SELECT subject, count(*) FROM inbox GROUP BY subject  | hello | 1
