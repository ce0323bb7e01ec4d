use: in-steps; smtp -o command_timeout=1
S: 421 4.4.2 Timeout, closing
