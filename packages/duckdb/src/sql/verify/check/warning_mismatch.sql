-- The warnings about the fields of schedulable contacts.
WITH due AS (
  SELECT c.id AS contact_id, unnest(list_filter([
    CASE WHEN NOT blank(c.state) AND upper(trimmed(c.state)) <> r.state THEN 'state_conflict' END,
    CASE WHEN NOT blank(c.org_id_text) AND c.org_id IS NULL THEN 'invalid_org_id' END,
    CASE WHEN NOT blank(c.birth_date_text) AND r.birth_date IS NULL THEN 'invalid_birth_date' END,
    CASE WHEN NOT blank(c.effective_date_text) AND r.effective_date IS NULL THEN 'invalid_effective_date' END
  ], lambda warning: warning IS NOT NULL)) AS warning
  FROM verify_reading r
  JOIN source_contacts c ON c.row_number = r.row_number
  WHERE r.reason IS NULL
),
listed AS (
  SELECT TRY_CAST(contact_id AS BIGINT) AS contact_id, warning, count(*) AS times
  FROM run_warnings
  WHERE warning IN ('state_conflict', 'invalid_org_id', 'invalid_birth_date', 'invalid_effective_date')
  GROUP BY ALL
)
SELECT
  coalesce(d.contact_id, l.contact_id) AS contact_id,
  NULL AS email_type,
  CASE
    WHEN l.warning IS NULL THEN d.warning || ' is not warned of'
    WHEN d.warning IS NULL THEN l.warning || ' is warned of without cause'
    ELSE d.warning || ' is warned of ' || l.times || ' times'
  END AS detail
FROM due d
FULL JOIN listed l ON l.contact_id = d.contact_id AND l.warning = d.warning
WHERE l.times IS DISTINCT FROM 1 OR d.warning IS NULL
