-- The reason why the contact of a row cannot be scheduled, null for most rows. Each reason occurs
-- about once in 3,500 rows.
CREATE MACRO fault(row_number) AS
  ['missing_email', 'invalid_email', 'missing_zip', 'invalid_zip', 'unknown_zip', 'duplicate_id', 'invalid_id']
    [1 + draw(row_number, 'fault', 3500)]
