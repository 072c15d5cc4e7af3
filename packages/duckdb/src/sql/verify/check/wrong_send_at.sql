WITH central AS (
  SELECT day, timezone('UTC', timezone('America/Chicago', day + getvariable('send_time')::TIME)) AS send_at
  FROM (SELECT DISTINCT day FROM verify_matched WHERE found AND day IS NOT NULL)
)
SELECT
  m.contact_id,
  m.email_type,
  CASE WHEN m.at_send_time THEN due_found(c.send_at, m.send_at) || ' UTC'
    ELSE 'time of day: expected ' || getvariable('send_time') END AS detail
FROM verify_matched m
LEFT JOIN central c ON c.day = m.day
WHERE m.found AND (NOT m.at_send_time OR m.send_at IS DISTINCT FROM c.send_at)
