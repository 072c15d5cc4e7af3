-- Rows given as JSON, as a temporary table.
CREATE OR REPLACE TEMP TABLE {{name}} AS
SELECT unnest(from_json($rows, {{shape}}), recursive := true)
