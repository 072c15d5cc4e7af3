-- name: attach_store
ATTACH IF NOT EXISTS {{file}} AS store_copy (READ_ONLY)

-- name: range
-- DuckDB reads only the row groups that have such rows.
(SELECT *, file_index, file_row_number FROM {{all}} WHERE file_row_number >= {{from}} AND file_row_number < {{until}})

-- name: store_table
(SELECT 0 AS file_index, {{row}} AS file_row_number, * FROM store_copy.{{table}} WHERE {{rows}})

-- name: unread_columns
SELECT DISTINCT column_name FROM store_copy.unread_values WHERE table_name = $table

-- name: store_unread
coalesce({{column}} IS NULL AND ({{row}}, {{contact}}) IN (
  SELECT (row_id, contact_id) FROM store_copy.unread_values WHERE table_name = {{table}} AND column_name = {{name}}
), false)
