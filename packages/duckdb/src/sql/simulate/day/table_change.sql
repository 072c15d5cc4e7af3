-- What became of yesterday's remaining rows.
CREATE OR REPLACE TEMP TABLE sim_change AS
SELECT
  a.*,
  b.rowid AS new_row,
  b.rowid IS NULL AS gone,
  b.status AS new_status,
  b.skip_reason AS new_skip_reason,
  b.scheduled_send_date AS new_date
FROM sim_yesterday a
LEFT JOIN sim_today b
ON {{same}}
