-- Version 2: names with a domain. The name of an account or of an alias, and a target, may be
-- name@domain, with the labels of the domain in ASCII. No table changes. But programs for version 1
-- would deliver mail for such a name to the account of the bare name, and must not open the database.

COMMENT ON COLUMN account.name IS 'a name, or a name@domain in ASCII';
COMMENT ON COLUMN alias.name IS 'a name, or a name@domain whose domain is in ASCII';
