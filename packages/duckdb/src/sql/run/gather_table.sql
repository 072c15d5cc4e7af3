-- What all workers have left under one name, as a view.
CREATE OR REPLACE VIEW {{table}} AS SELECT * FROM read_parquet({{files}})
