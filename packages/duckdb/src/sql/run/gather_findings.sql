-- What all workers have found, to what was found while staging.
INSERT INTO {{table}} SELECT * FROM read_parquet({{files}})
