COPY (SELECT {{columns}} FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)
