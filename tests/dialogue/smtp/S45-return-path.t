# The peer's fields are removed, in any letter case, with their continuation lines. One remains.
use: alice; smtp; message
C: return-PATH: <first@evil.example>
C: Subject: path
C: Return-Path: <second@evil.example>
C:  continued here
C: Return-Path:
C: X-Return-Path: stays
C:
C: Return-Path: <stays@evil.example>
use: stored; quit
use: maildrop; retrieve; stored-fields
S: Subject: path
S: X-Return-Path: stays
S:
S: Return-Path: <stays@evil.example>
use: end; pop3-quit
