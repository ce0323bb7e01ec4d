use: alice; pop3; username; wrong-password; username nobody; wrong-password
use: username; wrong-password secrets; username; wrong-password SECRET; username
C: PASS wrong  S: -ERR [AUTH] Too many wrong passwords, closing
