# One leading dot is removed, in header and body.
use: alice; smtp; message
C: .X-First: 1
C: ..X-Second: 2
C:
C: ..x
C: .x
C: ...
C: a.
C: ..
use: stored
use: quit; maildrop; retrieve; top-fields
S: X-First: 1
S: ..X-Second: 2
S:
S: ..x
S: x
S: ...
S: a.
S: ..
use: end; pop3-quit
