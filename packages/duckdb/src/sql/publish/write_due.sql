-- Rows leave a table in the order in which they were put in. Differences of numbers (Parquet v2) take a third less.
COPY (SELECT * FROM publish_due WHERE rowid BETWEEN {{first}} AND {{last}})
TO {{file}} (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2, ROW_GROUP_SIZE {{group_rows}})
