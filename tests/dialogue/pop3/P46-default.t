# RFC 1939 requires ten minutes at least.
prints: settings
run: pop3d -t
S*: {any}
S: pop3_timeout = 600
S*: {any}
