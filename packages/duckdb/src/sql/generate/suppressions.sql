-- Opt-outs by contact id or by email address. Some addresses are written in capitals or with a space at the end.
WITH opted_out AS (
  SELECT *, email IS NOT NULL AND draw(row_number, 'by email', 100) < 40 AS by_email
  FROM known_contact
  WHERE draw(row_number, 'suppressed', 1000) < 5
)
SELECT
  CASE WHEN NOT by_email THEN id END AS contact_id,
  CASE WHEN by_email THEN
    CASE draw(row_number, 'written', 5) WHEN 0 THEN upper(email) WHEN 1 THEN email || ' ' ELSE email END
  END AS email,
  ['unsubscribed', 'unsubscribed', 'complaint', 'bounced', 'do_not_contact'][1 + draw(row_number, 'reason', 5)]
    AS reason,
  getvariable('as_of') - 1 - draw(row_number, 'since', 1095) AS since
FROM opted_out
