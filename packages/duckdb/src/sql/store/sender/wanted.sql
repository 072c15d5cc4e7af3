-- A condition: the contact of the email has not opted out. It is the one of sql/run/stage_contacts.sql.
contact_id NOT IN (SELECT contact_id FROM suppressions WHERE contact_id IS NOT NULL)
AND contact_id NOT IN (
  SELECT id FROM contacts WHERE lower(email) IN (
    SELECT lower(trim(email, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))
    FROM suppressions WHERE email IS NOT NULL
  )
)
