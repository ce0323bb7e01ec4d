-- Version 3: functions for what a delivery does. A pool gives each transaction another session of the server,
-- which would plan the statements of the programs each time. The plans of a function's statements it keeps.
-- No table changes. The functions may be there: they stay when a copy of an older version is restored.

-- A usage is believed for so many seconds after it has been added up.
CREATE OR REPLACE FUNCTION usage_is_kept(usage bigint, usage_since bigint, moment bigint, seconds bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT usage IS NOT NULL AND usage_since <= moment AND moment - usage_since < seconds
$$;

-- The first of two names that is of an account or an alias; number is 0 or 1. No row: neither is.
CREATE OR REPLACE FUNCTION name_find(name_0 text, name_1 text)
RETURNS TABLE (account bigint, quota bigint, number integer, is_alias boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
    folded text;
BEGIN
    FOR tried IN 0..1 LOOP
        number := tried;
        folded := lower(CASE tried WHEN 0 THEN name_0 ELSE name_1 END COLLATE "C");
        SELECT a.id, a.quota INTO account, quota FROM account a WHERE lower(a.name) = folded;
        is_alias := EXISTS (SELECT 1 FROM alias WHERE lower(alias.name) = folded);
        IF account IS NOT NULL OR is_alias THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Whether a message may be delivered. 1: it may; 2: its sender may not sign in any more; 3: there is no room.
-- quotas are those of the accounts; 0: none. sender 0: there is none. A usage is believed for usage_seconds.
-- Accounts with a quota are locked, in order, so that no two deliveries wait for each other; the statement
-- after that sees what others have delivered.
CREATE OR REPLACE FUNCTION message_verdict(
    accounts bigint[], quotas bigint[], octets bigint, moment bigint, sender bigint, sender_name text,
    usage_seconds bigint
) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF 0 < ANY (quotas) THEN
        PERFORM 1 FROM account
        WHERE id IN (SELECT t.id FROM unnest(accounts, quotas) AS t (id, quota) WHERE t.quota > 0)
        ORDER BY id FOR NO KEY UPDATE;
    END IF;
    IF sender <> 0 AND NOT EXISTS (
        SELECT 1 FROM account WHERE id = sender AND lower(name) = lower(sender_name COLLATE "C")
        AND coalesce(left(password, 1), '') NOT IN ('!', '*')
    ) THEN
        RETURN 2;
    END IF;
    IF NOT 0 < ANY (quotas) THEN -- then there is room
        RETURN 1;
    END IF;
    RETURN (
        WITH target AS MATERIALIZED (
            SELECT t.quota, CASE
                WHEN t.quota = 0 THEN 0
                WHEN usage_is_kept(a.usage, a.usage_since, moment, usage_seconds) THEN a.usage
                ELSE (SELECT coalesce(sum(d.octets), 0) FROM delivery d WHERE d.account = a.id)
            END AS usage
            FROM unnest(accounts, quotas) AS t (id, quota) LEFT JOIN account a ON a.id = t.id
        )
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM target WHERE quota > 0 AND usage >= quota)
                OR NOT EXISTS (SELECT 1 FROM target WHERE quota = 0 OR octets <= quota - usage) THEN 3
            ELSE 1
        END
    );
END $$;

-- Stores a message with the first piece of its content, and delivers it to the accounts, if it may be
-- delivered. message is its id. That an account is gone shows as an error of the foreign key.
CREATE OR REPLACE FUNCTION message_deliver(
    accounts bigint[], quotas bigint[], octets bigint, moment bigint, sender bigint, sender_name text,
    usage_seconds bigint, transaction_id text, arrived bigint, reverse_path text, peer text, helo text,
    subject text, data bytea, seen bigint, OUT verdict integer, OUT message bigint
) LANGUAGE plpgsql AS $$
BEGIN
    verdict := message_verdict(accounts, quotas, octets, moment, sender, sender_name, usage_seconds);
    IF verdict <> 1 THEN
        RETURN;
    END IF;
    INSERT INTO message (transaction_id, arrived, reverse_path, sender, peer, helo, subject, octets)
    VALUES (transaction_id, arrived, reverse_path, nullif(sender, 0), peer, helo, subject, octets)
    RETURNING id INTO message;
    IF octet_length(data) > 0 THEN
        INSERT INTO content (message, part, data) VALUES (message, 0, data);
    END IF;
    INSERT INTO delivery (account, message, octets, seen)
    SELECT account, message, octets, seen FROM unnest(accounts) AS t (account);
    IF 0 < ANY (quotas) THEN
        -- What is added up now has the message already.
        UPDATE account a SET
            usage = CASE WHEN usage_is_kept(a.usage, a.usage_since, moment, usage_seconds)
                THEN a.usage + message_deliver.octets
                ELSE (SELECT sum(d.octets) FROM delivery d WHERE d.account = a.id) END,
            usage_since = CASE WHEN usage_is_kept(a.usage, a.usage_since, moment, usage_seconds)
                THEN a.usage_since ELSE moment END
        FROM unnest(accounts, quotas) AS t (id, quota) WHERE a.id = t.id AND t.quota > 0;
    END IF;
END $$;
