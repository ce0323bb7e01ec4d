# A peer whose address is unreadable in the environment is not local, and Received does not call it local.
account: alice secret
on: unix
env: REMOTE_HOST=client.elsewhere.example
use: smtpd-greets
C: HELO client.example  S: 250 mail.example
use: delivery; quit
rows: SELECT peer = '' FROM message  | 1
rows: SELECT instr(data, CAST('from client.example (unknown)' AS BLOB)) > 0 FROM content  | 1
