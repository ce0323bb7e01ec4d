# The log has the text of a refusal as it was sent.
use: alice; smtpd-greets -o interactive=none -o log=info -o max_message_size=1024
C: EHLO client.example
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice@mail.example>
C: DATA
R: \{200*0123456789}\r\n.\r\n
S*: {any}
S: 354 Send the message, end it with a dot on a line by itself
S: 552 5.3.4 {data=any}
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice@mail.example>
R: BDAT 2000\r\n\{200*0123456789}BDAT 0 LAST\r\n  S: 250 2.1.0 {any}
S: 250 2.1.5 {any}
S: 552 5.3.4 {any}
S: 552 5.3.4 {bdat=any}
use: quit
stderr: pillarbox-smtpd session={smtp=id} event=connect peer=local
stderr: pillarbox-smtpd session={=smtp} event=message-refused from=sender@remote.example reply="{=data}"
stderr: pillarbox-smtpd session={=smtp} event=message-refused from=sender@remote.example reply="{=bdat}"
stderr: pillarbox-smtpd session={=smtp} event=disconnect
use: smtpd-greets -l -o log=info -o max_message_size=2048
C: LHLO client.example
C: MAIL FROM:<sender@remote.example>
C: RCPT TO:<alice@mail.example>
C: RCPT TO:<postmaster@mail.example>
C: DATA
R: \{300*0123456789}\r\n.\r\n
S*: {any}
S: 354 Send the message, end it with a dot on a line by itself
S: 552 5.3.4 {lmtp=any}
S: 552 5.3.4 {=lmtp}
use: quit
stderr: pillarbox-smtpd session={lmtp_id=id} event=connect peer=local
stderr: pillarbox-smtpd session={=lmtp_id} event=message-refused from=sender@remote.example reply="{=lmtp}"
stderr: pillarbox-smtpd session={=lmtp_id} event=disconnect
