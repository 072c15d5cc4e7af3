COPY ({{query}}) TO {{file}} (FORMAT csv, HEADER)
