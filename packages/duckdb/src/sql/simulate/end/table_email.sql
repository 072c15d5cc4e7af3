-- The years whose windows matter are those of the simulation.
CREATE OR REPLACE TEMP TABLE verify_email AS
SELECT id AS contact_id, 0 AS instance_id, getvariable('first_day') AS ideal, getvariable('last_day') AS latest
FROM verify_contact
