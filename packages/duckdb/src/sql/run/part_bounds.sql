-- The highest contact id of each row group of the staged contacts, in order. Each is the last id of a part.
SELECT stats_max_value::BIGINT AS last_id, row_group_num_rows::BIGINT AS contacts
FROM parquet_metadata({{file}})
WHERE path_in_schema = 'contact_id'
ORDER BY row_group_id
