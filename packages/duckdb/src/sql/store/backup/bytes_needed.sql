-- Where the last block of a table ends, after the headers of the file.
SELECT (max(greatest(block_id, coalesce(list_max(additional_block_ids), 0))) + 1) * any_value(block_size) AS bytes
FROM pragma_storage_info({{table}}), pragma_database_size()
