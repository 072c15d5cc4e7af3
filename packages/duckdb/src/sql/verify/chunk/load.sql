INSERT INTO verify_load
SELECT c.org_id, e.day, count(*)
FROM (
  -- A superseded follow-up does not count. Other rows that give way to another email of the contact do count, because
  -- they give way on the final days, after load balancing.
  SELECT contact_id, day
  FROM verify_placed p
  WHERE reason IS NULL AND NOT settled
    AND (parent_id IS NULL OR NOT EXISTS (FROM verify_same_day s WHERE s.due = p.due))
  UNION ALL
  SELECT contact_id, sent_on FROM verify_history WHERE settles AND sent_on >= getvariable('as_of')
) e
JOIN verify_contact c ON c.id = e.contact_id
WHERE getvariable('balancing_enabled')
GROUP BY ALL
