# Whose address is one's own follows from the names with a domain, too.
account: alice secret
account: ann secret
account: bob secret
sql: UPDATE account SET name = 'alice@localhost' WHERE name = 'ann'
sql: INSERT INTO alias VALUES ('info@mail.example', 'alice'), ('info@localhost', 'alice@localhost'), ('sales', 'alice'),
| ('sales@localhost', 'bob'), ('postmaster@mail.example', 'alice')
use: smtp-as-alice
use: from alice@mail.example; reset; from alice+x@mail.example; reset; from info@mail.example; reset
use: from sales@mail.example; reset; from-me alice@mail.example; reset
each: 553 5.7.1 <{*}> is not your address
| MAIL FROM:<alice@localhost>
| MAIL FROM:<alice+x@localhost>
| MAIL FROM:<info@localhost>
| MAIL FROM:<sales@localhost>
| MAIL FROM:<sales+x@localhost>
| MAIL FROM:<"alice@mail.example"@localhost>
| MAIL FROM:<postmaster@mail.example>
use: quit; smtp
# NUL alice@localhost NUL secret
C: AUTH PLAIN AGFsaWNlQGxvY2FsaG9zdABzZWNyZXQ=  S: 235 2.7.0 Signed in as alice@localhost
use: from alice@localhost; reset; from info+x@localhost; reset; from-me alice@localhost; reset
each: 553 5.7.1 <{*}> is not your address
| MAIL FROM:<alice@mail.example>
| MAIL FROM:alice
| MAIL FROM:<info@mail.example>
| MAIL FROM:<sales@localhost>
| MAIL FROM:<"alice@localhost"@mail.example>
# @ME is the account itself, and the fields that are added have its address.
use: from-me alice@localhost
C: RCPT TO:@ME  S: 250 2.1.5 Recipient <alice@localhost> accepted
use: data; text mine; quit
rows: SELECT sender, account FROM inbox  | alice@localhost | alice@localhost
use: pop3; login alice@localhost; retrieve; top-fields alice@localhost
S: From: <alice@localhost>
use: rest; pop3-quit
