COPY (SELECT * FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet)
