-- Version 2: aliases. A name leads to one or more others, which are accounts or aliases again; '*'
-- is for every name that leads nowhere else. A name may lead to itself: then its own account gets
-- the mail too.

CREATE TABLE alias (
    name TEXT NOT NULL COLLATE NOCASE,
    target TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (name, target)
) STRICT, WITHOUT ROWID;
