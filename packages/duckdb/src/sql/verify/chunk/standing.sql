-- Days on which a contact gets nothing whatever its windows: a year-round rule, or a birthday rule and no birth date.
CREATE OR REPLACE TEMP TABLE verify_standing AS
SELECT
  contact_id,
  CASE kind WHEN 'year_round' THEN 'year_round_exclusion' ELSE 'missing_birth_date' END AS reason,
  holds_from,
  holds_to
FROM verify_contact_rule
WHERE kind = 'year_round'
  OR kind = 'birthday' AND birth_date IS NULL AND getvariable('missing_birth_date_excludes')
