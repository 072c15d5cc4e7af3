-- The contact ids of a sample of rows of both runs, in order. They are used to cut the ids into chunks with about
-- the same number of rows.
SELECT contact_id
FROM (
  FROM (SELECT contact_id FROM a_schedules UNION ALL SELECT contact_id FROM b_schedules)
  USING SAMPLE reservoir(5000 ROWS) REPEATABLE (1)
)
ORDER BY contact_id
