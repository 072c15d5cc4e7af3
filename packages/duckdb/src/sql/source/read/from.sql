-- What is later than can be written has no end.
CASE
  WHEN {{column}} >= CAST({{after}} AS {{given}}) THEN DATE '9999-12-31'
  WHEN {{column}} >= CAST({{first}} AS {{given}}) THEN {{value}}
END
