-- Central time is five or six hours behind UTC. Only times from 05:00 to 06:00 UTC therefore need the rules of the time
-- zone, which are slow.
CASE
  WHEN hour(make_timestamp(epoch_us({{column}}))) = 5
  THEN CAST(timezone('America/Chicago', {{column}}) AS DATE)
  ELSE CAST(make_timestamp(epoch_us({{column}}) - 18000000000) AS DATE)
END
