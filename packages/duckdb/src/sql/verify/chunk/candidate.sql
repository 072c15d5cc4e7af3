-- The emails of email.sql in the form that judge.sql, late.sql and release.sql read.
CREATE OR REPLACE TEMP TABLE verify_candidate AS
SELECT
  row_number() OVER () AS candidate,
  *,
  NULL::BIGINT AS parent_id,
  NULL::DATE AS parent_sent_on,
  NULL::VARCHAR AS metadata,
  true AS keeps,
  getvariable('catch_up_spread') AS spread,
  email_type AS hash_name,
  year(event_date) AS hash_year
FROM verify_email
