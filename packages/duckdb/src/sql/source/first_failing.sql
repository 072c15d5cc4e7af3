SELECT unnest([{{checks}}]) AS row
FROM read_parquet({{files}}, hive_partitioning = false)
