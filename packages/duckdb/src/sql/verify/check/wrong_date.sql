SELECT
  contact_id,
  email_type,
  CASE WHEN ideal IS DISTINCT FROM due_ideal THEN 'ideal date: ' || due_found(due_ideal, ideal)
    ELSE due_found(due_day, day) END AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled
  AND (
    ideal IS DISTINCT FROM due_ideal
    OR dispute IS NULL
      AND day IS DISTINCT FROM due_day
      AND NOT (status = 'pre-scheduled' AND day < getvariable('as_of'))
      AND NOT EXISTS (
        FROM verify_window w
        WHERE verify_matched.status = 'pre-scheduled' AND respects
          AND w.contact_id = verify_matched.contact_id AND day BETWEEN w.first_day AND w.last_day
      )
  )
