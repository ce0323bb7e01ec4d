-- Version 3: when each account has last signed in.

ALTER TABLE account ADD COLUMN last_sign_in INTEGER;
