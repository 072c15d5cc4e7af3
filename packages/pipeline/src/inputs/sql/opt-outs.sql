-- name: read
-- The rows of suppressions with what they opt out of, as core reads it (intake/opt-out.ts). `unread` says what cannot be
-- read; such a row opts out of everything. An email_type that is null stands for all types.
SELECT
  o.*,
  CASE
    WHEN channel NOT IN ({{channels}}) THEN {{unreadable_channel}}
    WHEN email_type NOT IN ({{fixed_types}}) AND NOT regexp_full_match(email_type, {{campaign_type}}) THEN {{unreadable_type}}
  END AS unread
FROM (
  SELECT * REPLACE (
    lower(trim(email, {{blanks}})) AS email,
    coalesce(nullif(lower(trim(channel, {{blanks}})), ''), 'email') AS channel,
    nullif(trim(email_type, {{blanks}}), '') AS email_type
  )
  FROM {{suppressions}}
) o
