-- DuckDB returns the rows of a table in the order in which they were inserted. Parquet v2 stores differences of
-- numbers, which takes a third less space.
COPY (SELECT * FROM publish_due WHERE rowid BETWEEN {{first}} AND {{last}})
TO {{file}} (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2, ROW_GROUP_SIZE {{group_rows}})
