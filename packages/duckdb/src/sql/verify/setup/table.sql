-- A temporary table with rows given as JSON.
CREATE OR REPLACE TEMP TABLE {{name}} AS
SELECT unnest(from_json($rows, {{shape}}), recursive := true)
