-- The schedulable contacts of this chunk, with the day on which they arrive.
CREATE OR REPLACE TEMP TABLE sim_verified AS
SELECT c.*, a.arrives_on
FROM verify_contact c
JOIN (SELECT DISTINCT id, arrives_on FROM sim_contact) a USING (id)
