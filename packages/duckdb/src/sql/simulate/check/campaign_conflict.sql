SELECT contact_id, NULL AS email_type, count(*) || ' campaign emails on ' || sent_date AS detail
FROM sim_log
WHERE is_campaign(email_type)
GROUP BY contact_id, sent_date
HAVING count(*) > 1
