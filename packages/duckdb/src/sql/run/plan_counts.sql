SELECT org, count_key, sum(emails)::BIGINT AS emails
FROM plan_count
GROUP BY ALL
ORDER BY ALL
