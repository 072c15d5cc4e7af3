COPY (SELECT * FROM {{table}} ORDER BY ALL) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
