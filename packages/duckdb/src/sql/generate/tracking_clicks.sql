-- For 18 % of the sent emails, one or two clicks within three days.
WITH click AS (
  SELECT *, unnest(range(CASE WHEN draw(id, 'second click', 10) < 1 THEN 2 ELSE 1 END)) AS click
  FROM reached
  WHERE draw(id, 'clicked', 100) < 18
),
timed AS (
  SELECT *, sent_at + to_seconds(60 + draw(id * 2 + click, 'clicked at', 3 * 86400)) AS clicked_at
  FROM click
)
SELECT contact_id, clicked_at, CASE WHEN draw(id, 'click known', 100) >= 15 THEN id END AS schedule_id
FROM timed
WHERE clicked_at < getvariable('as_of')
