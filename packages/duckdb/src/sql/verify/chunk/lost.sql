-- Contacts for whom rows are due but who have no row at all.
CREATE OR REPLACE TEMP TABLE verify_lost AS
SELECT contact_id
FROM verify_matched
GROUP BY contact_id
HAVING NOT bool_or(found) AND bool_or(expected AND NOT settled)
