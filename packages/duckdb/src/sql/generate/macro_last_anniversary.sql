-- The latest anniversary before the day `before`.
CREATE MACRO last_anniversary(date, before) AS
  CASE
    WHEN anniversary(date, year(before)) < before THEN anniversary(date, year(before))
    ELSE anniversary(date, year(before) - 1)
  END
