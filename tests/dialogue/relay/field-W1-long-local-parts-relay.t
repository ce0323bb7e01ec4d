# Long addresses reach the relay whole, one argument each. The log truncates them, and the pairs after them
# are there.
use: alice; relay
run: smtpd -o interactive=none -o "relay=/bin/sh {dir}/relay -i -f" -o log=info
stderr: {any} event=connect {any}
stderr: {any} event=sign-in {any}
stderr: {any} event=relay id={id} from=alice+{487*t}@mail.example octets={d} recipients=1
stderr: {any} event=disconnect
use: greeted; signed-in
R: MAIL FROM:<alice+\{487*t}@mail.example>\r\n  S: 250 2.1.0 Sender <alice+{473*t}...> accepted
R: RCPT TO:<\{480*f}@elsewhere.example>\r\n  S: 250 2.1.5 Recipient <{476*f}...> accepted
use: data
C: Subject: handed on
C: .  S: 250 2.0.0 Relayed as {id}
use: quit; arguments alice+{487*t}@mail.example | {480*f}@elsewhere.example
use: relayed alice+{487*t}@mail.example | {480*f}@elsewhere.example
| Subject: handed on
