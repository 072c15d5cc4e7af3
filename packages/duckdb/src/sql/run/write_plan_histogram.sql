-- The counts the plan was made from; see core/plan/histogram.ts for the key.
COPY (
  SELECT o.id AS org_id, count_key, sum(emails)::BIGINT AS emails
  FROM plan_count c
  JOIN org o ON o.idx = c.org
  GROUP BY ALL
  ORDER BY ALL
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
