-- The due rows on their final days. If load balancing moved a row, the day of the run is used. wrong_balance.sql checks
-- whether load balancing may move the row to that day.
CREATE OR REPLACE TEMP TABLE verify_placed AS
WITH moved AS (
  SELECT contact_id, kind, about, occurs, any_value(day) AS day, any_value(moved_by) AS moved_by
  FROM verify_actual
  WHERE moved_by IN ('smoothing', 'daily_cap')
  GROUP BY ALL
),
due AS (
  SELECT
    *,
    CASE WHEN is_followup(email_type) THEN 'followup' ELSE email_type END AS kind,
    CASE WHEN is_followup(email_type) THEN parent_id ELSE instance_id END AS about,
    CASE WHEN NOT is_followup(email_type) THEN event_date END AS occurs
  FROM verify_released
)
SELECT
  row_number() OVER () AS due,
  d.* EXCLUDE (day, moved_by),
  d.day AS release_day,
  d.moved_by AS release_moved_by,
  CASE WHEN d.reason IS NULL AND NOT d.settled THEN coalesce(m.day, d.day) ELSE d.day END AS day,
  CASE WHEN d.reason IS NULL AND NOT d.settled THEN coalesce(m.moved_by, d.moved_by) ELSE d.moved_by END AS moved_by
FROM due d
LEFT JOIN moved m ON m.contact_id = d.contact_id AND m.kind = d.kind
  AND m.about IS NOT DISTINCT FROM d.about AND m.occurs IS NOT DISTINCT FROM d.occurs
