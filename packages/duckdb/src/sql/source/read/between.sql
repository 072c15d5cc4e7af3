-- Asked before the value is read: of a moment far outside, reading it may overflow.
CASE WHEN {{column}} >= CAST({{first}} AS {{given}}) AND {{column}} < CAST({{after}} AS {{given}}) THEN {{value}} END
