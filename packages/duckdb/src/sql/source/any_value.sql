SELECT 1 FROM read_parquet({{files}}, hive_partitioning = false) WHERE {{column}} IS NOT NULL LIMIT 1
