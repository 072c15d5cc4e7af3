INSERT INTO import_reject
SELECT {{table}}, row_number, reason
FROM (SELECT row_number, CASE {{cases}} END AS reason FROM {{source}})
WHERE reason IS NOT NULL
