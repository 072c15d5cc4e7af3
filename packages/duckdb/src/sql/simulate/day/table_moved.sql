-- Emails that today's run plans for another day than yesterday's run did.
CREATE OR REPLACE TEMP TABLE sim_moved AS
SELECT
  row_number() OVER () AS move,
  contact_id,
  org_id,
  email_type,
  event_date,
  scheduled_send_date AS planned_for,
  new_date AS moved_to
FROM sim_change
WHERE status = 'pre-scheduled' AND new_status = 'pre-scheduled' AND new_date <> scheduled_send_date
