-- Goes through the rows in the order of acceptance. A row is refused if it would make a period with its day exceed the
-- frequency limit.
CREATE OR REPLACE TEMP TABLE verify_refused AS
WITH RECURSIVE step(contact_id, turn, due, taken, refused) AS (
  SELECT contact_id, 0::BIGINT, NULL::BIGINT, coalesce(list(day) FILTER (turn = 0), []), false
  FROM verify_counted
  GROUP BY contact_id
  UNION ALL
  SELECT
    contact_id,
    turn,
    due,
    CASE WHEN too_many THEN taken ELSE list_append(taken, day) END,
    too_many
  FROM (
    SELECT
      s.contact_id, c.turn, c.due, s.taken, c.day,
      len(list_filter(
        range(c.day - getvariable('period_days') + 1, c.day + 1),
        lambda first_day: len(list_filter(
          s.taken, lambda t: t BETWEEN first_day AND first_day + getvariable('period_days') - 1
        )) >= getvariable('max_emails')
      )) > 0 AS too_many
    FROM step s
    JOIN verify_counted c ON c.contact_id = s.contact_id AND c.turn = s.turn + 1
  )
)
SELECT due FROM step WHERE refused
