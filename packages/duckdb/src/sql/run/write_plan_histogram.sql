-- The counts that the plan was made from. See core/plan/histogram.ts for the key and core/plan/cell.ts for the detail.
COPY (
  SELECT o.id AS org_id, count_key, count_detail, sum(emails)::BIGINT AS emails
  FROM plan_count c
  JOIN org o ON o.idx = c.org
  GROUP BY ALL
  ORDER BY ALL
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
