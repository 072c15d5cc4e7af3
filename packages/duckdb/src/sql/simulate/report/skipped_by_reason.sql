SELECT skip_reason AS name, count(*) AS n FROM sim_skipped GROUP BY ALL ORDER BY ALL
