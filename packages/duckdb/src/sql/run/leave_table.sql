COPY {{table}} TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw);
DROP TABLE {{table}}
