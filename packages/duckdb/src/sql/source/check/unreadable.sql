min(file_row_number + 1) FILTER (WHERE {{column}} IS NOT NULL AND {{value}} IS NULL)
