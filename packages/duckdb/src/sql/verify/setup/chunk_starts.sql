SELECT id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM verify_reading WHERE reason IS NULL)
WHERE n % $size::BIGINT = 1
ORDER BY id
