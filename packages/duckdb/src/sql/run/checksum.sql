SELECT count(*) AS row_count, coalesce(sum({{row_hash}}), 0)::HUGEINT AS row_hash
FROM read_parquet({{files}})
