# A source route is dropped, but it must be well-formed.
use: alice; smtp
R: MAIL FROM:<@h\xffst.example:sender@remote.example>\r\n  S: 5{*}
C: MAIL FROM:<@höst.example:sender@remote.example>  S: 5{*}
use: from
R: RCPT TO:<@h\xffst.example:alice@mail.example>\r\n  S: 5{*}
use: quit
