read_csv({{file}}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')
