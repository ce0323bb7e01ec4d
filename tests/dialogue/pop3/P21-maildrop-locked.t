# The password takes the lock; the end of the session releases it.
use: in-steps; alice; bob; pop3; username
meanwhile free: maildrop alice
C: PASS secret  S: +OK Signed in, 0 messages, 0 octets
meanwhile held: maildrop alice
meanwhile free: maildrop bob
meanwhile free: writer
use: pop3-quit; maildrop 0; pop3-quit
