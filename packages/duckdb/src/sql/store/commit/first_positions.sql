-- The number of rows of each file, and the number of rows in the files before it.
SELECT num_rows AS rows, (sum(num_rows) OVER (ORDER BY file_name) - num_rows)::BIGINT AS first
FROM parquet_file_metadata({{files}})
ORDER BY file_name
