modes: step
account: alice secret
run: pop3d -o interactive=none
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 0 messages, {d} octets
R: ST
wait: 0.3
R: AT\r
wait: 0.3
R: \n
S: +OK 0 0
C: QUIT
S: +OK mail.example closing the connection
