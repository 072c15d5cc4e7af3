-- What became of yesterday's remaining rows.
CREATE OR REPLACE TEMP TABLE sim_change AS
SELECT a.*, b.contact_id IS NULL AS gone, b.status AS new_status, b.scheduled_send_date AS new_date
FROM sim_yesterday a
LEFT JOIN sim_today b
ON {{same}}
