CASE
  WHEN regexp_full_match(
    {{column}},
    '{{years}}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?'
  )
  THEN TRY_CAST(left({{column}}, 10) AS DATE)
END
