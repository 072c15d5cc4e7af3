-- The last day on which the limits of a window rule hold. 9999-12-31 means that there is no last day.
CREATE OR REPLACE TEMP MACRO rule_ends(in_force_to, max_age, birth_date) AS least(
  coalesce(in_force_to, DATE '9999-12-31'),
  CASE WHEN birth_date IS NULL OR max_age IS NULL THEN DATE '9999-12-31'
    ELSE age_starts(birth_date, max_age + 1) - 1 END
)
