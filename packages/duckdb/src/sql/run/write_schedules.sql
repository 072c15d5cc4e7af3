COPY ({{schedules}}) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
