list_extract(CAST({{values}} AS VARCHAR[]), CAST(file_index AS BIGINT) + 1)
