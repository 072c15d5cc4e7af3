-- How far the sent emails are from the day announced first, in days, by email type and month of sending.
SELECT email_type, month, count(*) AS emails, count(*) FILTER (days = 0) AS on_first_day, sum(days)::BIGINT AS days_moved, max(days) AS worst_days
FROM (
  SELECT a.email_type, strftime(a.sent_date, '%Y-%m') AS month, abs(a.sent_date - b.day) AS days
  FROM sim_sent a
  JOIN sim_announced b ON {{same}}
)
GROUP BY ALL
ORDER BY ALL
