-- The schedulable contacts of this chunk.
CREATE OR REPLACE TEMP TABLE verify_contact AS
SELECT id, org_id, state, birth_date, effective_date, suppressed
FROM verify_reading
WHERE reason IS NULL AND id BETWEEN getvariable('first_id') AND getvariable('last_id')
