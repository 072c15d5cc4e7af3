-- The plan of the earlier run. The sender already has some of the emails due today and in the next two days.
CREATE VIEW planned AS
WITH plan AS (
  FROM planned_birthday
  UNION ALL FROM planned_effective_date
)
SELECT
  *,
  CASE
    WHEN scheduled_send_date = getvariable('as_of') AND draw(id, 'plan status', 100) < 50 THEN 'processing'
    WHEN scheduled_send_date <= getvariable('as_of') + 2 AND draw(id, 'plan status', 100) < 80 THEN 'scheduled'
    WHEN draw(id, 'plan skipped', 100) < 8 THEN 'skipped'
    ELSE 'pre-scheduled'
  END AS status
FROM plan
