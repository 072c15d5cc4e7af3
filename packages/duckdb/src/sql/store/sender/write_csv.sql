COPY ({{query}}) TO {{file}} (FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%gZ', USE_TMP_FILE false)
