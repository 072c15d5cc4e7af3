COPY (SELECT * FROM read_json({{file}}, hive_partitioning = false, format = 'newline_delimited', columns = {{columns}})) TO {{parquet}} (FORMAT parquet)
