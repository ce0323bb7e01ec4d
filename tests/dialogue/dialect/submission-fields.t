# Mail from a signed-in person gets missing header fields and keeps its own.
use: alice; smtpd-greets; invited
C: secret  S: 235 2.7.0 Signed in as alice
use: from-me; to-name; data
C: Subject: bare
C: no header field
use: stored; from-me; to-name; data
C: from: Alice <alice@mail.example>
C: DATE: Thu, 1 Jan 1970 00:00:00 +0000
C: message-id: <my.own@mail.example>
C: Subject: complete
C:
C: text
use: stored; quit
use: maildrop 2; retrieve; top-fields alice@mail.example
S: From: {*}alice@mail.example{*}
use: rest; retrieve 2; stored-fields alice@mail.example
S: from: Alice <alice@mail.example>
S: DATE: Thu, 1 Jan 1970 00:00:00 +0000
S: message-id: <my.own@mail.example>
S: Subject: complete
S:
S: text
use: end; pop3-quit
rows: SELECT instr(CAST(data AS TEXT), char(10) || 'Date: ') > 0, instr(CAST(data AS TEXT), char(10) || 'Message-ID: <') > 0, instr(CAST(data AS TEXT), 'Subject: bare' || char(13, 10, 13, 10) || 'no header field') > 0 FROM content ORDER BY id LIMIT 1
| 1 | 1 | 1
