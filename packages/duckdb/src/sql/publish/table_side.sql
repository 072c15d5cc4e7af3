-- A staged table other than contacts, by shard. `position` keeps the order of the rows.
CREATE TABLE publish_{{table}} AS
SELECT publish_shard(contact_id, {{shards}}) AS shard, file_row_number AS position, *
FROM {{file}}
WHERE {{kept}}
ORDER BY shard
