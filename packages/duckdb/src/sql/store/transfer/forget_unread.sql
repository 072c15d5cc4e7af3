DELETE FROM unread_values
WHERE table_name = {{name}} AND EXISTS (
  SELECT 1 FROM {{source}} s WHERE s.{{row}} = row_id AND s.{{contact}} = unread_values.contact_id
)
