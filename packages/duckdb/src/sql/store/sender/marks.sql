-- The emails to mark, by id. Of several rows with the same id, the first counts. A time without a zone is Central time.
CREATE OR REPLACE TEMP TABLE marking AS
SELECT id_text, try_cast(id_text AS BIGINT) AS id, at_text,
  CASE
    WHEN regexp_matches(at_text, '(Z|[+-]\d\d(:?\d\d)?)$') THEN try_cast(at_text AS TIMESTAMPTZ)
    WHEN regexp_matches(at_text, '[T ]') THEN timezone('America/Chicago', try_cast(at_text AS TIMESTAMP))
  END AS sent_at,
  failure
FROM (
  SELECT id::VARCHAR AS id_text, trim("at"::VARCHAR) AS at_text, failure::VARCHAR AS failure, row_number() OVER () AS row_number
  FROM ({{rows}})
)
QUALIFY row_number() OVER (PARTITION BY coalesce(id, -row_number), id IS NULL ORDER BY row_number) = 1
