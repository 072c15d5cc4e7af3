-- Days on which a contact gets no email, independently of its windows. The reason is a year-round rule, or a birthday
-- rule for a contact without a birth date.
CREATE OR REPLACE TEMP TABLE verify_standing AS
SELECT
  contact_id,
  CASE kind WHEN 'year_round' THEN 'year_round_exclusion' ELSE 'missing_birth_date' END AS reason,
  holds_from,
  holds_to
FROM verify_contact_rule
WHERE kind = 'year_round'
  OR kind = 'birthday' AND birth_date IS NULL AND getvariable('missing_birth_date_excludes')
