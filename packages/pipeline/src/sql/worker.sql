-- name: tables
-- The rejects and warnings of a worker, which it later writes to files.
CREATE OR REPLACE TABLE reject ({{rejects}});
CREATE OR REPLACE TABLE warning ({{warnings}});

-- name: write_table
COPY {{table}} TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw);
DROP TABLE {{table}}

-- name: gather_table
-- A view of the files that all workers wrote under one name.
CREATE OR REPLACE VIEW {{table}} AS SELECT * FROM {{files}}

-- name: gather_rejects
-- Adds the rejects and warnings of all workers to those of staging.
INSERT INTO {{table}} SELECT * FROM {{files}}
