-- The contacts that were rejected, with which runs rejected them. Contacts with an invalid id are left out.
CREATE OR REPLACE TEMP TABLE diff_reject AS
SELECT try_cast(contact_id AS BIGINT) AS contact_id, bool_or(run = 'a') AS in_a, bool_or(run = 'b') AS in_b
FROM (
  SELECT 'a' AS run, contact_id FROM a_rejects
  UNION ALL
  SELECT 'b' AS run, contact_id FROM b_rejects
)
WHERE try_cast(contact_id AS BIGINT) IS NOT NULL
GROUP BY ALL
