-- Contacts that have been suppressed since the backup. The conditions are those of sql/run/stage_contacts.sql.
CREATE OR REPLACE TEMP TABLE commit_suppressed AS
WITH later AS (SELECT * FROM {{suppressions}} EXCEPT SELECT * FROM suppressions)
SELECT id AS contact_id
FROM contacts
WHERE id IN (SELECT contact_id FROM later WHERE contact_id IS NOT NULL)
  OR lower(email) IN (
    SELECT lower(trim(email, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))) FROM later WHERE email IS NOT NULL
  )
