# No session holds the writer lock while it waits for the network.
use: in-steps; alice; smtp; envelope
meanwhile free: writer
use: data
C: Subject: one
meanwhile free: writer
C:
C: text
use: stored
meanwhile free: writer
meanwhile rows: SELECT subject FROM inbox
| one
use: quit
