COPY (
  SELECT * EXCLUDE (shard, position) FROM publish_batch WHERE shard = {{shard}} ORDER BY contact_id, fact, position
) TO {{file}} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 10000000)
