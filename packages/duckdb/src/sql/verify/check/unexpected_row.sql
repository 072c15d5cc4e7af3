SELECT
  m.contact_id,
  m.email_type,
  CASE WHEN c.id IS NULL THEN 'a row of no schedulable contact'
    ELSE 'a row that no rule gives, ideal date ' || coalesce(m.ideal::VARCHAR, 'none') END AS detail
FROM verify_matched m
LEFT JOIN verify_contact c ON c.id = m.contact_id
WHERE m.found
  AND NOT m.expected
  AND (c.id IS NULL OR NOT coalesce(m.email_type = 'post_window' OR is_followup(m.email_type), false))
