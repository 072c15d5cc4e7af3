-- Continues the revisions and the ids of emails after the highest ones, so that none is used twice.
UPDATE store_state SET
  revision = greatest(store_state.revision, now.revision),
  last_schedule_id = greatest(store_state.last_schedule_id, now.last_schedule_id)
FROM {{store_state}} now
