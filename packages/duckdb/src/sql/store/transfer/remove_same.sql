-- Rows that are to be renewed: another of the same name is taken.
DELETE FROM {{table}}
WHERE NOT ({{fixed}}) AND EXISTS (
  SELECT 1 FROM {{source}} s
  WHERE {{same}}
    AND s.row_number NOT IN (SELECT row_number FROM import_reject WHERE "table" = {{name}})
    AND s.row_number NOT IN (SELECT row_number FROM import_unchanged)
)
