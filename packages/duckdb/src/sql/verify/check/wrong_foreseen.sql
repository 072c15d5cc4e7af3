-- Days whose foreseen follow-ups differ from those of the manifest. Later days are left out, because load
-- balancing does not plan them.
WITH due AS (
  SELECT org_id, day, sum(emails) AS emails
  FROM verify_foreseen
  WHERE day < getvariable('as_of') + 15000
  GROUP BY ALL
),
said AS (
  FROM verify_said_foreseen WHERE day < getvariable('as_of') + 15000
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || coalesce(due.org_id, said.org_id) || ', follow-ups on ' || coalesce(due.day, said.day) || ': '
    || due_found(due.emails, said.emails) AS detail
FROM due
FULL JOIN said ON said.org_id = due.org_id AND said.day = due.day
WHERE due.emails IS DISTINCT FROM said.emails
