list_extract(CAST({{first_rows}} AS BIGINT[]), CAST(file_index AS BIGINT) + 1) + file_row_number
