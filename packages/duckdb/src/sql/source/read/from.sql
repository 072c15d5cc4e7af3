-- A date after the range becomes 9999-12-31, which means that there is no end.
CASE
  WHEN {{column}} >= CAST({{after}} AS {{given}}) THEN DATE '9999-12-31'
  WHEN {{column}} >= CAST({{first}} AS {{given}}) THEN {{value}}
END
