SELECT org_id, email_type, status, skip_reason, moved_by, sum(row_count)::BIGINT AS "rows"
FROM tally
GROUP BY ALL
ORDER BY ALL
