-- name: of_file
list_extract(CAST({{values}} AS VARCHAR[]), CAST(file_index AS BIGINT) + 1)

-- name: between
-- The range is tested before the value is read, because reading a value far outside the range may overflow.
CASE WHEN {{column}} >= CAST({{first}} AS {{given}}) AND {{column}} < CAST({{after}} AS {{given}}) THEN {{value}} END

-- name: from
-- A date after the range becomes 9999-12-31, which means that there is no end.
CASE
  WHEN {{column}} >= CAST({{after}} AS {{given}}) THEN DATE '9999-12-31'
  WHEN {{column}} >= CAST({{first}} AS {{given}}) THEN {{value}}
END

-- name: cast
CAST({{column}} AS {{type}})

-- name: cast_or_null
TRY_CAST({{column}} AS {{type}})

-- name: integer_from_float
-- From 2^53 on (for FLOAT from 2^24), several integers have the same floating-point value.
CASE
  WHEN {{column}} = trunc({{column}}) AND abs({{column}}) < {{exact}}
  THEN TRY_CAST({{column}} AS {{type}})
END

-- name: integer_from_text
CASE WHEN regexp_full_match({{column}}, '[+-]?\d+') THEN TRY_CAST({{column}} AS {{type}}) END

-- name: integer_from_written_text
-- Also reads integers as spreadsheets write them (7.0), and integers with spaces around them.
TRY_CAST(regexp_extract({{column}}, '^\s*([+-]?\d+)(\.0*)?\s*$', 1) AS {{type}})

-- name: digits_from_float
-- An integer without point and zeros; any other number as it is.
coalesce(CAST(CASE WHEN {{column}} = trunc({{column}}) THEN TRY_CAST({{column}} AS BIGINT) END AS VARCHAR), CAST({{column}} AS VARCHAR))

-- name: decimal_from_float
-- By way of text, a FLOAT keeps the digits with which it was written.
TRY_CAST(CAST({{column}} AS VARCHAR) AS {{type}})

-- name: decimal_from_text
CASE WHEN regexp_full_match({{column}}, '[+-]?\d+(\.\d+)?') THEN TRY_CAST({{column}} AS {{type}}) END

-- name: date_from_instant
CAST(make_timestamp(epoch_us({{column}})) AS DATE)

-- name: date_from_text
CASE
  WHEN regexp_full_match(
    {{column}},
    '{{years}}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?'
  )
  THEN TRY_CAST(left({{column}}, 10) AS DATE)
END

-- name: central_from_instant
-- Central time is five or six hours behind UTC. Only times from 05:00 to 06:00 UTC therefore need the rules of the time
-- zone, which are slow.
CASE
  WHEN hour(make_timestamp(epoch_us({{column}}))) = 5
  THEN CAST(timezone('America/Chicago', {{column}}) AS DATE)
  ELSE CAST(make_timestamp(epoch_us({{column}}) - 18000000000) AS DATE)
END

-- name: central_from_text
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

-- name: moment_from_wall_clock
timezone('America/Chicago', CAST({{column}} AS TIMESTAMP))

-- name: moment_from_text
-- Reads the same forms as central_from_text. A time without a zone is Central time.
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

-- name: boolean_from_integer
CASE {{column}} WHEN 1 THEN true WHEN 0 THEN false END

-- name: boolean_from_text
CASE
  WHEN lower({{column}}) IN ('true', 't', 'yes', '1') THEN true
  WHEN lower({{column}}) IN ('false', 'f', 'no', '0') THEN false
END

-- name: json_from_nested
CAST(to_json({{column}}) AS VARCHAR)

-- name: as_given
{{column}}

-- name: unread
CASE WHEN {{value}} IS NULL THEN coalesce(NOT regexp_full_match({{text}}, {{blank}}), false) ELSE false END

-- name: unread_typed
{{value}} IS NULL AND {{column}} IS NOT NULL

-- name: absent
CAST(NULL AS {{type}})

-- name: row_number
list_extract(CAST({{first_rows}} AS BIGINT[]), CAST(file_index AS BIGINT) + 1) + file_row_number
