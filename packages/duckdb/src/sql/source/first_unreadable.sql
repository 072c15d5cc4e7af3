SELECT file_row_number + 1 AS row
FROM read_parquet({{files}}, hive_partitioning = false)
WHERE {{column}} IS NOT NULL AND {{value}} IS NULL
ORDER BY row
LIMIT 1
