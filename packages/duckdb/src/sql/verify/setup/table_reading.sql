-- Intake: every row of contacts, with the first reason that rejects it and with the facts that the rules need.
CREATE OR REPLACE TEMP TABLE verify_reading AS
WITH first_row AS (
  SELECT id, min(row_number) AS row_number FROM source_contacts WHERE id IS NOT NULL GROUP BY id
),
opted_out_id AS (
  SELECT DISTINCT contact_id AS id FROM source_suppressions WHERE contact_id IS NOT NULL
),
opted_out_email AS (
  SELECT DISTINCT lower(trimmed(email)) AS email FROM source_suppressions WHERE NOT blank(email)
)
SELECT
  c.row_number,
  c.id,
  CASE
    WHEN c.id IS NULL THEN 'invalid_id'
    WHEN c.row_number <> first_row.row_number THEN 'duplicate_id'
    WHEN blank(c.email) THEN 'missing_email'
    WHEN NOT valid_email(c.email) THEN 'invalid_email'
    WHEN blank(c.zip_code) THEN 'missing_zip'
    WHEN NOT regexp_full_match(c.zip_code, '[0-9]{5}(-[0-9]{4})?') THEN 'invalid_zip'
    WHEN coalesce(zip5.state, zip3.state) IS NULL THEN 'unknown_zip'
  END AS reason,
  coalesce(zip5.state, zip3.state) AS state,
  coalesce(c.org_id, 1) AS org_id,
  CASE WHEN c.birth_date BETWEEN DATE '1900-01-01' AND getvariable('as_of') THEN c.birth_date END AS birth_date,
  CASE WHEN c.effective_date BETWEEN DATE '1900-01-01' AND DATE '2999-12-31' THEN c.effective_date END AS effective_date,
  opted_out_id.id IS NOT NULL OR opted_out_email.email IS NOT NULL AS suppressed
FROM source_contacts c
LEFT JOIN first_row ON first_row.id = c.id
LEFT JOIN verify_zip5 zip5 ON zip5.zip = left(c.zip_code, 5)
LEFT JOIN verify_zip3 zip3 ON zip3.prefix = left(c.zip_code, 3)
LEFT JOIN opted_out_id ON opted_out_id.id = c.id
LEFT JOIN opted_out_email ON opted_out_email.email = lower(c.email)
ORDER BY c.id
