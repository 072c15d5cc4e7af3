INSERT INTO unread_values
SELECT DISTINCT {{name}}, row_id, contact_id, column_name
FROM (
  SELECT s.{{row}} AS row_id, s.{{contact}} AS contact_id, unnest([{{unread}}]) AS column_name
  FROM {{source}} s
  WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
)
WHERE column_name IS NOT NULL AND row_id IS NOT NULL AND contact_id IS NOT NULL
