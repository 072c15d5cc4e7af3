-- Rejects all rows with the same key except the first.
INSERT INTO import_reject
SELECT {{table}}, row_number, 'duplicate'
FROM (
  SELECT row_number, min(row_number) OVER (PARTITION BY {{key}}) AS first
  FROM (SELECT * FROM {{source}} ANTI JOIN import_reject r ON r."table" = {{table}} AND r.row_number = {{source}}.row_number)
  WHERE ({{key}}) IN (SELECT ({{key}}) FROM {{source}} GROUP BY {{key}} HAVING count(*) > 1)
)
WHERE row_number > first
