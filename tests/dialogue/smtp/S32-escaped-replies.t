# What the peer sent is echoed only as printable ASCII and never makes a line longer than 512.
use: smtp
R: MAIL FROM:<sender@remote.example> X\x01\x1b[31m\xe9=1\r\n  S: 5{*}
use: from
R: RCPT TO:<x\x1b[2Jy@mail.example>\r\n  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: reset
R: MAIL FROM:<sender@remote.example> X=\{900*y}\r\n  S: 555 5.5.4 Unknown parameter X={477*y}...
R: \x1b]0;title\x07\r\n  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit
