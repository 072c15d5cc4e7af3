-- The number of imported rows that will have no effect.
SELECT count(*) AS n
FROM {{source}} s
WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}}) AND ({{condition}})
