-- Contacts that are there from the start. Those who arrive later have no history, clicks or answers yet.
CREATE OR REPLACE TEMP TABLE sim_present AS
SELECT DISTINCT id AS contact_id
FROM sim_contact
WHERE id IS NOT NULL AND arrives_on = getvariable('first_day')
