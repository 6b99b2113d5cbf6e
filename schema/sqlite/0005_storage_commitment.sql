-- The index, version 5. Storage commitment (DICOM PS3.4 Annex J); dates as in 0001.

-- One transaction: asked of us by a modality (role 1), or of another archive by us (role 2).
CREATE TABLE commitments (
  key             INTEGER PRIMARY KEY,
  role            INTEGER NOT NULL,
  transaction_uid TEXT    NOT NULL,
  remote_ae       TEXT    NOT NULL,
  local_ae        TEXT    NOT NULL,
  modality        TEXT    NOT NULL,  -- its name in the configuration; empty if it has none
  state           INTEGER NOT NULL,  -- CommitmentState
  date            INTEGER NOT NULL,  -- when it was asked, or asked again
  verified        INTEGER,           -- when the last outcome was found; NULL until all are
  attempts        INTEGER NOT NULL,  -- deliveries of the report that failed
  next_attempt    INTEGER,           -- when there is something to do; NULL: never
  problem         TEXT    NOT NULL   -- why it was given up; else empty
);

-- The same transaction again; the report that comes for one.
CREATE UNIQUE INDEX commitments_by_transaction ON commitments (transaction_uid, role, remote_ae);

-- What is to be done next.
CREATE INDEX commitments_by_attempt ON commitments (next_attempt) WHERE next_attempt IS NOT NULL;

-- The instances of a transaction, each once, in their order.
CREATE TABLE commitment_references (
  commitment   INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  sop_class    TEXT    NOT NULL,
  sop_instance TEXT    NOT NULL,
  outcome      INTEGER,              -- 0: safe; else the failure reason (PS3.3 C.14.1.1); NULL: not known yet
  PRIMARY KEY (commitment, number)
) WITHOUT ROWID;
