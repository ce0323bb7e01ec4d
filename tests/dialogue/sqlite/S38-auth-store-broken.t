# A broken store is no wrong password. Nothing could work any more, so the session ends.
file: plain.db
| This is not a database, and long enough that nobody can take it for an empty one.
use: smtp -d {dir}/plain.db
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==  S: 454 4.7.0 Sign-in is not available, try again later
S: 421 4.3.5 The mail store needs the operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=open problem={any}
use: smtp -d {dir}/plain.db
C: AUTH LOGIN YWxpY2U=  S: 334 UGFzc3dvcmQ6
C: c2VjcmV0  S: 454 4.7.0 Sign-in is not available, try again later
S: 421 4.3.5 The mail store needs the operator, closing
exit: 1
stderr: pillarbox-smtpd session={id} event=store-fault trying=open problem={any}
