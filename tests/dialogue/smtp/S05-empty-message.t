use: alice; smtp; envelope
C: DATA  S: 354 Send the message, end it with a dot on a line by itself
C: .  S: 250 2.0.0 Stored as {id}
use: noop; quit
rows: SELECT count(*), min(subject) FROM message  | 1 |{s}
use: maildrop; retrieve; top-fields; end; pop3-quit
