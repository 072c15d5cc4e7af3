-- The range is tested before the value is read, because reading a value far outside the range may overflow.
CASE WHEN {{column}} >= CAST({{first}} AS {{given}}) AND {{column}} < CAST({{after}} AS {{given}}) THEN {{value}} END
