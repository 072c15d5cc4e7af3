-- Beyond 2^53 (FLOAT: 2^24) neighbouring integers share one floating-point value.
CASE
  WHEN {{column}} = trunc({{column}}) AND abs({{column}}) < {{exact}}
  THEN TRY_CAST({{column}} AS {{type}})
END
