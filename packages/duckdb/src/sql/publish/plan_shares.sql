SELECT
  org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date, emails,
  through_rank::VARCHAR AS through_rank
FROM (
  -- Plans of version 1 do not have these columns.
  SELECT NULL::DATE AS quiet_from, NULL::DATE AS quiet_through, NULL::DATE AS announced_date
  WHERE false
  UNION ALL BY NAME
  FROM {{file}}
)
ORDER BY org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
