-- name: convert_csv
COPY (
  SELECT {{known}}
  FROM read_csv(
    {{file}}, hive_partitioning = false, union_by_name = false,
    auto_detect = false, header = true, skip = 0, columns = {{columns}},
    delim = ',', quote = '"', escape = '"', nullstr = '', encoding = 'utf-8',
    strict_mode = true, null_padding = false, ignore_errors = false
  )
) TO {{parquet}} (FORMAT parquet)

-- name: columns
DESCRIBE SELECT * FROM {{input}}

-- name: any_value
SELECT 1 FROM {{input}} WHERE {{column}} IS NOT NULL LIMIT 1

-- name: row_count
SELECT num_rows FROM parquet_file_metadata({{files}})

-- name: first_failing
SELECT unnest([{{checks}}]) AS row
FROM {{input}}

-- name: create_view
CREATE OR REPLACE TEMP VIEW {{name}} AS
{{body}}

-- name: empty
SELECT {{columns}}
WHERE false

-- name: scan
SELECT {{columns}}
FROM {{input}}
