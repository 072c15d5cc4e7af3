-- Marks the changes that the run has taken into account: those made before it began, except changes of tables that the
-- run read from files instead of from the store.
UPDATE campaign_change_log c SET rescheduled_by = r.run_id
FROM runs r
WHERE r.run_id = $run_id AND c.requires_rescheduling AND c.rescheduled_by IS NULL AND c.undone_by IS NULL
  AND c.id <= r.last_change_id
  AND NOT list_contains(r.tables_of_files, CASE
    WHEN c.field = 'enrolments' THEN 'contact_campaigns'
    WHEN c.campaign_instance_id IS NULL THEN 'campaign_types'
    ELSE 'campaign_instances'
  END)
