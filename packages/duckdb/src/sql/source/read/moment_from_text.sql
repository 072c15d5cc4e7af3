-- Reads the forms of central_from_text.sql. A time without a zone is Central time.
CASE
  WHEN regexp_full_match({{column}}, '{{years}}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?')
  THEN timezone(
    'America/Chicago',
    TRY_CAST(regexp_replace({{column}}, '([T ]\d{2}:\d{2})$', '\1:00') AS TIMESTAMP)
  )
  WHEN regexp_full_match(
    {{column}},
    '{{years}}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)'
  )
  THEN TRY_CAST(
    regexp_replace(
      regexp_replace({{column}}, '([+-]\d{2})(\d{2})$', '\1:\2'),
      '([T ]\d{2}:\d{2})([Z+-])', '\1:00\2'
    ) AS TIMESTAMPTZ
  )
END
