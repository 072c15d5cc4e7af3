WITH due AS (
  SELECT r.row_number, r.reason, c.id_text
  FROM verify_reading r
  JOIN source_contacts c ON c.row_number = r.row_number
  WHERE r.reason IS NOT NULL
)
SELECT
  coalesce(d.id_text, f.contact_id) AS contact_id,
  NULL AS email_type,
  'row ' || coalesce(d.row_number, f.row_number) || ': ' || CASE
    WHEN d.reason IS DISTINCT FROM f.reason THEN due_found(coalesce(d.reason, 'no reject'), coalesce(f.reason, 'no reject'))
    ELSE 'another contact id than given'
  END AS detail
FROM due d
FULL JOIN run_rejects f ON f.row_number = d.row_number
WHERE d.reason IS DISTINCT FROM f.reason OR d.id_text IS DISTINCT FROM f.contact_id
