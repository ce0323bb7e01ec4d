# A recipient is gone when the message is stored: it is deferred for all.
use: in-steps; alice; bob; smtpd-greets -o log=warning -o interactive=none; ehlo; from
C: RCPT TO:<alice>  S: 250 2.1.5 Recipient <alice@mail.example> accepted
C: RCPT TO:<bob>  S: 250 2.1.5 Recipient <bob@mail.example> accepted
use: data
meanwhile sql: DELETE FROM account WHERE name = 'bob'
C: .  S: 451 4.3.0 The mail store did not answer, try again later
use: quit
stderr: pillarbox-smtpd session={id} event=store-fault trying=deliver problem="the recipient's account does not exist any more"
rows: SELECT count(*) FROM message  | 0
