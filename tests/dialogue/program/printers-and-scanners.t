# Printers and scanners send HELO or EHLO with a serial number, no angle brackets, small letters, the whole
# address as the name, a short header, and do not wait for the last reply.
use: alice; smtpd-greets -o interactive=none
C: HELO KM7F3A21  S: 250 mail.example
C: mail from: scanner@device.example  S: 250 2.1.0 Sender <scanner@device.example> accepted
C: rcpt to: alice@mail.example  S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: data  S: 354 {*}
C: Subject: Scan 0001
C: Content-Type: image/tiff
C:
C: SUkqAAgAAAA=
use: stored
C: quit  S: 221 2.0.0 mail.example closing the connection
use: smtpd-greets -o interactive=none; ehlo BRN008077AABBCC
C: AUTH LOGIN YWxpY2VAbWFpbC5leGFtcGxl  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 235 2.7.0 Signed in as alice
C: MAIL FROM:alice@mail.example  S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:alice@mail.example  S: 250 2.1.5 Recipient <alice@mail.example> accepted
use: reset; noop
C: MAIL FROM:alice@mail.example  S: 250 2.1.0 Sender <alice@mail.example> accepted
C: RCPT TO:alice@mail.example  S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: DATA  S: 354 {*}
C: From: alice@mail.example
use: text Toner low
rows: SELECT subject FROM inbox
| Scan 0001
| Toner low
