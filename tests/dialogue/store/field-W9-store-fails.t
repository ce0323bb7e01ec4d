# If aliases cannot be looked up, no one is told that an address is not theirs.
use: in-steps; alice; smtp-as-alice
meanwhile sql: ALTER TABLE alias RENAME TO gone
use: from-me alice@mail.example; reset; store-broken MAIL FROM:<alice+tag@mail.example>
stderr: {any} event=store-fault trying="look up the sender" problem={any}
