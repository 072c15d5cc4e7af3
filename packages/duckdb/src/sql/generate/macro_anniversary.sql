-- The same month and day in another year. 29 February becomes 28 February in common years.
CREATE MACRO anniversary(date, in_year) AS
  make_date(
    in_year,
    month(date),
    least(day(date), day(last_day(make_date(in_year, month(date), 1))))
  )
