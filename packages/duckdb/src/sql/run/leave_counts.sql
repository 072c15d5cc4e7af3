-- The number of emails by dense organisation number, key and detail.
COPY (SELECT org, count_key, count_detail, emails FROM counted()) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)
