# A signed-in user sends as the account, with a tag, and by an alias that leads to it alone. The addresses of
# catch-all and postmaster belong to no one.
use: alice; bob
account: carol secret
sql: INSERT INTO alias VALUES ('sales', 'alice'), ('shop', 'sales'), ('team', 'alice'),
| ('team', 'bob'), ('two', 'alice'), ('two', 'sales'), ('carol', 'alice'), ('gone', 'former'),
| ('bob+x', 'alice'), ('alice+b', 'bob'), ('ring', 'ring2'), ('ring2', 'ring'), ('*', 'alice'),
| ('postmaster', 'alice'), ('abuse', 'bob')
use: smtp-as-alice
use: from alice+shop@mail.example; reset; from Alice+@LOCALHOST; reset
use: from sales@mail.example; reset
C: MAIL FROM:SALES+tag  S: 250 2.1.0 Sender <SALES+tag@mail.example> accepted
use: reset
use: from shop@mail.example; reset; from two@mail.example; reset
use: from carol@mail.example; reset; from bob+x@mail.example; reset
C: MAIL FROM:<bob+y@mail.example>  S: 553 5.7.1 <bob+y@mail.example> is not your address
C: MAIL FROM:<alice+b@mail.example>  S: 553 5.7.1 <alice+b@mail.example> is not your address
C: MAIL FROM:<team@mail.example>  S: 553 5.7.1 <team@mail.example> is not your address
C: MAIL FROM:<gone@mail.example>  S: 553 5.7.1 <gone@mail.example> is not your address
C: MAIL FROM:<ring@mail.example>  S: 553 5.7.1 <ring@mail.example> is not your address
C: MAIL FROM:<anybody@mail.example>  S: 553 5.7.1 <anybody@mail.example> is not your address
C: MAIL FROM:<*@mail.example>  S: 553 5.7.1 <*@mail.example> is not your address
C: MAIL FROM:<*+x@mail.example>  S: 553 5.7.1 <*+x@mail.example> is not your address
C: MAIL FROM:<""@mail.example>  S: 553 5.7.1 <""@mail.example> is not your address
C: MAIL FROM:<postmaster@mail.example>  S: 553 5.7.1 <postmaster@mail.example> is not your address
C: MAIL FROM:<Postmaster+x@mail.example>  S: 553 5.7.1 <Postmaster+x@mail.example> is not your address
C: MAIL FROM:<abuse@mail.example>  S: 553 5.7.1 <abuse@mail.example> is not your address
C: MAIL FROM:<sales@remote.example>  S: 553 5.7.1 <sales@remote.example> is not your address
use: delivery an offer | bob@mail.example | sales@mail.example; quit
rows: SELECT reverse_path, account.name FROM message JOIN account ON account.id = sender  | sales@mail.example | alice
# An account whose mail goes elsewhere still sends as itself.
use: smtp
C: AUTH PLAIN AGNhcm9sAHNlY3JldA==  S: 235 2.7.0 Signed in as carol
use: from carol@mail.example; reset; from carol+tag@mail.example; reset
C: MAIL FROM:<alice@mail.example>  S: 553 5.7.1 <alice@mail.example> is not your address
use: quit
