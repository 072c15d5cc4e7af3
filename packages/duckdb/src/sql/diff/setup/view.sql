CREATE OR REPLACE TEMP VIEW {{name}} AS
SELECT {{columns}}
FROM read_parquet({{files}}, hive_partitioning = false)
