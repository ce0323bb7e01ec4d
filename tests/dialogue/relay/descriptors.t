# The program has three descriptors and its script. It inherits none of ours, whose locks would outlive us.
account: alice secret
file: relay
| exec > descriptors
| for descriptor in /proc/$$/fd/*; do readlink $descriptor; done
| exit 0
use: inet; smtp-as-alice -o "relay=/bin/sh {dir}/relay -i -f"; envelope alice@mail.example
use: to friend@elsewhere.example; data; text; quit
lines: descriptors
| pipe:[{d}]
| {any}/descriptors
| {any}/relay
| pipe:[{d}]
