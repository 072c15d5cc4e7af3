-- What had been changed when the run began, it has taken into account.
UPDATE campaign_change_log SET rescheduled_by = $run_id
WHERE requires_rescheduling AND rescheduled_by IS NULL AND id <= $last_change_id
