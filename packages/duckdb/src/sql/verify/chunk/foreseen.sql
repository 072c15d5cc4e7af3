INSERT INTO verify_foreseen
SELECT c.org_id, p.day + getvariable('followup_days_after'), count(*)
FROM verify_parent p
JOIN verify_contact c ON c.id = p.contact_id
WHERE p.foreseen
GROUP BY ALL
