INSERT INTO {{table}} SELECT * FROM read_parquet({{files}}) EXCEPT SELECT * FROM {{table}}
