-- The first day on which the limits of a window rule hold. Without a birth date, the age limits count as met.
CREATE OR REPLACE TEMP MACRO rule_starts(in_force_from, min_age, birth_date) AS greatest(
  coalesce(in_force_from, DATE '0001-01-01'),
  CASE WHEN birth_date IS NULL OR min_age IS NULL THEN DATE '0001-01-01' ELSE age_starts(birth_date, min_age) END
)
