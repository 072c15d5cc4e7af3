SELECT org_id, (DATE '1970-01-01' + send_day)::VARCHAR AS send_date, sum(row_count)::BIGINT AS "rows"
FROM daily_load
GROUP BY ALL
ORDER BY ALL
