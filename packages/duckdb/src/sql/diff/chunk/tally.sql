INSERT INTO diff_tally
SELECT kind, cause, email_type, count(*),
  count(*) FILTER (kind = 'moved' AND b.scheduled_send_date < a.scheduled_send_date),
  count(*) FILTER (kind = 'moved' AND b.scheduled_send_date > a.scheduled_send_date),
  coalesce(sum(abs(b.scheduled_send_date - a.scheduled_send_date)) FILTER (kind = 'moved'), 0)
FROM diff_found
GROUP BY ALL
