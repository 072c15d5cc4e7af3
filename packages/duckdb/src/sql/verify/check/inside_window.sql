SELECT
  m.contact_id,
  m.email_type,
  'scheduled on ' || m.day || ' inside a window that lasts until ' || w.last_day AS detail
FROM verify_matched m
JOIN verify_window w ON w.contact_id = m.contact_id AND m.day BETWEEN w.first_day AND w.last_day
WHERE m.found AND m.status = 'pre-scheduled' AND m.respects AND NOT m.settled
UNION ALL
SELECT m.contact_id, m.email_type, due_found('skipped (exclusion_window)', 'pre-scheduled on ' || m.day)
FROM verify_matched m
WHERE m.dispute = 'inside_window'
  AND NOT EXISTS (
    FROM verify_window w WHERE w.contact_id = m.contact_id AND m.day BETWEEN w.first_day AND w.last_day
  )
