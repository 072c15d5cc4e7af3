-- The replacements change 08:30Z to 08:30:00Z and the offset +0530 to +05:30, because DuckDB casts only these forms.
CASE
  WHEN regexp_full_match({{column}}, '{{years}}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?')
  THEN TRY_CAST(left({{column}}, 10) AS DATE)
  WHEN regexp_full_match(
    {{column}},
    '{{years}}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)'
  )
  THEN CAST(
    timezone(
      'America/Chicago',
      TRY_CAST(
        regexp_replace(
          regexp_replace({{column}}, '([+-]\d{2})(\d{2})$', '\1:\2'),
          '([T ]\d{2}:\d{2})([Z+-])', '\1:00\2'
        ) AS TIMESTAMPTZ
      )
    ) AS DATE
  )
END
