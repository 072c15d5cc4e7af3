-- Central is five or six hours behind UTC, so only the hour from 05:00 UTC needs the time zone's rules, which are slow.
CASE
  WHEN hour(make_timestamp(epoch_us({{column}}))) = 5
  THEN CAST(timezone('America/Chicago', {{column}}) AS DATE)
  ELSE CAST(make_timestamp(epoch_us({{column}}) - 18000000000) AS DATE)
END
