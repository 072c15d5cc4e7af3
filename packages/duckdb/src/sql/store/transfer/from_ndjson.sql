COPY (SELECT * FROM read_json({{file}}, format = 'newline_delimited', columns = {{columns}})) TO {{parquet}} (FORMAT parquet)
