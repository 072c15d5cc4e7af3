INSERT INTO {{table}}
SELECT now.* {{changed}} FROM read_parquet({{files}}) now ANTI JOIN {{table}} was ON was.{{key}} = now.{{key}}
