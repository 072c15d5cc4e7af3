-- Contact ids of rows drawn from both runs, in order, to cut the ids into chunks of about as many rows.
SELECT contact_id
FROM (
  FROM (SELECT contact_id FROM a_schedules UNION ALL SELECT contact_id FROM b_schedules)
  USING SAMPLE reservoir(5000 ROWS) REPEATABLE (1)
)
ORDER BY contact_id
