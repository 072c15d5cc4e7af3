COPY (SELECT {{columns}} FROM {{source}} ORDER BY row_number) TO {{file}} (FORMAT parquet)
