-- The mail store, version 1. pillarbox-schema(5) explains it; it is a public interface.
-- A later version is a further file that turns the one before it into itself.

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password TEXT,
    quota INTEGER,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id TEXT NOT NULL,
    arrived INTEGER NOT NULL,
    reverse_path TEXT NOT NULL,
    sender INTEGER REFERENCES account (id) ON DELETE SET NULL,
    peer TEXT NOT NULL,
    helo TEXT NOT NULL,
    subject TEXT NOT NULL,
    octets INTEGER NOT NULL
) STRICT;

CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE delivery (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    message INTEGER NOT NULL REFERENCES message (id),
    octets INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_of_message ON delivery (message);

CREATE TRIGGER delivery_was_last AFTER DELETE ON delivery
WHEN NOT EXISTS (SELECT 1 FROM delivery WHERE message = OLD.message)
BEGIN
    DELETE FROM content WHERE id BETWEEN OLD.message << 16 AND (OLD.message << 16) + 65535;
    DELETE FROM message WHERE id = OLD.message;
END;

CREATE VIEW inbox AS
SELECT account.name AS account,
       message.id AS message,
       datetime(message.arrived, 'unixepoch') AS arrived,
       message.reverse_path AS sender,
       message.subject AS subject,
       message.octets AS octets,
       delivery.seen AS seen,
       (SELECT group_concat(CAST(data AS TEXT), '')
        FROM (SELECT data FROM content
              WHERE id BETWEEN message.id << 16 AND (message.id << 16) + 65535
              ORDER BY id)) AS content
FROM delivery
JOIN account ON account.id = delivery.account
JOIN message ON message.id = delivery.message;

INSERT INTO account (name, password, created) VALUES ('postmaster', '!', unixepoch());
