-- The day of each late candidate: the earliest day that an earlier run announced and that is still allowed,
-- otherwise the catch-up day. The hash for the catch-up day is a Feistel network of four rounds over the two
-- halves of the contact id.
CREATE OR REPLACE TEMP TABLE verify_late AS
WITH announced AS (
  SELECT c.candidate, min(h.sent_on) AS day
  FROM verify_judged c
  JOIN verify_history h ON h.contact_id = c.contact_id AND h.email_type = c.email_type
    AND h.event_date = c.event_date
  LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND h.sent_on BETWEEN w.first_day AND w.last_day
  WHERE h.status = 'pre-scheduled'
    AND c.keeps
    AND (c.instance_id IS NULL OR h.campaign_instance_id = c.instance_id)
    AND h.sent_on BETWEEN getvariable('as_of') AND c.latest
    AND (NOT c.respects OR w.contact_id IS NULL)
  GROUP BY c.candidate
),
round0 AS (
  SELECT
    c.candidate, c.latest, c.spread, k.hash_key,
    ((c.contact_id >> 32) & 4294967295)::UBIGINT AS l,
    (c.contact_id & 4294967295)::UBIGINT AS r
  FROM verify_judged c
  JOIN verify_hash_key k ON k.hash_name = c.hash_name AND k.hash_year = c.hash_year
  WHERE c.reason IS NULL AND NOT c.settled AND c.ideal < getvariable('as_of')
),
round1 AS (
  SELECT * REPLACE (r AS l, xor(l, mix32((r + hash_key) % 4294967296::UBIGINT)) AS r) FROM round0
),
round2 AS (
  SELECT * REPLACE (r AS l, xor(l, mix32((r + hash_key + 2654435769::UBIGINT) % 4294967296::UBIGINT)) AS r)
  FROM round1
),
round3 AS (
  SELECT * REPLACE (r AS l, xor(l, mix32((r + hash_key + 2 * 2654435769::UBIGINT) % 4294967296::UBIGINT)) AS r)
  FROM round2
),
round4 AS (
  SELECT * REPLACE (r AS l, xor(l, mix32((r + hash_key + 3 * 2654435769::UBIGINT) % 4294967296::UBIGINT)) AS r)
  FROM round3
),
congruent AS (
  SELECT
    *,
    getvariable('as_of')
      + ((l::BIGINT % spread + spread - (getvariable('as_of') - DATE '1970-01-01') % spread) % spread)::INTEGER
      AS day
  FROM round4
)
SELECT
  h.candidate,
  CASE
    WHEN a.day IS NOT NULL THEN a.day
    WHEN h.day <= h.latest THEN h.day
    ELSE getvariable('as_of') + (r::BIGINT % (h.latest - getvariable('as_of') + 1))::INTEGER
  END AS day,
  CASE WHEN a.day IS NOT NULL THEN 'kept' ELSE 'catch_up' END AS moved_by
FROM congruent h
LEFT JOIN announced a ON a.candidate = h.candidate
