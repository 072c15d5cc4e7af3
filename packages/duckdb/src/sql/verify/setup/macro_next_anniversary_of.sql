-- The earliest anniversary that is not before today.
CREATE OR REPLACE TEMP MACRO next_anniversary_of(d) AS
  CASE WHEN anniversary_in(d, year(getvariable('as_of'))) >= getvariable('as_of')
    THEN anniversary_in(d, year(getvariable('as_of')))
    ELSE anniversary_in(d, year(getvariable('as_of')) + 1)
  END
