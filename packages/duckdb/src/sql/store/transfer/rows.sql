SELECT {{columns}}
FROM {{source}} s
WHERE row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
  AND row_number NOT IN (SELECT row_number FROM import_unchanged)
  AND NOT EXISTS (SELECT 1 FROM {{table}} t WHERE {{there}})
