-- name: content
SELECT count(*) AS rows, coalesce(sum(hash({{columns}})), 0)::VARCHAR AS content FROM {{table}} WHERE {{rows}}

-- name: copy_table
-- The file is read only once. The size limit avoids dictionaries for columns with few repeated values, because writing
-- them would take a quarter of the time.
COPY (SELECT {{columns}} FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 4096)
