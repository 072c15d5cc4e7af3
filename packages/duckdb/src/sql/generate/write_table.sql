COPY ({{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
