# The fragments that transcripts share. transcript.py tells how they are written and used.

# --- before a session

fragment: alice
account: alice secret

fragment: bob
account: bob secret

# A message for alice.
fragment: mail $subject=one
deliver: sender@remote.example alice
| Subject: $subject

# The transcript is played a line at a time.
fragment: in-steps
modes: step

# A peer with this address, accepted by a wrapper.
fragment: remote $address=192.0.2.7
on: unix
env: TCPREMOTEIP=$address

# A TCP connection from this machine.
fragment: inet
on: inet

# Another process holds the lock during the whole session.
fragment: locked $lock=writer
hold: $lock

# --- SMTP sessions

fragment: smtpd-greets $options=
run: smtpd $options
S: 220 mail.example ESMTP pillarbox

fragment: greeted
S: 220 mail.example ESMTP pillarbox
use: ehlo

fragment: smtp $options=
run: smtpd -o interactive=none $options
use: greeted

fragment: smtp-as-alice $options=
use: smtp $options
use: signed-in

fragment: lmtp $options=
use: smtpd-greets -l $options
C: LHLO relay.example
S: 250-mail.example speaks LMTP
use: extensions

fragment: quit
C: QUIT
S: 221 2.0.0 mail.example closing the connection

# This command ends the session.
fragment: store-broken $command=RCPT TO:<alice@mail.example>
C: $command
S: 421 4.3.5 The mail store needs the operator, closing
exit: 1

# So did the last one.
fragment: no-database
exit: 1
stderr: pillarbox-{any} session={id} event=store-fault trying=open problem="{any}/mail.db: there is no database here: {any}"

# --- EHLO

fragment: ehlo $name=client.example
C: EHLO $name
S: 250-mail.example
use: extensions

# The reply to EHLO after its first line.
fragment: extensions
S*: 250-{*}
S: 250 {*}

fragment: ehlo-help
C: EHLO client.example
S: 250-mail.example
S*: 250-{*}
S: 250 HELP

# In full, up to what depends on the session: and-help, and-auth or and-starttls is next.
fragment: ehlo-in-full $size=26214400 | $recipients=1000 | $name=client.example
C: EHLO $name
S: 250-mail.example
use: all-extensions $size | $recipients

fragment: all-extensions $size=26214400 | $recipients=1000
S: 250-PIPELINING
S: 250-SIZE $size
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-CHUNKING
S: 250-LIMITS RCPTMAX=$recipients
S: 250-VRFY

fragment: and-help
S: 250 HELP

fragment: and-auth
S: 250-AUTH PLAIN LOGIN
S: 250 HELP

fragment: and-starttls
S: 250-STARTTLS
S: 250 HELP

# The terminal dialect asks for a password.
fragment: invited $name=alice
C: EHLO $name
S: 250-mail.example the next line is the password of $name
use: extensions

fragment: newcomer $name
C: EHLO $name
S: 250-mail.example the next line becomes the password of new account $name
use: extensions

# --- SMTP commands

fragment: signed-in
C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 2.7.0 Signed in as alice

fragment: starttls
C: STARTTLS
S: 220 2.0.0 Begin TLS now

fragment: reset
C: RSET
S: 250 2.0.0 OK

fragment: noop
C: NOOP
S: 250 2.0.0 OK

fragment: from $sender=sender@remote.example
C: MAIL FROM:<$sender>
S: 250 2.1.0 Sender <$sender> accepted

fragment: from-me $address={*}
C: MAIL FROM: @ME
S: 250 2.1.0 Sender <$address> accepted

fragment: to $recipient=alice@mail.example
C: RCPT TO:<$recipient>
S: 250 2.1.5 Recipient <$recipient> accepted

fragment: to-name $name=alice
C: RCPT TO: $name
S: 250 2.1.5 Recipient <{*}> accepted

fragment: unknown $recipient=nobody@mail.example
C: RCPT TO:<$recipient>
S: 550 5.1.1 No such account: <$recipient>

fragment: foreign $recipient=friend@elsewhere.example
C: RCPT TO:<$recipient>
S: 550 5.7.1 <$recipient> is not in a local domain

