-- The index, version 2. Hashes are SHA-256, 32 bytes; dates as in 0001.

-- Writes that were done under a client's key: the same write under the same key is not done again, but answered as it was then.
CREATE TABLE idempotency_keys (
  key      BLOB    PRIMARY KEY,  -- hash of the user and of the key
  request  BLOB    NOT NULL,     -- hash of the method and of what it was applied to
  content  BLOB    NOT NULL,     -- hash of what was written; empty for a deletion
  revision INTEGER NOT NULL,     -- the item's, as it was answered
  md5      BLOB,                 -- of the content, as it was answered; NULL if there was none
  date     INTEGER NOT NULL
) WITHOUT ROWID;

-- Forgetting the oldest.
CREATE INDEX idempotency_keys_by_date ON idempotency_keys (date);
