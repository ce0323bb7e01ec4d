# Whoever says nothing for pop3_timeout is left without a word, and without UPDATE; any command, or
# any octet, begins the time anew.
modes: step
account: alice secret
deliver: sender@remote.example alice
| Subject: one
run: pop3d -o interactive=none -o pop3_timeout=1
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 1 messages, {d} octets
C: DELE 1
S: +OK Message 1 goes with QUIT
wait: 0.6
C: NOOP
S: +OK Still here
wait: 0.6
R: QUI
wait: 0.6
rows: SELECT count(*) FROM delivery
| 1
rows: SELECT seen FROM delivery
| 0
