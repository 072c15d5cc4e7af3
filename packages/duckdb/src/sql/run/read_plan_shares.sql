SELECT
  release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date, emails, through_rank
FROM (
  -- Plans of version 1 do not have these columns.
  SELECT NULL::DATE AS quiet_from, NULL::DATE AS quiet_through, NULL::DATE AS announced_date
  WHERE false
  UNION ALL BY NAME
  FROM {{file}}
)
WHERE org_id = $org_id
ORDER BY release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
