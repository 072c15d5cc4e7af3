-- The metadata without the parent's id, with which the metadata of a follow-up begins.
CASE WHEN parent_schedule_id IS NULL THEN metadata
  ELSE substr(metadata, length('{"parent_schedule_id":' || parent_schedule_id) + 1) END
