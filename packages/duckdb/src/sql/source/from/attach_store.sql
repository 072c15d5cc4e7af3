ATTACH IF NOT EXISTS {{file}} AS store_copy (READ_ONLY)
