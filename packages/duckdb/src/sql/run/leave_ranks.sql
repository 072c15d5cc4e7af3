-- Ranks are hashes, which cannot be compressed.
COPY (SELECT split, rank FROM split_rank()) TO {{file}} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)
