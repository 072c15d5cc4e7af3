CREATE OR REPLACE TEMP VIEW {{name}} AS
FROM read_parquet({{files}}, hive_partitioning = false)
