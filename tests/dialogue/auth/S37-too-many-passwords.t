# A known and an unknown name get the same answers.
use: alice; smtp
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AG5vYm9keQB3cm9uZw==  S: 535 5.7.8 Wrong name or password
C: AUTH LOGIN  S: 334 VXNlcm5hbWU6
C: bm9ib2R5  S: 334 UGFzc3dvcmQ6
C: d3JvbmdzIQ==  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 535 5.7.8 Wrong name or password
C: AUTH PLAIN AGFsaWNlAHdyb25n  S: 421 4.7.0 Too many wrong passwords, closing
