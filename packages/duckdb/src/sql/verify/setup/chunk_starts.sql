SELECT id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM verify_reading WHERE reason IS NULL)
WHERE (n - 1) % $size::BIGINT = 0
ORDER BY id
