INSERT INTO reject
SELECT
  id_text,
  row_number,
  'invalid_id',
  CASE
    WHEN id_text IS NULL OR regexp_full_match(id_text, {{blank_pattern}}) THEN 'no id'
    WHEN regexp_full_match(id_text, {{id_pattern}}) THEN 'id: beyond 64 bits'
    ELSE 'id: not a whole number'
  END
FROM source_contacts
WHERE id IS NULL
