-- Rows that the store holds as they are.
CREATE OR REPLACE TEMP TABLE import_unchanged AS
SELECT DISTINCT s.row_number
FROM {{source}} s
JOIN {{table}} t ON {{same}}
WHERE s.row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
