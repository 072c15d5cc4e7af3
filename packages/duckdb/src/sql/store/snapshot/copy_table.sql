-- Read once: dictionaries of columns that hardly repeat a value would take a quarter of the time.
COPY (SELECT {{columns}} FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 4096)
