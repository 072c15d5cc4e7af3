-- Rows that load balancing moved although it may not.
WITH moved AS (
  SELECT
    *,
    CASE
      WHEN NOT getvariable('balancing_enabled') THEN 'load balancing is not enabled'
      WHEN is_followup(due_type) THEN 'follow-ups are not moved'
      WHEN due_reason IN ('exclusion_window', 'expired', 'suppressed', 'year_round_exclusion', 'missing_birth_date')
        THEN 'moved although skipped before'
      WHEN day < getvariable('as_of') OR day > due_latest
        THEN 'moved to ' || day || ', not from today to ' || due_latest
      WHEN moved_by = 'smoothing' AND due_type <> 'effective_date' THEN 'only effective-date emails are smoothed'
      WHEN moved_by = 'smoothing' AND release_moved_by IS NOT NULL THEN 'late emails are not smoothed'
      WHEN moved_by = 'smoothing' AND abs(day - due_ideal) > getvariable('smoothing_window_days') // 2
        THEN 'smoothed by ' || (day - due_ideal) || ' days'
      WHEN moved_by = 'daily_cap' AND due_type <> 'effective_date' AND day <= release_day
        THEN 'moved from ' || release_day || ' back to ' || day
      WHEN moved_by = 'daily_cap' AND day < release_day - getvariable('smoothing_window_days') // 2
        THEN 'moved from ' || release_day || ' back to ' || day
    END AS fault
  FROM verify_matched
  WHERE found AND expected AND NOT settled AND moved_by IN ('smoothing', 'daily_cap')
)
SELECT contact_id, email_type, fault AS detail
FROM moved
WHERE fault IS NOT NULL
UNION ALL
SELECT m.contact_id, m.email_type, 'moved to ' || m.day || ' across the start of a window on ' || w.first_day
FROM moved m
JOIN verify_window w ON w.contact_id = m.contact_id AND w.last_day < m.day
WHERE m.fault IS NULL
  AND m.moved_by = 'daily_cap'
  AND m.respects
  -- Smoothing may have moved an effective-date email before.
  AND w.first_day > m.release_day
    + CASE m.due_type WHEN 'effective_date' THEN getvariable('smoothing_window_days') // 2 ELSE 0 END
