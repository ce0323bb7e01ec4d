use: alice; smtp
C: MAIL FROM:<sender@remote.example> XYZZY=1  S: 555 5.5.4 Unknown parameter XYZZY=1
C: MAIL FROM:<sender@remote.example> RET=HDRS  S: 555 5.5.4 Unknown parameter RET=HDRS
C: MAIL FROM:<sender@remote.example> ENVID=QQ314159  S: 555 5.5.4 Unknown parameter ENVID=QQ314159
C: MAIL FROM:<sender@remote.example> SIZE=10 XYZZY  S: 555 5.5.4 Unknown parameter XYZZY
C: MAIL FROM:<sender@remote.example>SIZE=10  S: 501 5.{*}
use: from
C: RCPT TO:<alice@mail.example> NOTIFY=NEVER  S: 555 5.5.4 Unknown parameter NOTIFY=NEVER
C: RCPT TO:<alice@mail.example> ORCPT=rfc822;alice@mail.example
S: 555 5.5.4 Unknown parameter ORCPT=rfc822;alice@mail.example
C: RCPT TO:<alice@mail.example> SIZE=10  S: 555 5.5.4 Unknown parameter SIZE=10
use: to; quit
