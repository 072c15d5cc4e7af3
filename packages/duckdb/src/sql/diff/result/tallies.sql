SELECT kind, cause, email_type, sum(row_count)::BIGINT AS row_count, sum(earlier)::BIGINT AS earlier,
  sum(later)::BIGINT AS later, sum(days)::BIGINT AS days
FROM diff_tally
GROUP BY ALL
ORDER BY ALL
