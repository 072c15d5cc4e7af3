INSERT INTO verify_load
SELECT c.org_id, e.day, count(*)
FROM (
  SELECT contact_id, day FROM verify_placed WHERE reason IS NULL AND NOT settled
  UNION ALL
  SELECT contact_id, sent_on FROM verify_history WHERE settles AND sent_on >= getvariable('as_of')
) e
JOIN verify_contact c ON c.id = e.contact_id
WHERE getvariable('balancing_enabled')
GROUP BY ALL
