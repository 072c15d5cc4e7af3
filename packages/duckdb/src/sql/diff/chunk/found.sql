CREATE OR REPLACE TEMP TABLE diff_found AS
SELECT
  *,
  coalesce(b.email_type, a.email_type) AS email_type,
  CASE kind
    WHEN 'removed' THEN {{removed}}
    WHEN 'added' THEN {{added}}
    WHEN 'moved' THEN {{moved}}
    ELSE {{changed}}
  END AS cause
FROM diff_context
