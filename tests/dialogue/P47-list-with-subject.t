account: alice secret
deliver: sender@remote.example alice
| Subject: [SYS/PERM] Grüße	aus
|  Wien \ "quoted"
deliver: "[odd]"@remote.example alice
| To: no subject
run: pop3d
S: +OK mail.example POP3 pillarbox
C: USER alice
S: +OK PASS and the password, please
C: PASS secret
S: +OK Signed in, 2 messages, {d} octets
C: LIST
S: +OK 2 messages of {d} octets in all
S: 1 {size1=d} sender@remote.example ?SYS/PERM] Gr??{*}
S: 2 {size2=d} "?odd]"@remote.example{*}
S: .
C: LIST 1
S: +OK 1 {=size1} sender@remote.example ?SYS/PERM] Gr??{*}
C: LIST 2
S: +OK 2 {=size2} "?odd]"@remote.example{*}
C: QUIT
S: +OK mail.example closing the connection
