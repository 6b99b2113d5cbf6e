-- The index, version 6. Metadata that were there before stay rows.

-- The metadata that a resource was created with, in one value: each as LEB128 type, LEB128 length, UTF-8 text, in ascending order of type, all of revision 0.
-- NULL: none, or they have become rows of table metadata, as they do when one of them is written anew.
ALTER TABLE main_tags ADD COLUMN metadata BLOB;

-- Hiding the changes of what is deleted or replaced; whether a series was completed before. Without tombstones, which have the key of what remained.
DROP INDEX changes_by_resource;
CREATE INDEX changes_by_resource ON changes (resource_key, type) WHERE type <> 4096;
