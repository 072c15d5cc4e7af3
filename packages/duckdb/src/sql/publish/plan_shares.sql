SELECT
  org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date, emails,
  through_rank::VARCHAR AS through_rank
FROM read_parquet({{file}})
ORDER BY org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
