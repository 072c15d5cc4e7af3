SELECT org_id, send_date::VARCHAR AS send_date, sum(row_count)::BIGINT AS "rows"
FROM daily_load
GROUP BY ALL
ORDER BY ALL
