-- Whether history contains the anniversary email with the ideal date `ideal`. It contains 85 % of those of the last 60
-- days and 29 % of the older ones.
CREATE MACRO was_sent(row_number, email_type, ideal) AS
  draw(row_number, email_type, 100) < CASE WHEN ideal >= getvariable('as_of') - 60 THEN 85 ELSE 29 END
