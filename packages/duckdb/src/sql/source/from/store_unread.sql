coalesce({{column}} IS NULL AND ({{row}}, {{contact}}) IN (
  SELECT (row_id, contact_id) FROM store_copy.unread_values WHERE table_name = {{table}} AND column_name = {{name}}
), false)
