-- Why the contact of a row cannot be scheduled: each reason about once in 3,500 rows, else null.
CREATE MACRO fault(row_number) AS
  ['missing_email', 'invalid_email', 'missing_zip', 'invalid_zip', 'unknown_zip', 'duplicate_id', 'invalid_id']
    [1 + draw(row_number, 'fault', 3500)]
