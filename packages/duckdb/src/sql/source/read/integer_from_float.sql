-- Beyond 2^53 neighbouring integers share one floating-point value.
CASE
  WHEN {{column}} = trunc({{column}}) AND abs({{column}}) < 9007199254740992
  THEN TRY_CAST({{column}} AS {{type}})
END
