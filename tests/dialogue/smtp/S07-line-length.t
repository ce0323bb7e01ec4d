# 512 octets with CRLF are accepted. A longer line gets one reply, and nothing in it is a command. MAIL may be
# longer by its parameters, AUTH by its tokens.
use: smtp
R: NOOP \{505*x}\r\n  S: 250 2.0.0 OK
R: NOOP \{506*x}\r\n  S: 500 5.5.2 Line too long
R: NOOP \{2000*x} QUIT\r\n  S: 500 5.5.2 Line too long
R: \{4000*QUIT }\r\n  S: 500 5.5.2 Line too long
R: NOOP \{30000*x}QUIT\r\n  S: 500 5.5.2 Line too long
# A bare LF does not end the long line.
R: NOOP \{20000*x}\nQUIT\r\n  S: 500 5.5.2 Line too long
R: AUTH PLAIN \{3068*QUFB}\r\n  S: 501 5.5.2 A name and a password are required
R: AUTH PLAIN \{3072*QUFB}\r\n  S: 500 5.5.2 Line too long
C: AUTH PLAIN  S: 334{s}
R: \{3071*QUFB}\r\n  S: 501 5.5.2 A name and a password are required
C: AUTH PLAIN  S: 334{s}
R: \{3073*QUFB}\r\n  S: 500 5.5.2 Line too long
R: MAIL FROM:<\{64*a}@\{63*b}.\{63*c}.\{63*d}.\{63*e}> AUTH=\{500*x}\r\n
S: 250 2.1.0 Sender <{64*a}@{63*b}.{63*c}.{63*d}.{63*e}> accepted
use: quit
# For an interactive peer it does.
use: smtpd-greets
R: NOOP \{506*x}\n  S: 500 5.5.2 Line too long
R: NOOP \{20000*x}\n  S: 500 5.5.2 Line too long
L: NOOP  S: 250 2.0.0 OK
L: QUIT  S: 221 2.0.0 mail.example closing the connection
