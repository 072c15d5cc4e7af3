-- The ranks at the requested positions of the split cells.
SELECT split, position, rank
FROM (SELECT split, rank, row_number() OVER (PARTITION BY split ORDER BY rank) AS position FROM plan_rank)
JOIN plan_request USING (split, position)
ORDER BY split, position
