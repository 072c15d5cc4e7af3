COPY ({{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)
