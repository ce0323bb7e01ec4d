# A header that runs into text gets the missing blank line.
use: alice; smtp; message
C: no field at all
C: Subject: in the body
use: stored; message
C: Subject: first
C:  goes on
C: http://looks.like/a-field and is none
use: stored; message
C:
C: body only
use: stored; message
C: Subject : old style
C: bad field: with a space in its name
use: stored
use: quit; maildrop 4; retrieve; stored-fields
S:
S: no field at all
S: Subject: in the body
use: end; retrieve 2; stored-fields
S: Subject: first
S:  goes on
S*: {any}
S: http://looks.like/a-field and is none
use: end; retrieve 3; stored-fields
S:
S: body only
use: end; retrieve 4; stored-fields
S: Subject : old style
S:
S: bad field: with a space in its name
use: end; pop3-quit
rows: SELECT subject FROM message ORDER BY id
|
| first goes on
|
| old style
