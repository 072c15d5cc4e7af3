CREATE OR REPLACE TEMP TABLE import_reject ("table" VARCHAR, row_number BIGINT, reason VARCHAR)
