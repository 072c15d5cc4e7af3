-- Emails to contacts who may not get any in their state, who had not arrived yet, or who had opted out.
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' in spite of ' || g.reason AS detail
FROM sim_log s
JOIN verify_standing g ON g.contact_id = s.contact_id AND s.ideal_send_date BETWEEN g.holds_from AND g.holds_to
WHERE s.respects
UNION ALL
SELECT contact_id, email_type, 'sent on ' || sent_date || ' to a contact who appears on ' || arrives_on
FROM sim_log
WHERE sent_date < arrives_on
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' after opting out'
FROM sim_log s
JOIN sim_verified c ON c.id = s.contact_id
LEFT JOIN (SELECT contact_id, min(opted_out_on) AS opted_out_on FROM sim_opt_out GROUP BY ALL) o USING (contact_id)
WHERE c.suppressed OR s.sent_date > o.opted_out_on
