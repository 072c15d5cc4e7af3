-- A view of the files that all workers wrote under one name.
CREATE OR REPLACE VIEW {{table}} AS SELECT * FROM {{files}}
