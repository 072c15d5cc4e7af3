-- Rows that yesterday's run did not have.
CREATE OR REPLACE TEMP TABLE sim_new AS
SELECT
  contact_id, org_id, email_type, kind, event_date, campaign_instance_id, parent_schedule_id, metadata, status, skip_reason,
  scheduled_send_date, ideal_send_date
FROM sim_today t
WHERE NOT EXISTS (FROM sim_change c WHERE c.new_row = t.rowid)
