SELECT contact_id, email_type, count(*) || ' rows with ideal date ' || coalesce(ideal::VARCHAR, 'none') AS detail
FROM verify_actual
GROUP BY contact_id, email_type, instance_id, ideal, parent_id
HAVING count(*) > 1
UNION ALL
SELECT contact_id, email_type, count(*) || ' rows pre-scheduled for ' || coalesce(day::VARCHAR, 'no day')
FROM verify_actual
WHERE status = 'pre-scheduled'
GROUP BY contact_id, email_type, day
HAVING count(*) > 1 AND count(*) = count(DISTINCT (instance_id, ideal, parent_id))
