# Invalid UTF-8 is refused, with and without SMTPUTF8: bad first octets, truncated, overlong, surrogates,
# above the last character.

fragment: malformed $address
R: MAIL FROM:<$address> SMTPUTF8\r\n
S: 501 5.1.7 Not a mail address, as in MAIL FROM:<name@domain>

use: alice; smtp -o max_errors=100
use: malformed \x80@remote.example
use: malformed j\xffrgen@remote.example
use: malformed \xc3@remote.example
use: malformed \xc3(@remote.example
use: malformed \xc0\xaf@remote.example
use: malformed \xe0\x80\xaf@remote.example
use: malformed \xed\xa0\x80@remote.example
use: malformed \xf0\x80\x80\xaf@remote.example
use: malformed \xf4\x90\x80\x80@remote.example
use: malformed \xf8\x88\x80\x80\x80@remote.example
use: malformed "\xff"@remote.example
use: malformed sender@rem\xe9te.example
R: MAIL FROM:<j\xffrgen@remote.example>\r\n  S: 5{*}
# The last two characters, and the first of two, three and four octets.
R: MAIL FROM:<\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\xe0\xa0\x80\xc2\x80@remote.example> SMTPUTF8\r\n
S: 250 2.1.0 {*}
R: RCPT TO:<alice\xc3@mail.example>\r\n  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
R: RCPT TO:<alice@mail\xed\xbf\xbf.example>\r\n  S: 501 5.1.3 Not a mail address, as in RCPT TO:<name@domain>
use: to; quit
