SELECT run, email_type, sum(row_count)::BIGINT AS row_count FROM diff_total GROUP BY ALL ORDER BY ALL
