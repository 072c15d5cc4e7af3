-- The earliest anniversary on or after the day `today`.
CREATE MACRO next_anniversary(date, today) AS
  CASE
    WHEN anniversary(date, year(today)) >= today THEN anniversary(date, year(today))
    ELSE anniversary(date, year(today) + 1)
  END
