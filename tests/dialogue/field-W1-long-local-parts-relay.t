# Long addresses of both ends reach the relay whole, an argument each; what the log has of them is
# cut where it must be, and the pairs behind them are there.
account: alice secret
file: relay
| printf '%s\n' "$@" > arguments
| cat > message
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f" -o log=info
stderr: {any} event=connect {any}
stderr: {any} event=sign-in {any}
stderr: {any} event=relay id={id} from=alice+{487*t}@mail.example octets={d} recipients=1
stderr: {any} event=disconnect
S: 220 mail.example ESMTP pillarbox
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 {*}
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice
R: MAIL FROM:<alice+\{487*t}@mail.example>\r\n
S: 250 2.1.0 Sender <alice+{473*t}...> accepted
R: RCPT TO:<\{480*f}@elsewhere.example>\r\n
S: 250 2.1.5 Recipient <{476*f}...> accepted
C: DATA
S: 354 Send the message, then a line with only a dot
C: Subject: handed on
C: .
S: 250 2.0.0 Handed on as {id}
C: QUIT
S: 221 2.0.0 mail.example closing the connection
lines: arguments
| -i
| -f
| alice+{487*t}@mail.example
| --
| {480*f}@elsewhere.example
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <{480*f}@elsewhere.example>;
| {x09}{date}
| From: <alice+{487*t}@mail.example>
| Date: {date}
| Message-ID: <{id}@mail.example>
| Subject: handed on
