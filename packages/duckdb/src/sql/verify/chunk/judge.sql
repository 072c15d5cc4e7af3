-- Each candidate, with whether history settles it, and with the reason, if any, why it is skipped on its ideal date.
CREATE OR REPLACE TEMP TABLE verify_judged AS
WITH settled AS (
  SELECT DISTINCT c.candidate
  FROM verify_candidate c
  JOIN verify_history h ON h.contact_id = c.contact_id AND h.email_type = c.email_type
  WHERE h.settles
    AND c.parent_id IS NULL
    AND (c.instance_id IS NULL OR h.campaign_instance_id = c.instance_id)
    AND CASE
      WHEN h.event_date IS NOT NULL THEN h.event_date = c.event_date
      WHEN c.instance_id IS NOT NULL THEN true
      ELSE h.sent_on BETWEEN c.ideal - 60 AND c.latest
    END
),
standing AS (
  SELECT c.candidate, max(s.reason) AS reason
  FROM verify_candidate c
  JOIN verify_standing s ON s.contact_id = c.contact_id AND c.ideal BETWEEN s.holds_from AND s.holds_to
  WHERE c.respects
  GROUP BY c.candidate
)
SELECT
  c.*,
  settled.candidate IS NOT NULL AS settled,
  CASE
    WHEN c.latest < getvariable('as_of') OR c.latest < c.ideal THEN 'expired'
    WHEN k.suppressed THEN 'suppressed'
    WHEN standing.reason IS NOT NULL THEN standing.reason
    WHEN c.respects AND w.contact_id IS NOT NULL THEN 'exclusion_window'
  END AS reason
FROM verify_candidate c
JOIN verify_contact k ON k.id = c.contact_id
LEFT JOIN settled ON settled.candidate = c.candidate
LEFT JOIN standing ON standing.candidate = c.candidate
LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND c.ideal BETWEEN w.first_day AND w.last_day
