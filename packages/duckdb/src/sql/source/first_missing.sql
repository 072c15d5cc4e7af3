SELECT file_row_number + 1 AS row
FROM read_parquet({{files}}, hive_partitioning = false)
WHERE {{column}} IS NULL OR trim(CAST({{column}} AS VARCHAR)) = ''
ORDER BY row
LIMIT 1
