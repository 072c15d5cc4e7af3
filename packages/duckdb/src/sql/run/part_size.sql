SELECT count(*) AS n FROM read_parquet({{file}}) WHERE contact_id >= $from AND contact_id <= $until
