# A stored message resets the count, by DATA and by BDAT. A refused one does not.
use: alice; smtp -o max_errors=2; from; unknown; foreign x@elsewhere.example; to
C: RCPT TO:<no.one@mail.example>  S: 550 5.1.1 No such account: <no.one@mail.example>
use: data; text; from; unknown; unknown no.one@mail.example; to
R: BDAT 14 LAST\r\nSubject: two\r\n  S: 250 2.0.0 Stored as {id}
use: from; unknown; unknown no.one@mail.example; to; data; unacceptable a\nb\r\n.\r\n
C: MAIL FROM:<sender@remote.example>  S: 421 4.7.0 Too many errors, closing
rows: SELECT subject FROM inbox ORDER BY message
| one
| two
