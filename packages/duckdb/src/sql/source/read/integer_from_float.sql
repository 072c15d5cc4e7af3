-- From 2^53 on (for FLOAT from 2^24), several integers have the same floating-point value.
CASE
  WHEN {{column}} = trunc({{column}}) AND abs({{column}}) < {{exact}}
  THEN TRY_CAST({{column}} AS {{type}})
END
