-- The date of a month and day in a year. 29 February is 28 February in common years.
CREATE OR REPLACE TEMP MACRO day_in(y, m, d) AS make_date(y, m, least(d, day(last_day(make_date(y, m, 1)))))
