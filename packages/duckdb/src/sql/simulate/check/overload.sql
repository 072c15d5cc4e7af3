-- Days on which an organisation sent more than its threshold, although the run of that day had not reported this load
-- as unavoidable. The caps are computed here from the inputs.
WITH load AS (
  SELECT sent_date AS day, org_id, count(*) AS load
  FROM (
    SELECT sent_date, org_id FROM sim_sent
    UNION ALL
    SELECT b.sent_on, c.org_id
    FROM sim_before b
    JOIN verify_reading c ON c.id = b.contact_id AND c.reason IS NULL
    WHERE b.sent_on BETWEEN getvariable('first_day') AND getvariable('last_day')
  )
  GROUP BY ALL
),
population AS (
  SELECT c.org_id, d.day, count(*) AS contacts
  FROM (SELECT DISTINCT day FROM sim_org_day) d
  JOIN (
    SELECT DISTINCT r.id, r.org_id, a.arrives_on
    FROM verify_reading r
    JOIN sim_contact a USING (id)
    WHERE r.reason IS NULL
  ) c ON c.arrives_on <= d.day
  GROUP BY ALL
),
capped AS (
  SELECT *, greatest(1, sim_share_of(getvariable('sim_cap_millionths'), contacts)) AS cap
  FROM population
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || org_id || ' sent ' || load || ' emails on ' || day || ', its threshold is ' || threshold AS detail
FROM (
  SELECT l.*, greatest(cap, sim_share_of(getvariable('sim_threshold_millionths'), cap)) AS threshold
  FROM load l
  JOIN capped c USING (org_id, day)
) l
WHERE getvariable('balancing_enabled')
  AND load > threshold
  AND NOT EXISTS (
    FROM sim_org_day o WHERE o.org_id = l.org_id AND o.day = l.day AND o.overload >= l.load
  )
