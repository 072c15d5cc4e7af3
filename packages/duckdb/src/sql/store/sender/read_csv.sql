read_csv({{file}}, hive_partitioning = false, union_by_name = false, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')
