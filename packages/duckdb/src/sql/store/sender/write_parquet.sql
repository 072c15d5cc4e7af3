COPY ({{query}}) TO {{file}} (FORMAT parquet, USE_TMP_FILE false)
