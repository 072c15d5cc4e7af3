SELECT org_id, send_date::VARCHAR AS send_date, sum(row_count)::BIGINT AS rows
FROM tally
WHERE status = 'pre-scheduled'
GROUP BY ALL
ORDER BY ALL
