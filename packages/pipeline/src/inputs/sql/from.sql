-- name: attach_store
ATTACH IF NOT EXISTS {{file}} AS store_copy (READ_ONLY)

-- name: store_table
(SELECT 0 AS file_index, {{row}} AS file_row_number, * FROM store_copy.{{table}} WHERE {{rows}})

-- name: unread_columns
SELECT DISTINCT column_name FROM store_copy.unread_values WHERE table_name = $table

-- name: store_unread
coalesce({{column}} IS NULL AND ({{row}}, {{contact}}) IN (
  SELECT (row_id, contact_id) FROM store_copy.unread_values WHERE table_name = {{table}} AND column_name = {{name}}
), false)
