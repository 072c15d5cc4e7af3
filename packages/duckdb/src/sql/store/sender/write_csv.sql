COPY ({{query}}) TO {{file}} (FORMAT csv, HEADER, USE_TMP_FILE false)
