COPY (
  SELECT {{known}}
  FROM read_csv(
    {{file}}, hive_partitioning = false, union_by_name = false,
    auto_detect = false, header = true, skip = 0, columns = {{columns}},
    delim = ',', quote = '"', escape = '"', nullstr = '', encoding = 'utf-8',
    strict_mode = true, null_padding = false, ignore_errors = false
  )
) TO {{parquet}} (FORMAT parquet)
