# After EHLO it is an ordinary unknown command.
use: smtp
C: GET / HTTP/1.1  S: 500 5.5.1 Unknown command, HELP lists the commands
use: quit
