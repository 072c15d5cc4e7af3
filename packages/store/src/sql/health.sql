-- name: emails
-- The emails that are due today, overdue, or stuck (claimed but not marked), and those sent or failed in the last seven
-- days.
SELECT
  count(*) FILTER (status = 'pre-scheduled' AND scheduled_send_date = $today::DATE) AS due_today,
  count(*) FILTER (status = 'pre-scheduled' AND scheduled_send_date < $today::DATE) AS overdue,
  count(*) FILTER (status = 'processing'
    AND coalesce(claimed_at, scheduled_send_date::TIMESTAMP) < $now::TIMESTAMP - to_hours($hours::INTEGER)) AS stuck,
  count(*) FILTER (status IN ('sent', 'delivered') AND scheduled_send_date BETWEEN $today::DATE - 6 AND $today::DATE) AS sent,
  count(*) FILTER (status = 'failed' AND scheduled_send_date BETWEEN $today::DATE - 6 AND $today::DATE) AS failed
FROM email_schedules

-- name: counts
-- Types that cannot be those of emails count together: history may have any text there, also personal data.
SELECT
  status,
  CASE WHEN email_type IN {{known_types}} OR regexp_full_match(email_type, {{campaign_type}}) THEN email_type ELSE 'unknown' END
    AS email_type,
  count(*) AS emails
FROM email_schedules
GROUP BY ALL
ORDER BY ALL

-- name: open_proposals
SELECT id, title, strftime(proposed_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS proposed_at
FROM proposals
WHERE status = 'open'
ORDER BY id
