-- name: missing
min(file_row_number + 1) FILTER (WHERE {{column}} IS NULL OR trim(CAST({{column}} AS VARCHAR)) = '')

-- name: unreadable
min(file_row_number + 1) FILTER (WHERE {{column}} IS NOT NULL AND {{value}} IS NULL)
