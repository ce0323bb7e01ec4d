use: alice; smtp; message
C: Subject: long lines
C:
R: \{998*a}\r\n
R: \{1000*b}\r\n
R: \{70000*c}\r\n
R: ..\{70000*d}\r\n
use: stored; quit
use: maildrop; retrieve; top-fields
S: Subject: long lines
S:
S: {998*a}
S: {1000*b}
S: {70000*c}
S: ..{70000*d}
use: end; pop3-quit
