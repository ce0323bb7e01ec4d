use: alice; mail [SYS/PERM] Grüße	aus
|  Wien \ "quoted"
deliver: "[odd]"@remote.example alice  | To: no subject
use: pop3d-greets; login alice | secret | 2
C: LIST  S: +OK 2 messages, {d} octets
S: 1 {size1=d} sender@remote.example ?SYS/PERM] Gr??{*}
S: 2 {size2=d} "?odd]"@remote.example{*}
S: .
C: LIST 1  S: +OK 1 {=size1} sender@remote.example ?SYS/PERM] Gr??{*}
C: LIST 2  S: +OK 2 {=size2} "?odd]"@remote.example{*}
use: pop3-quit
