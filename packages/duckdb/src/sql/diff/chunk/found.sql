-- The cause of each difference. If the runs differ only in the software, or in nothing, no other cause is possible.
CREATE OR REPLACE TEMP TABLE diff_found AS
SELECT
  *,
  coalesce(b.email_type, a.email_type) AS email_type,
  CASE
    WHEN getvariable('fallback') IN ('software', 'unexplained') THEN getvariable('fallback')
    WHEN kind = 'removed' THEN {{removed}}
    WHEN kind = 'added' THEN {{added}}
    WHEN kind = 'moved' THEN {{moved}}
    ELSE {{changed}}
  END AS cause
FROM diff_context
