-- The contacts of the written file to which other tables may refer, with their row numbers.
CREATE VIEW known_contact AS
SELECT file_row_number + 1 AS row_number, id, org_id, email, state, birth_date, effective_date
FROM {{contacts}}
WHERE id IS NOT NULL AND fault(file_row_number + 1) IS DISTINCT FROM 'duplicate_id'
