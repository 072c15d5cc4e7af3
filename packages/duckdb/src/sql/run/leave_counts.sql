-- Counts of emails, by dense organisation number and packed key.
COPY (SELECT org, count_key, emails FROM counted()) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)
