-- The day on which somebody turns so many years old.
CREATE OR REPLACE TEMP MACRO age_starts(birth_date, years) AS anniversary_in(birth_date, year(birth_date) + years)
