-- Differences in the warnings about unusable data of schedulable contacts: their own fields, and rows of history and
-- enrolments that have no effect.
WITH fact AS (
  SELECT h.contact_id, CASE
    WHEN h.status NOT IN ('scheduled', 'processing', 'sent', 'delivered', 'pre-scheduled', 'failed', 'skipped')
    THEN 'unknown_status'
    WHEN h.status IN ('scheduled', 'processing', 'sent', 'delivered') AND is_campaign(h.email_type)
      AND t.name IS NULL AND i.id IS NULL
    THEN 'unknown_email_type'
    WHEN h.status IN ('scheduled', 'processing', 'sent', 'delivered') AND NOT coalesce(
      is_campaign(h.email_type) OR is_followup(h.email_type)
        OR h.email_type IN ('birthday', 'effective_date', 'aep', 'post_window'), false)
    THEN 'unknown_email_type'
  END AS warning
  FROM source_email_schedules h
  LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = h.email_type
  LEFT JOIN verify_campaign_instance i ON i.id = h.campaign_instance_id
  UNION ALL
  SELECT e.contact_id, 'unknown_status'
  FROM source_contact_campaigns e
  JOIN verify_campaign_instance i ON i.id = e.campaign_instance_id
  WHERE e.status NOT IN ('pending', 'scheduled', 'completed', 'cancelled', 'processing', 'sent', 'delivered',
    'pre-scheduled', 'failed', 'skipped')
),
due AS (
  SELECT contact_id, warning, count(*) AS times
  FROM (
    SELECT c.id AS contact_id, unnest(list_filter([
      CASE WHEN NOT blank(c.state) AND upper(trimmed(c.state)) <> r.state THEN 'state_conflict' END,
      CASE WHEN NOT blank(c.org_id_text) AND c.org_id IS NULL THEN 'invalid_org_id' END,
      CASE WHEN NOT blank(c.birth_date_text) AND r.birth_date IS NULL THEN 'invalid_birth_date' END,
      CASE WHEN NOT blank(c.effective_date_text) AND r.effective_date IS NULL THEN 'invalid_effective_date' END
    ], lambda warning: warning IS NOT NULL)) AS warning
    FROM verify_reading r
    JOIN source_contacts c ON c.row_number = r.row_number
    WHERE r.reason IS NULL
    UNION ALL
    FROM fact
    SEMI JOIN (FROM verify_reading WHERE reason IS NULL) known ON known.id = fact.contact_id
    WHERE warning IS NOT NULL
  )
  GROUP BY ALL
),
listed AS (
  SELECT TRY_CAST(contact_id AS BIGINT) AS contact_id, warning, count(*) AS times
  FROM run_warnings
  WHERE warning IN ('state_conflict', 'invalid_org_id', 'invalid_birth_date', 'invalid_effective_date', 'unknown_status',
    'unknown_email_type')
  GROUP BY ALL
)
SELECT
  coalesce(d.contact_id, l.contact_id) AS contact_id,
  NULL AS email_type,
  CASE
    WHEN l.warning IS NULL THEN d.warning || ' is not warned of'
    WHEN d.warning IS NULL THEN l.warning || ' is warned of without cause'
    ELSE d.warning || ' is warned of ' || l.times || ' times, not ' || d.times
  END AS detail
FROM due d
FULL JOIN listed l ON l.contact_id = d.contact_id AND l.warning = d.warning
WHERE l.times IS DISTINCT FROM d.times
