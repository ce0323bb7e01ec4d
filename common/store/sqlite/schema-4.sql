-- Version 4: what a maildrop holds, for accounts with a quota, and since when that is kept. Null is
-- not known: then, and from time to time, the deliveries are added up.

ALTER TABLE account ADD COLUMN usage INTEGER;
ALTER TABLE account ADD COLUMN usage_since INTEGER;
