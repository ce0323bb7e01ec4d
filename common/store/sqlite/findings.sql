-- What "mailctl check" looks for. A finding has a name, its state, what it counts (in singular, in
-- plural, and the rest) and what the repair does; then a query for the rows, with "it" to show and
-- "key" for the repair; then the repair, with @ for many keys. Later findings see what the repairs
-- before them left.

finding senders|bad|message is,messages are,from accounts that are gone|they lose that account
SELECT id AS it, id AS key FROM message
WHERE sender NOT NULL AND sender NOT IN (SELECT id FROM account)
repair
UPDATE message SET sender = NULL WHERE id IN (@) AND sender NOT IN (SELECT id FROM account);

finding deliveries to nobody|bad|delivery is,deliveries are,to accounts that are gone|removed
SELECT message AS it, '(' || account || ', ' || message || ')' AS key FROM delivery
WHERE account NOT IN (SELECT id FROM account)
repair
DELETE FROM delivery WHERE (account, message) IN (VALUES @)
AND account NOT IN (SELECT id FROM account);

-- pop3d hands out what has content, so that becomes a message again.
finding deliveries of nothing|bad|delivery has,deliveries have,no message|messages again if there is content, else removed
SELECT message AS it, '(' || message || ')' AS key FROM delivery
WHERE message NOT IN (SELECT id FROM message)
repair
INSERT INTO message (id, transaction_id, arrived, reverse_path, sender, peer, helo, subject, octets)
SELECT id >> 16, 'mailctl.' || (id >> 16),
    ifnull((SELECT arrived FROM message WHERE message.id < content.id >> 16 ORDER BY message.id DESC),
        unixepoch()),
    CASE WHEN CAST(data AS TEXT) LIKE 'Return-Path: <%' AND instr(data, x'3E0D0A') >= 15
         THEN CAST(substr(data, 15, instr(data, x'3E0D0A') - 15) AS TEXT) ELSE '' END,
    NULL, '', '', '', 0
FROM content WHERE id >> 16 NOT IN (SELECT id FROM message) AND id IN (SELECT
    (SELECT min(id) FROM content WHERE id BETWEEN column1 << 16 AND (column1 << 16) + 65535)
    FROM (VALUES @));
DELETE FROM delivery WHERE message IN (VALUES @) AND message NOT IN (SELECT id FROM message);

finding foreign keys|bad|row of these tables belongs,rows of these tables belong,to nothing|
SELECT "table" AS it FROM pragma_foreign_key_check

-- A large message has an id below 0 until all of it is stored. After an hour its process is gone.
finding unfinished messages|note|message,messages,will be removed when others are stored|
SELECT id AS it FROM message WHERE id < 0 AND arrived < unixepoch() - 3600

finding messages of nobody|bad|message is,messages are,in no maildrop|removed
SELECT id AS it, id AS key FROM message
WHERE id > 0 AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = message.id)
repair
DELETE FROM message WHERE id IN (@)
AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = message.id);

finding content of no message|bad|piece belongs,pieces belong,to no message|removed
SELECT id AS it, id AS key FROM content WHERE id >> 16 NOT IN (SELECT abs(id) FROM message)
repair
DELETE FROM content WHERE id IN (@) AND id >> 16 NOT IN (SELECT abs(id) FROM message);

-- Pieces after a gap move up, because pop3d stops at a gap.
finding incomplete messages|bad|message has,messages have,another size than the content|now the size of what is there
SELECT id AS it, id AS key FROM message
WHERE id > 0 AND (octets <> (SELECT ifnull(sum(length(data)), 0) FROM content
    WHERE content.id BETWEEN message.id << 16 AND (message.id << 16) + 65535)
OR (SELECT count(*) <= max(content.id) & 65535 FROM content
    WHERE content.id BETWEEN message.id << 16 AND (message.id << 16) + 65535))
repair
UPDATE content SET id = (id & ~65535) + (SELECT count(*) FROM content AS other
    WHERE other.id BETWEEN content.id & ~65535 AND content.id - 1)
WHERE id IN (SELECT content.id FROM message JOIN content
    ON content.id BETWEEN message.id << 16 AND (message.id << 16) + 65535 WHERE message.id IN (@));
UPDATE message SET octets = (SELECT ifnull(sum(length(data)), 0) FROM content
    WHERE content.id BETWEEN message.id << 16 AND (message.id << 16) + 65535) WHERE id IN (@);

finding sizes of deliveries|bad|delivery has,deliveries have,another size than the message|corrected
SELECT message AS it, '(' || account || ', ' || message || ')' AS key FROM delivery
WHERE octets <> (SELECT octets FROM message WHERE id = message)
repair
UPDATE delivery SET octets = (SELECT octets FROM message WHERE id = message)
WHERE (account, message) IN (VALUES @);

-- From deliveries to an account with a quota. What it holds is added up once an hour anyway.
finding usage|note|account has,accounts have,another usage than its mail|added up again
SELECT name AS it, id AS key FROM account WHERE quota > 0 AND usage IS NOT NULL
AND usage <> (SELECT coalesce(sum(octets), 0) FROM delivery WHERE delivery.account = account.id)
repair
UPDATE account SET usage = NULL WHERE id IN (@);

-- As after "mailctl restore", nobody knows which ids were given in between.
finding numbering|bad|table,tables,would use an id again|raised
SELECT name AS it, 0 AS key FROM (SELECT 'message' AS name, max(id) AS top FROM message
    UNION ALL SELECT 'account', max(id) FROM account) LEFT JOIN sqlite_sequence USING (name)
WHERE ifnull(seq, 0) < top
repair
INSERT INTO sqlite_sequence (name, seq) SELECT column1, 0 FROM (VALUES ('message'), ('account'))
WHERE column1 NOT IN (SELECT name FROM sqlite_sequence);
UPDATE sqlite_sequence SET seq = (SELECT max(id) + 1000000 FROM message)
WHERE name = 'message' AND seq < (SELECT max(id) FROM message);
UPDATE sqlite_sequence SET seq = (SELECT max(id) + 1000000 FROM account)
WHERE name = 'account' AND seq < (SELECT max(id) FROM account);

finding postmaster|bad|account is,accounts are,missing|created, locked
SELECT 'postmaster' AS it, 0 AS key WHERE NOT EXISTS (SELECT 1 FROM account WHERE name = 'postmaster')
repair
INSERT OR IGNORE INTO account (name, password, created) VALUES ('postmaster', '!', unixepoch());

finding targets of aliases|note|target is,targets are,neither account nor alias|
SELECT DISTINCT target AS it FROM alias
WHERE target NOT IN (SELECT name FROM account UNION SELECT name FROM alias)

finding accounts without password|note|account is,accounts are,open to everybody at a terminal|
SELECT name AS it FROM account WHERE password IS NULL

finding left by mailctl|note|account,accounts,can be removed if no other mailctl is running|
SELECT name AS it FROM account WHERE name GLOB 'mailctl.????????????????'
