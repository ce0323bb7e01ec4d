# One line for each event, and no password.
use: alice; smtpd-greets -o interactive=none -o log=info
C: EHLO client.example
C: AUTH PLAIN AGFsaWNlAHdyb25n
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
C: MAIL FROM:<alice@mail.example>
C: RCPT TO:<nobody@mail.example>
C: RCPT TO:<somebody@elsewhere.example>
C: RCPT TO:<alice>
C: DATA
R: a\nb\r\n.\r\n
C: MAIL FROM:<alice@mail.example>
C: RCPT TO:<alice>
C: DATA
C: Subject: one
C: .
C: QUIT
S*: {any}
S: 221 2.0.0 mail.example closing the connection
stderr: pillarbox-smtpd session={smtp=id} event=connect peer=local
stderr: pillarbox-smtpd session={=smtp} event=sign-in-refused account=alice peer=local
stderr: pillarbox-smtpd session={=smtp} event=sign-in account=alice how=password
stderr: pillarbox-smtpd session={=smtp} event=recipient-unknown recipient=nobody@mail.example
stderr: pillarbox-smtpd session={=smtp} event=recipient-foreign recipient=somebody@elsewhere.example
stderr: pillarbox-smtpd session={=smtp} event=message-refused from=alice@mail.example reply="The message has a NUL, or a CR or LF on its own"
stderr: pillarbox-smtpd session={=smtp} event=deliver id={id} from=alice@mail.example octets={d} recipients=1
stderr: pillarbox-smtpd session={=smtp} event=disconnect
use: locked; pop3 -o log=warning -o lock_timeout=1
C: USER alice
C: PASS secret
C: RETR 1
C: QUIT
use: rest
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={any} event=store-fault trying="update the maildrop" problem="{any}"
use: locked; pop3 -o log=warning -o lock_timeout=1
C: USER alice
C: PASS secret
C: RETR 1
use: rest
stderr: pillarbox-pop3d session={any} event=store-fault trying="mark messages as seen" problem="{any}"
use: pop3 -o log=info
C: USER alice
C: PASS wrong
C: USER alice
C: PASS secret
C: DELE 1
C: QUIT
S*: {any}
S: +OK mail.example closing the connection
stderr: pillarbox-pop3d session={pop=id} event=connect peer=local
stderr: pillarbox-pop3d session={=pop} event=sign-in-refused account=alice peer=local
stderr: pillarbox-pop3d session={=pop} event=sign-in account=alice how=password
stderr: pillarbox-pop3d session={=pop} event=update account=alice deleted=1
stderr: pillarbox-pop3d session={=pop} event=disconnect
