# The bare name was accepted: the name with a domain is looked up all the same.
account: ann secret
account: bob secret
sql: UPDATE account SET name = 'ann@localhost' WHERE name = 'bob'
use: smtp; from; to ann@mail.example; to ann@localhost; to ANN+x@LOCALHOST; data; text; quit
rows: SELECT account FROM inbox ORDER BY account
| ann
| ann@localhost
# As many recipients as names are in doubt, each once.
use: smtp; from; to ann+1@localhost; to ann+1@mail.example; to-name ann; to ann@localhost; data; text two; quit
rows: SELECT account FROM inbox WHERE subject = 'two' ORDER BY account
| ann
| ann@localhost
