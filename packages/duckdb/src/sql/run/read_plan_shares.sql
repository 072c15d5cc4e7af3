SELECT
  release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date, emails, through_rank
FROM read_parquet({{file}})
WHERE org_id = $org_id
ORDER BY release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
