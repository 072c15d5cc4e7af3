SELECT
  coalesce(contact_id, TRY_CAST(regexp_extract(contact_id_text, '^\s*([+-]?\d+)(\.0*)?\s*$', 1) AS BIGINT)) AS contact_id,
  email
FROM source_suppressions
