-- The index, version 4.

-- Remote Application Entities that were added over REST: a name, and the JSON object of GET /modalities/{id}/configuration.
CREATE TABLE modalities (
  name       TEXT PRIMARY KEY,
  definition TEXT NOT NULL
) WITHOUT ROWID;
