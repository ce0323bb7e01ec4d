# The trace field names the client, its address, the protocol and the recipient.
use: alice; bob; remote; smtp; delivery; quit
use: maildrop; retrieve
S: Return-Path: <sender@remote.example>
S: Received: from client.example ([192.0.2.7])
S: {x09}by mail.example with ESMTP id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
S: Subject: one
use: end; delete; pop3-quit
# HELO, IPv6, two recipients.
use: remote 2001:db8::7; smtpd-greets -o interactive=none
C: HELO client.example  S: 250 mail.example
use: envelope; to bob@mail.example; data; text two; quit
use: maildrop; retrieve
S: Return-Path: <sender@remote.example>
S: Received: from client.example ([IPv6:2001:db8::7])
S: {x09}by mail.example with SMTP id {id};
S: {x09}{date}
S: Subject: two
use: end; delete; pop3-quit
# Signed in.
use: inet; smtp-as-alice; message alice@mail.example; text three; quit
use: maildrop; header
S: Return-Path: <alice@mail.example>
S: Received: from client.example ([127.0.0.1])
S: {x09}by mail.example with ESMTPA id {id}
S: {x09}for <alice@mail.example>;
S: {x09}{date}
use: rest; pop3-quit
