DELETE FROM {{table}}
WHERE NOT ({{fixed}}) AND EXISTS (SELECT 1 FROM {{source}} s WHERE {{same}})
