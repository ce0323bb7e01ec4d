# An alias with too many targets, or too many steps, is deferred, and the log says why.
account: alice secret
sql: INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
| SELECT 'all', 'user' || i FROM n;
| INSERT INTO alias VALUES ('all', 'alice');
| INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
| SELECT 'ring' || i, 'ring' || ((i + 1) % 2000) FROM n WHERE i < 2000;
| INSERT INTO alias VALUES ('ring7', 'alice'), ('most', 'alice'), ('most', 'all')
use: smtp -o log=warning; from
C: RCPT TO:<all@mail.example>  S: 451 4.2.4 The alias <all@mail.example> leads too far, try again later
C: RCPT TO:<ring0@mail.example>  S: 451 4.2.4 The alias <ring0@mail.example> leads too far, try again later
C: RCPT TO:<most+x@mail.example>  S: 451 4.2.4 The alias <most+x@mail.example> leads too far, try again later
C: DATA  S: 503 5.5.1 DATA is out of sequence, expected RCPT
use: to; quit
stderr: pillarbox-smtpd session={s=id} event=alias-not-followed recipient=all@mail.example because="it has more than 10000 targets"
stderr: pillarbox-smtpd session={=s} event=alias-not-followed recipient=ring0@mail.example because="it leads through more than 100 aliases"
stderr: pillarbox-smtpd session={=s} event=alias-not-followed recipient=most+x@mail.example because="it has more than 10000 targets"
# Nor is it an address of the sender's own.
use: smtp-as-alice
C: MAIL FROM:<all@mail.example>  S: 553 5.7.1 <all@mail.example> is not your address
use: quit
