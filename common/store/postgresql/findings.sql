-- What "mailctl check" looks for. A finding has a name, its state, what it counts (in singular, in
-- plural, and the rest) and what the repair does; then a query for the rows, with "it" to show and
-- "key" for the repair; then the repair, with @ for many keys. Later findings see what the repairs
-- before them left.
--
-- Constraints and a trigger prevent most of this. A superuser can turn them off, and a restored
-- database may be without them.

finding constraints|bad|constraint is,constraints are,missing|
SELECT wanted.name AS it FROM (VALUES ('delivery_account_fkey'), ('delivery_message_fkey'),
    ('content_message_fkey')) AS wanted (name)
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = wanted.name AND convalidated
    AND connamespace = current_schema()::regnamespace)
UNION ALL SELECT wanted.name FROM (VALUES ('account_name'), ('alias_name')) AS wanted (name)
WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(wanted.name) AND indisunique
    AND indisvalid)
UNION ALL SELECT 'delivery_was_last' WHERE NOT EXISTS (SELECT 1 FROM pg_trigger
    WHERE tgrelid = 'delivery'::regclass AND tgname = 'delivery_was_last' AND tgenabled IN ('O', 'A'))

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
SELECT DISTINCT ON (content.message) content.message, 'mailctl.' || content.message,
    coalesce((SELECT arrived FROM message WHERE message.id < content.message ORDER BY message.id DESC LIMIT 1),
        floor(extract(epoch FROM now()))::bigint),
    CASE WHEN substring(data FROM 1 FOR 14) = 'Return-Path: <' AND position('>'::bytea || decode('0D0A', 'hex') IN data) >= 15
         THEN content_text(substring(data FROM 15 FOR position('>'::bytea || decode('0D0A', 'hex') IN data) - 15)) ELSE '' END,
    NULL, '', '', '', 0
FROM content WHERE content.message IN (VALUES @) AND content.message NOT IN (SELECT id FROM message)
ORDER BY content.message, part;
DELETE FROM delivery WHERE message IN (VALUES @) AND message NOT IN (SELECT id FROM message);

finding messages of nobody|bad|message is,messages are,in no maildrop|removed
SELECT id AS it, id AS key FROM message
WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id)
repair
DELETE FROM message WHERE id IN (@)
AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id);

finding content of no message|bad|piece belongs,pieces belong,to no message|removed
SELECT message || '.' || part AS it, message AS key FROM content
WHERE message NOT IN (SELECT id FROM message)
repair
DELETE FROM content WHERE message IN (@) AND message NOT IN (SELECT id FROM message);

-- Pieces after a gap move up, because pop3d stops at a gap.
finding incomplete messages|bad|message has,messages have,another size than the content|now the size of what is there
SELECT id AS it, id AS key FROM message LEFT JOIN (SELECT message, sum(octet_length(data)) AS octets,
    count(*) AS pieces, max(part) AS last FROM content GROUP BY message) AS found ON found.message = id
WHERE message.octets <> coalesce(found.octets, 0) OR found.pieces <= found.last
repair
UPDATE content SET part = -counted.number FROM (SELECT message, part,
    row_number() OVER (PARTITION BY message ORDER BY part) AS number FROM content
    WHERE message IN (@)) AS counted
WHERE content.message = counted.message AND content.part = counted.part;
UPDATE content SET part = -part - 1 WHERE message IN (@) AND part < 0;
UPDATE message SET octets = (SELECT coalesce(sum(octet_length(data)), 0) FROM content
    WHERE content.message = message.id) WHERE id IN (@);

finding sizes of deliveries|bad|delivery has,deliveries have,another size than the message|corrected
SELECT message AS it, '(' || account || ', ' || message || ')' AS key FROM delivery
JOIN message AS sent ON sent.id = delivery.message WHERE delivery.octets <> sent.octets
repair
UPDATE delivery SET octets = sent.octets FROM message AS sent
WHERE sent.id = delivery.message AND (account, message) IN (VALUES @);

-- From deliveries to an account with a quota. What it holds is added up once an hour anyway.
finding usage|note|account has,accounts have,another usage than its mail|added up again
SELECT name AS it, id AS key FROM account WHERE quota > 0 AND usage IS NOT NULL
AND usage <> (SELECT coalesce(sum(octets), 0) FROM delivery WHERE delivery.account = account.id)
repair
UPDATE account SET usage = NULL WHERE id IN (@);

-- As after "mailctl restore", nobody knows which ids were given in between.
finding numbering|bad|table,tables,would use an id again|raised
SELECT 'message' AS it, 0 AS key FROM message_id_seq
WHERE (SELECT max(id) FROM message) > last_value - CASE WHEN is_called THEN 0 ELSE 1 END
UNION ALL SELECT 'account', 0 FROM account_id_seq
WHERE (SELECT max(id) FROM account) > last_value - CASE WHEN is_called THEN 0 ELSE 1 END
repair
SELECT setval('message_id_seq', (SELECT max(id) + 1000000 FROM message)) FROM message_id_seq
WHERE (SELECT max(id) FROM message) > last_value - CASE WHEN is_called THEN 0 ELSE 1 END;
SELECT setval('account_id_seq', (SELECT max(id) + 1000000 FROM account)) FROM account_id_seq
WHERE (SELECT max(id) FROM account) > last_value - CASE WHEN is_called THEN 0 ELSE 1 END;

finding postmaster|bad|account is,accounts are,missing|created, locked
SELECT 'postmaster' AS it, 0 AS key WHERE NOT EXISTS (SELECT 1 FROM account WHERE lower(name) = 'postmaster')
repair
INSERT INTO account (name, password, created)
VALUES ('postmaster', '!', floor(extract(epoch FROM now()))::bigint) ON CONFLICT DO NOTHING;

finding targets of aliases|note|target is,targets are,neither account nor alias|
SELECT DISTINCT target AS it FROM alias
WHERE lower(target) NOT IN (SELECT lower(name) FROM account UNION SELECT lower(name) FROM alias)

finding accounts without password|note|account is,accounts are,open to everybody at a terminal|
SELECT name AS it FROM account WHERE password IS NULL

finding left by mailctl|note|account,accounts,can be removed if no other mailctl is running|
SELECT name AS it FROM account WHERE name LIKE 'mailctl.________________'