fragment: envelope $sender=sender@remote.example | $recipient=alice@mail.example
use: from $sender
use: to $recipient

# The replies to an envelope that was sent in one piece.
fragment: accepted $sender=sender@remote.example | $recipient=alice@mail.example
S: 250 2.1.0 Sender <$sender> accepted
S: 250 2.1.5 Recipient <$recipient> accepted

fragment: data
C: DATA
S: 354 Send the message, end it with a dot on a line by itself

# A message as far as its text, which is next.
fragment: message $sender=sender@remote.example | $recipient=alice@mail.example
use: envelope $sender | $recipient
use: data

fragment: text $subject=one
C: Subject: $subject
use: stored

fragment: stored
C: .
S: 250 2.0.0 Stored as {id}

fragment: unacceptable $octets
R: $octets
S: 550 5.6.0 The message has a NUL, or a CR or LF on its own

fragment: delivery $subject=one | $recipient=alice@mail.example | $sender=sender@remote.example
use: message $sender | $recipient
use: text $subject

# --- POP3 sessions

fragment: pop3d-greets $options=
run: pop3d $options
S: +OK mail.example POP3 pillarbox

fragment: pop3 $options=
run: pop3d -o interactive=none $options
S: +OK mail.example POP3 pillarbox

fragment: username $name=alice
C: USER $name
S: +OK Send PASS and the password

fragment: login $name=alice | $password=secret | $messages=1
use: username $name
C: PASS $password
S: +OK Signed in, $messages message{any}, {d} octets

fragment: maildrop $messages=1 | $options=
use: pop3 $options
use: login alice | secret | $messages

fragment: wrong-password $password=wrong
C: PASS $password
S: -ERR [AUTH] Wrong name or password

fragment: mechanism-plain
C: AUTH PLAIN
S: +{s}

fragment: stls
C: STLS
S: +OK Begin TLS now

fragment: pop3-quit
C: QUIT
S: +OK mail.example closing the connection

# This command ends the session.
fragment: pop3-store-broken $command=PASS secret
C: $command
S: -ERR [SYS/PERM] The mail store needs the operator, closing
exit: 1

# --- POP3 commands

# In full, up to what depends on the session.
fragment: capabilities
C: CAPA
S: +OK Capability list follows
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: UTF8
S: EXPIRE NEVER
S: IMPLEMENTATION pillarbox

fragment: and-sign-in
S: USER
S: SASL PLAIN LOGIN
S: .

fragment: retrieve $message=1
C: RETR $message
S: +OK {d} octets

fragment: header $message=1
C: TOP $message 0
S: +OK Top of the message follows

fragment: delete $message=1
C: DELE $message
S: +OK Message $message is marked as deleted

# A stored message up to the fields that the sender wrote, or so far.
fragment: top-fields $sender=sender@remote.example
S: Return-Path: <$sender>
S*: {any}

fragment: stored-fields $sender=sender@remote.example
S: Return-Path: <$sender>
S: Received: {any}
S*: {x09}{any}

fragment: trace $client | $protocol | $sender=sender@remote.example | $recipient=alice@mail.example
S: Return-Path: <$sender>
S: Received: from $client
S: {x09}by mail.example with $protocol id {id}
S: {x09}for <$recipient>;
S: {x09}{date}

fragment: rest
S*: {any}
S: .

fragment: end
S: .

# --- the relay

# A program that writes down its arguments and the message.
fragment: relay
file: relay
| printf '%s\n' "$@" > arguments
| cat > message

fragment: arguments $sender=alice@mail.example | $recipient=friend@elsewhere.example
lines: arguments
| -i
| -f
| $sender
| --
| $recipient

# The fields that were added; those of the sender are next.
fragment: relayed $sender=alice@mail.example | $recipient=friend@elsewhere.example
lines: message
| Received: from client.example (local)
| {x09}by mail.example with ESMTPA id {id}
| {x09}for <$recipient>;
| {x09}{date}
| From: <$sender>
| Date: {date}
| Message-ID: <{id}@mail.example>
