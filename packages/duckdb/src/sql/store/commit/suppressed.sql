-- Contacts that are suppressed now but were not when the run began. The conditions are those of
-- sql/run/stage_contacts.sql.
CREATE OR REPLACE TEMP TABLE commit_suppressed AS
WITH opted_out AS (
  SELECT id
  FROM contacts
  WHERE id IN (SELECT contact_id FROM suppressions WHERE contact_id IS NOT NULL)
    OR lower(email) IN (
      SELECT lower(trim(email, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))
      FROM suppressions WHERE email IS NOT NULL
    )
)
SELECT contact_id FROM {{contacts}} SEMI JOIN opted_out ON id = contact_id WHERE suppressed = 0 AND {{look}}
