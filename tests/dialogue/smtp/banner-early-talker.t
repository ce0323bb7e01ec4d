# Commands that came too early are not executed.
run: smtpd -o banner_delay=60 -o log=warning
C: EHLO alice
C: PASS secret  S: 554 5.5.1 You spoke before the greeting, closing
stderr: pillarbox-smtpd session={any} event=early-talker peer=local
run: pop3d -o banner_delay=60 -o log=warning
C: USER alice
C: PASS secret  S: -ERR You spoke before the greeting, closing
stderr: pillarbox-pop3d session={any} event=early-talker peer=local
# Without the setting they are.
run: pop3d
C: QUIT  S: +OK mail.example POP3 pillarbox
S: +OK mail.example closing the connection
