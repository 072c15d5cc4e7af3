-- Small row groups: a reader decodes only that in which its contact stands.
COPY (
  SELECT * EXCLUDE (shard, position) FROM publish_batch WHERE shard = {{shard}} ORDER BY contact_id, fact, position
) TO {{file}} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 2048)
