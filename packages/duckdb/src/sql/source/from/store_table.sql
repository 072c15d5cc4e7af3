(SELECT 0 AS file_index, {{row}} AS file_row_number, * FROM store_copy.{{table}} WHERE {{rows}})
