SELECT org, count_key, count_detail, sum(emails)::BIGINT AS emails
FROM plan_count
GROUP BY ALL
ORDER BY ALL
