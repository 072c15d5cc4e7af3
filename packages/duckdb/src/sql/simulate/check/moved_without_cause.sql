-- Emails that a run moved although nothing had changed.
SELECT contact_id, email_type, 'planned for ' || planned_for || ', moved to ' || moved_to || ' by the run of ' || moved_on AS detail
FROM sim_move
WHERE cause = 'none' AND contact_id IN (SELECT id FROM sim_verified)
