-- Planned emails that are missing from later runs without a cause.
SELECT contact_id, email_type, 'planned for ' || scheduled_send_date || ' until the run of ' || gone_on AS detail
FROM sim_dropped
WHERE cause IS NULL AND contact_id IN (SELECT id FROM sim_verified)
