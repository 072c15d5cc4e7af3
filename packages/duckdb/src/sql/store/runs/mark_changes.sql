-- What had been changed when the run began, it has taken into account, but for tables that it did not read.
UPDATE campaign_change_log c SET rescheduled_by = r.run_id
FROM runs r
WHERE r.run_id = $run_id AND c.requires_rescheduling AND c.rescheduled_by IS NULL AND c.undone_by IS NULL
  AND c.id <= r.last_change_id
  AND NOT list_contains(r.tables_of_files, CASE
    WHEN c.field = 'enrolments' THEN 'contact_campaigns'
    WHEN c.campaign_instance_id IS NULL THEN 'campaign_types'
    ELSE 'campaign_instances'
  END)
