-- The index, version 6. Those who read the change log by themselves, and how far each has come.

CREATE TABLE change_consumers (
  name     TEXT    PRIMARY KEY,
  position INTEGER NOT NULL        -- sequence of the last change it is done with
) WITHOUT ROWID;

-- changes.hidden is 2 for what was cleared before every consumer had seen it: shown to consumers only, and deleted once all are past it.
CREATE INDEX changes_cleared ON changes (hidden) WHERE hidden = 2;
