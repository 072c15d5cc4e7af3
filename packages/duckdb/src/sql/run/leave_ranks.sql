-- Ranks are hashes: there is nothing to compress.
COPY (SELECT split, rank FROM split_rank()) TO {{file}} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)
