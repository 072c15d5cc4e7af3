-- The metadata of a follow-up begins with the parent's id.
CASE WHEN parent_schedule_id IS NULL THEN metadata
  ELSE substr(metadata, length('{"parent_schedule_id":' || parent_schedule_id) + 1) END
