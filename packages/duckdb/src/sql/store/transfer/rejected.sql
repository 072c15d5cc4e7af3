SELECT "table", row_number, reason FROM import_reject ORDER BY "table", row_number
