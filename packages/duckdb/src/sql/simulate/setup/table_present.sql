-- Contacts that are present from the first day. Contacts that arrive later have no history, clicks or answers.
CREATE OR REPLACE TEMP TABLE sim_present AS
SELECT DISTINCT id AS contact_id
FROM sim_contact
WHERE id IS NOT NULL AND arrives_on = getvariable('first_day')
