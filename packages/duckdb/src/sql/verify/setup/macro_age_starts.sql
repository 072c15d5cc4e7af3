-- The day on which a person turns `years` years old.
CREATE OR REPLACE TEMP MACRO age_starts(birth_date, years) AS anniversary_in(birth_date, year(birth_date) + years)
