-- Contacts that are suppressed, but were not when the run began. The words of sql/run/stage_contacts.
CREATE OR REPLACE TEMP TABLE commit_suppressed AS
SELECT DISTINCT c.id AS contact_id
FROM contacts c
SEMI JOIN read_parquet({{contacts}}) s ON s.contact_id = c.id AND s.suppressed = 0
WHERE c.id IN (SELECT contact_id FROM suppressions WHERE contact_id IS NOT NULL)
  OR lower(c.email) IN (
    SELECT lower(trim(email, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))
    FROM suppressions WHERE email IS NOT NULL
  )
