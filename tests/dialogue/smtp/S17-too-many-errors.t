# Protocol errors count, and so do unknown recipients.
use: alice; smtp -o max_errors=6; from; unknown; unknown no.one@mail.example; foreign x@elsewhere.example
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
C: RSET x  S: 501 5.5.4 RSET takes no argument
C: XYZZY  S: 500 5.5.1 Unknown command, HELP lists the commands
S: 421 4.7.0 Too many errors, closing
