-- The index, version 1. What each table is for, its sizes and the reasons: docs/design/index.md.
-- Public ids are the 20 bytes of a SHA-1, uuids their 16 bytes in the order of the text, dates Unix time in milliseconds, UTC.

-- One row per patient (1), study (2), series (3) and instance (4). Keys rise by creation and are never used again (counters.last_resource).
CREATE TABLE resources (
  key         INTEGER PRIMARY KEY,
  public_id   BLOB    NOT NULL,
  level       INTEGER NOT NULL,
  parent_key  INTEGER NOT NULL,            -- 0 for patients
  last_update INTEGER NOT NULL,
  children    INTEGER NOT NULL DEFAULT 0,  -- direct ones
  recycling   INTEGER,                     -- patients: the lowest goes first; NULL: protected
  identifier  TEXT                         -- Patient ID, Study, Series or SOP Instance UID in the normal form of look-ups
);

-- Find by public id; find-or-create of every stored instance.
CREATE UNIQUE INDEX resources_by_public_id ON resources (public_id);

-- Children, descendants, statistics and deletion of a resource; the check for a completed series.
CREATE INDEX resources_by_parent ON resources (parent_key) WHERE parent_key <> 0;

-- Lists of patients, studies and series in the order of creation. Instances are nearly all rows: they are listed from the table itself.
CREATE INDEX resources_by_level ON resources (level) WHERE level < 4;

-- Look-up by identifier.
CREATE INDEX resources_by_identifier ON resources (identifier) WHERE identifier IS NOT NULL;

-- The recycling order.
CREATE INDEX resources_by_recycling ON resources (recycling) WHERE recycling IS NOT NULL;

-- All main DICOM tags of a resource in one value: each as big-endian uint32 tag, LEB128 length, UTF-8 text, in ascending tag order.
CREATE TABLE main_tags (
  resource_key INTEGER PRIMARY KEY,
  tags         BLOB NOT NULL
);

CREATE TABLE metadata (
  resource_key INTEGER NOT NULL,
  type         INTEGER NOT NULL,
  value        TEXT    NOT NULL,
  revision     INTEGER NOT NULL,
  PRIMARY KEY (resource_key, type)
) WITHOUT ROWID;

CREATE TABLE labels (
  resource_key INTEGER NOT NULL,
  label        TEXT    NOT NULL,
  PRIMARY KEY (resource_key, label)
) WITHOUT ROWID;

-- All labels in use.
CREATE INDEX labels_by_label ON labels (label);

-- One row per file of the storage, and per name that the collector is about to remove.
CREATE TABLE blobs (
  key                INTEGER PRIMARY KEY,
  uuid               BLOB    NOT NULL,
  codec              INTEGER NOT NULL,
  uncompressed_size  INTEGER NOT NULL,
  compressed_size    INTEGER NOT NULL,
  sha256             BLOB    NOT NULL,
  uncompressed_md5   BLOB,
  compressed_md5     BLOB,
  stored_xxh3        BLOB    NOT NULL,
  block_xxh3         BLOB    NOT NULL,
  damaged            INTEGER NOT NULL,     -- 1: a read or a verification found its bytes wrong or missing
  reference_count    INTEGER NOT NULL,     -- rows of attachments that point here
  unreferenced_since INTEGER,              -- NULL while referenced
  condemned          INTEGER NOT NULL      -- 1: on its way out, nothing may reference it any more
);

-- Find-or-create of every stored attachment; marks of damage; the collector's names.
CREATE UNIQUE INDEX blobs_by_uuid ON blobs (uuid);

-- The collector: the condemned, and those without reference, oldest first.
CREATE INDEX blobs_by_unreferenced ON blobs (condemned, unreferenced_since) WHERE unreferenced_since IS NOT NULL;

CREATE TABLE attachments (
  resource_key INTEGER NOT NULL,
  type         INTEGER NOT NULL,
  blob_key     INTEGER NOT NULL,
  revision     INTEGER NOT NULL,
  PRIMARY KEY (resource_key, type)
) WITHOUT ROWID;

-- The change log. Hidden rows, the tombstones among them, are shown only to readers who ask for them.
CREATE TABLE changes (
  seq          INTEGER PRIMARY KEY,
  type         INTEGER NOT NULL,
  level        INTEGER NOT NULL,
  public_id    BLOB    NOT NULL,
  resource_key INTEGER NOT NULL,
  date         INTEGER NOT NULL,
  hidden       INTEGER NOT NULL
);

-- Hiding the changes of what is deleted or replaced; whether a series was completed before.
CREATE INDEX changes_by_resource ON changes (resource_key);

CREATE TABLE exports (
  seq                 INTEGER PRIMARY KEY,
  level               INTEGER NOT NULL,
  public_id           BLOB    NOT NULL,
  remote_modality     TEXT    NOT NULL,
  date                INTEGER NOT NULL,
  patient_id          TEXT    NOT NULL,
  study_instance_uid  TEXT    NOT NULL,
  series_instance_uid TEXT    NOT NULL,
  sop_instance_uid    TEXT    NOT NULL
);

-- One row: what every transaction that changes it writes once.
CREATE TABLE counters (
  id                INTEGER PRIMARY KEY CHECK (id = 1),
  patients          INTEGER NOT NULL,
  studies           INTEGER NOT NULL,
  series            INTEGER NOT NULL,
  instances         INTEGER NOT NULL,
  compressed_size   INTEGER NOT NULL,      -- summed over attachments
  uncompressed_size INTEGER NOT NULL,
  last_resource     INTEGER NOT NULL,      -- highest ever given, as the next three
  last_change       INTEGER NOT NULL,
  last_export       INTEGER NOT NULL,
  last_recycling    INTEGER NOT NULL
);

INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

CREATE TABLE properties (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
