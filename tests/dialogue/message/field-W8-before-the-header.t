# A message from an mbox, or from an editor that writes a byte order mark: the header is still recognized.
use: alice; smtpd-greets -o interactive=none
C: EHLO client.example
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice>
C: DATA
C: From root@l.example Mon Nov 23 19:40:11 2026
C: >From second
C: Subject: by DATA
C:
C: From the body
C: .
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice>
R: BDAT 26 LAST\r\n\xEF\xBB\xBFSubject: by BDAT\r\n\r\nx\r\n
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
run: smtpd -l
C: LHLO client.example
C: MAIL FROM:<>
C: RCPT TO:<alice>
C: DATA
R: \xEF\xBB\xBF>From quoted\r\n
C: Subject: by LMTP
C: .
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
rows: SELECT subject, substr(content, instr(content, char(13, 10) || 'X-Mailbox-Line') + 2) LIKE 'X-Mailbox-Line: From root@l.example Mon Nov 23 19:40:11 2026' || char(13, 10) || 'X-Mailbox-Line: >From second' || char(13, 10) || 'Subject: by DATA' || char(13, 10, 13, 10) || 'From the body' || char(13, 10), content LIKE '%' || char(13, 10) || 'X-Mailbox-Line: >From quoted' || char(13, 10) || 'Subject: by LMTP%' FROM inbox
| by DATA | 1 | 0
| by BDAT | 0 | 0
| by LMTP | 0 | 1
