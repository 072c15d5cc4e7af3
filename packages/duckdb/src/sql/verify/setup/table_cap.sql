-- The cap and the threshold of each organisation. Shares are in millionths, so that the arithmetic is exact.
CREATE OR REPLACE TEMP TABLE verify_cap AS
SELECT
  org_id,
  contacts,
  cap,
  greatest(cap, cap * getvariable('overage_threshold_millionths') // 1000000) AS threshold
FROM (
  SELECT
    org_id,
    count(*) AS contacts,
    greatest(1, count(*) * getvariable('daily_cap_millionths') // 1000000) AS cap
  FROM verify_reading
  WHERE reason IS NULL
  GROUP BY org_id
)
