SELECT
  (SELECT count(*) FROM read_parquet({{contacts}})) + (SELECT count(*) FROM read_parquet({{enrolments}}))
    + (SELECT count(*) FROM read_parquet({{history}})) AS n
