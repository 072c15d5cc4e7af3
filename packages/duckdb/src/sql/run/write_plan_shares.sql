-- The shares of the split cells: how many emails of a cell go on each day, and up to which rank. All emails of a cell
-- have the same release day, deadline, priority, quiet days and announced day.
COPY (
  SELECT o.id AS org_id, DATE '1970-01-01' + release AS release_date, DATE '1970-01-01' + deadline AS deadline, priority,
    DATE '1970-01-01' + quiet_from AS quiet_from, DATE '1970-01-01' + quiet_through AS quiet_through,
    DATE '1970-01-01' + announced AS announced_date,
    DATE '1970-01-01' + send AS send_date, emails, through_rank
  FROM plan_share() s
  JOIN org o ON o.idx = s.org
  ORDER BY org_id, release_date, deadline, priority, quiet_from, quiet_through, announced_date, send_date
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
