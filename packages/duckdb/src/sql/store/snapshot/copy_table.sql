-- The file is read only once. The size limit avoids dictionaries for columns with few repeated values, because writing
-- them would take a quarter of the time.
COPY (SELECT {{columns}} FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 4096)
