use: alice; smtp; from
C: RCPT TO:<>  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: reset
C: MAIL FROM:<>  S: 250 2.1.0 Sender <> accepted
use: to; data; text a bounce; quit
rows: SELECT reverse_path, subject FROM message  |  | a bounce
use: maildrop; header
S: Return-Path: <>
use: rest; pop3-quit
