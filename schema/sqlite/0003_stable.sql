-- The index, version 3. Dates as in 0001. What was there before is stable, without an event.

-- Patients, studies and series: when the last instance came, as long as no Stable change has been logged since; NULL: stable.
ALTER TABLE resources ADD COLUMN unstable_since INTEGER;

-- Who becomes stable next; of one moment series before studies before patients.
CREATE INDEX resources_by_unstable_since ON resources (unstable_since, level DESC) WHERE unstable_since IS NOT NULL;
