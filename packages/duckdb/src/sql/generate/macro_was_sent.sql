-- Whether the occurrence of an anniversary email that was due on `ideal` is among the history: most of the last two
-- months, less than a third of what is older.
CREATE MACRO was_sent(row_number, email_type, ideal) AS
  draw(row_number, email_type, 100) < CASE WHEN ideal >= getvariable('as_of') - 60 THEN 85 ELSE 29 END
