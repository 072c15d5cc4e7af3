-- The row groups are small, because a reader decodes only the row group of its contact.
COPY (
  SELECT * EXCLUDE (shard, position) FROM publish_batch WHERE shard = {{shard}} ORDER BY contact_id, fact, position
) TO {{file}} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 2048)
