-- One row per contact with the simulated days, so that verify/chunk/window.sql derives the windows of these years.
CREATE OR REPLACE TEMP TABLE verify_email AS
SELECT id AS contact_id, 0 AS instance_id, getvariable('first_day') AS ideal, getvariable('last_day') AS latest
FROM verify_contact
