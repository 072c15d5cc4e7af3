DELETE FROM {{table}}
WHERE NOT ({{fixed}}) AND NOT EXISTS (SELECT 1 FROM {{source}} s WHERE {{same}})
