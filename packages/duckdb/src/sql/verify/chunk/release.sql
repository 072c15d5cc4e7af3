-- The day and the reason of each candidate before load balancing and before the limits of a contact.
INSERT INTO verify_released
SELECT
  c.contact_id, c.email_type, c.instance_id, c.event_date, c.ideal, c.latest, c.priority, c.respects, c.parent_id,
  c.parent_sent_on, c.metadata, c.settled,
  coalesce(l.day, c.ideal) AS day,
  CASE WHEN c.respects AND l.moved_by = 'catch_up' AND w.contact_id IS NOT NULL THEN 'exclusion_window'
    ELSE c.reason END AS reason,
  l.moved_by
FROM verify_judged c
LEFT JOIN verify_late l ON l.candidate = c.candidate
LEFT JOIN verify_window w ON w.contact_id = c.contact_id AND l.day BETWEEN w.first_day AND w.last_day
