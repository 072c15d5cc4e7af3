-- The contact id of a row. Every fortieth id is missing, as if contacts had been purged.
CREATE MACRO contact_id(row_number) AS row_number + row_number // 40
