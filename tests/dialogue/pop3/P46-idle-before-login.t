use: in-steps; pop3 -o pop3_timeout=1; mechanism-plain
wait: 0.5
