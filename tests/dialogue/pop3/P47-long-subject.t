# A line of the list has at most 512 octets.
use: alice; smtp; message
R: Subject: \{1000*y}\r\n.\r\n  S: 250 2.0.0 Stored as {id}
use: quit; pop3d-greets; login
C: LIST  S: +OK 1 message, {d} octets
S: 1 {d} sender@remote.example {400*y}{*}
S: .
C: LIST 1  S: +OK 1 {d} sender@remote.example {400*y}{*}
use: pop3-quit
