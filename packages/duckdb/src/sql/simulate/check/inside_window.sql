SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' inside a window that lasts until ' || w.last_day AS detail
FROM sim_log s
JOIN verify_window w ON w.contact_id = s.contact_id AND s.sent_date BETWEEN w.first_day AND w.last_day
WHERE s.respects AND s.sent_date >= coalesce(s.birth_date, s.sent_date)
